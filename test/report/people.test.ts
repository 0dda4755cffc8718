import { describe, expect, test } from "vitest";
import { writtenBlocks } from "../../server/report/people.ts";
import { applyEdits, NO_EDITS, type PeopleEdits } from "../../server/store/apply-edits.ts";
import { incidentOf } from "../store/incident-builder.ts";
import { hostileAnalysis } from "./hostile.ts";
import { fileOf, HAS_PDFTOTEXT, READ_FORMATS, squeezed, wordsIn } from "./lib/formats.ts";

const at = (minute: number) => `2026-03-01T14:0${minute}:00.000Z`;

const EDITS: PeopleEdits = {
  ...NO_EDITS,
  steps: [
    { stepId: "s1", field: "owner", to: "Grace", who: "Ada", at: at(1) },
    { stepId: "s1", field: "status", to: "done", who: "Bob", at: at(2) },
  ],
  answers: [{ whyId: "w5", answer: "The job was switched off.", who: "Cy", at: at(3) }],
  words: [
    { field: "summary", text: "Orders failed.\n\n- for an hour\n- in staging", who: "Dee", at: at(4) },
    { field: "impact-failed-requests", text: "75", who: "Eve", at: at(5) },
    { field: "lessons-lucky", text: "It was Sunday.", who: "Fay", at: at(6) },
    { field: "plan", text: "1. Drain the queue (Gus, Friday)\n- Tell the teams", who: "Gus", at: at(7) },
  ],
};

describe("what people wrote", () => {
  const edited = applyEdits(incidentOf(), EDITS);
  const analysis = { ...hostileAnalysis("x"), incidents: [edited] };

  test("holds in the place of what was derived, which stays known", () => {
    expect(edited.impact.failedRequests).toBe(75);
    expect(edited.people).toEqual([
      { ...EDITS.words?.[0] },
      { ...EDITS.words?.[1], instead: "60" },
      { ...EDITS.words?.[2] },
      { ...EDITS.words?.[3] },
      { field: "step:s1:owner", text: "Grace", who: "Ada", at: at(1) },
      { field: "step:s1:status", text: "done", who: "Bob", at: at(2) },
      { field: "why:w5", text: "The job was switched off.", who: "Cy", at: at(3) },
    ]);
    expect(edited.timeline.filter(({ kind }) => kind === "person").map(({ statement }) => statement)).toEqual([
      "Cy answered: The job was switched off.",
      "Dee wrote the executive summary.",
      "Eve wrote the number of failed requests.",
      "Fay wrote where we were lucky.",
      "Gus wrote further steps of the plan.",
    ]);
  });

  test("are steps of the plan too, one for each line", async () => {
    const said = (await fileOf("markdown", analysis)).toString();
    expect(said).toContain(
      "Added by people: *(edited by Gus at 2026-03-01 14:07:00 UTC)*\n\n- Drain the queue (Gus, Friday)\n- Tell the teams\n",
    );
  });

  test("of a step are its due day, its link and its note: in the plan of every format", async () => {
    const said = { due: "2026-03-04", link: "https://tracker.example/PL-7", note: "The rollout waits for Ada." };
    const steps = Object.entries(said).map(([field, to]) => ({
      ...{ stepId: "s1", field: field as "due", to, who: "Ada", at: at(1) },
    }));
    const planned = { ...hostileAnalysis("x"), incidents: [applyEdits(incidentOf(), { ...NO_EDITS, steps })] };
    expect(planned.incidents[0]?.remediation.steps[0]).toMatchObject(said);
    for (const format of ["markdown", "html", "pdf", "docx"] as const) {
      if (format === "pdf" && !HAS_PDFTOTEXT) continue;
      const words = squeezed(wordsIn(format, await fileOf(format, planned)));
      for (const one of ["Due", said.due, said.link, said.note]) expect(words).toContain(squeezed(one));
    }
  });

  test("survives another derivation, and says nothing of steps and whys that are gone", () => {
    const later = incidentOf({ fiveWhys: [], remediation: { ...incidentOf().remediation, steps: [] } });
    const again = applyEdits({ ...later, impact: { ...later.impact, failedRequests: 90 } }, EDITS);
    expect(again.impact.failedRequests).toBe(75);
    expect(again.people?.map(({ field, instead }) => [field, instead])).toEqual([
      ["summary", undefined],
      ["impact-failed-requests", "90"],
      ["lessons-lucky", undefined],
      ["plan", undefined],
    ]);
  });

  test("leaves an incident as it was derived where nobody wrote anything", () => {
    expect(applyEdits(incidentOf(), NO_EDITS)).toStrictEqual(incidentOf());
  });

  test.each(READ_FORMATS)("is marked as theirs with name and time as %s", async (format) => {
    if (format === "pdf" && !HAS_PDFTOTEXT) return;
    const said = squeezed(wordsIn(format, await fileOf(format, analysis)));
    const marks =
      format === "json" || format === "csv"
        ? ["Dee", "Eve", "Fay", at(4)]
        : ["Ada", "Bob", "Cy", "Dee", "Eve", "Fay", "Gus"].map(
            (who, i) => `editedby${who}at2026-03-0114:0${i + 1}:00UTC`,
          );
    for (const mark of marks) expect(said).toContain(mark);
    if (format !== "json" && format !== "csv") expect(said).toContain("derived:60");
  });
});

describe("a person's text", () => {
  test("has paragraphs and items, and no other markup of its own", async () => {
    const text = "# no heading\n\n- [ ] no task\n- <b>no bold</b>\n\n```\nno fence\n\n| no | table |\n| --- | --- |";
    const words = [{ field: "summary", text, who: "Ada", at: at(1) }];
    const incident = applyEdits(incidentOf(), { ...NO_EDITS, words });
    const said = (await fileOf("markdown", { ...hostileAnalysis("x"), incidents: [incident] })).toString();
    const lines = said.split("## Executive summary\n\n")[1]?.split("\n\n*(edited")[0]?.split("\n");
    expect(lines).toEqual([
      "\\# no heading",
      "",
      "- \\[ \\] no task",
      "- &lt;b\\>no bold&lt;/b\\>",
      "",
      "\\`\\`\\` no fence",
      "",
      "\\| no \\| table \\| \\| --- \\| --- \\|",
    ]);
  });

  test("keeps its paragraphs and its lists", () => {
    expect(writtenBlocks({ text: "One\ntwo.\n\nThree:\n- four\n- five\r\n\r\nSix" })).toEqual([
      { kind: "paragraph", text: ["One", " two."] },
      { kind: "paragraph", text: ["Three:"] },
      { kind: "list", items: [{ text: ["four"] }, { text: ["five"] }] },
      { kind: "paragraph", text: ["Six"] },
    ]);
  });
});
