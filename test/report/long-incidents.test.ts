import { expect, test } from "vitest";
import { type Block, plainText } from "../../server/report/document.ts";
import { reportBlocks } from "../../server/report/sections.ts";
import type { Analysis, Hypothesis, Incident } from "../../shared/incident.ts";
import { INCIDENT_GROUP, incidentOf } from "../store/incident-builder.ts";

const [ROOT] = incidentOf().hypotheses;
const [SYMPTOM] = incidentOf().symptoms;
const LOGS = "https://console.cloud.google.com/logs/query;query=a?project=p";

function blocksOf(incident: Incident): Block[] {
  const analysis: Analysis = {
    schema: "plumbline.analysis/v1",
    generatedAt: "2026-03-01T13:00:00.000Z",
    window: { from: "2026-03-01T12:00:00.000Z", to: "2026-03-01T13:00:00.000Z" },
    coverage: { read: 61, accepted: 60, duplicates: 1, rejected: 0, rejections: [], gaps: [] },
    incidents: [incident],
  };
  return reportBlocks(analysis);
}

/** The rows of the table under a heading, and the paragraph that follows it. */
function tableUnder(blocks: readonly Block[], title: string): { rows: string[][]; after: string } {
  const from = blocks.findIndex((block) => block.kind === "heading" && block.text === title);
  const [, table, next] = blocks.slice(from);
  if (table?.kind !== "table") throw new Error(`there is no table under “${title}”`);
  const after = next?.kind === "paragraph" ? plainText(next.text) : "";
  return { rows: table.rows.map((row) => row.map(plainText)), after };
}

function fact(blocks: readonly Block[], name: string): string {
  const rows = blocks.flatMap((block) => (block.kind === "facts" ? block.rows : []));
  return plainText(rows.find((row) => row.name === name)?.text ?? []);
}

function hypothesis(id: string, role: Hypothesis["role"]): Hypothesis {
  if (ROOT === undefined) throw new Error("no hypothesis");
  const evidence = [0, 1].map((i) => ({
    ...{ id: `${id}-${i}`, kind: "log" as const, effect: "refutes" as const, weight: -3 - i, at: "t", ref: {} },
    statement: `It goes with the cause (${id}, ${i})`,
  }));
  return { ...ROOT, id, role, title: `Error ${id}`, evidence, verdict: "refuted" };
}

test("of dozens of consequences five are told, the others counted, and all that is cited stands in the appendix", () => {
  if (ROOT === undefined) throw new Error("no hypothesis");
  const echoes = Array.from({ length: 60 }, (_, i) => hypothesis(`echo-${i}`, "echo"));
  const blocks = blocksOf(incidentOf({ hypotheses: [ROOT, ...echoes, hypothesis("beside", "latent")] }));

  const { rows, after } = tableUnder(blocks, "What was ruled out");
  expect(rows.map(([considered, kind]) => `${considered}: ${kind}`)).toEqual([
    ...["0", "1", "2", "3", "4"].map((i) => `Error echo-${i}: a consequence`),
    "Error beside: a separate finding",
  ]);
  expect(after).toBe("And 55 more consequences: the JSON format lists them all.");
  const listed = new Set(tableUnder(blocks, "Findings").rows.map(([number]) => number));
  const cited = rows.flatMap(([, , why]) => why?.match(/E\d+/g) ?? []);
  expect(cited.filter((number) => !listed.has(number))).toEqual([]);
  expect(tableUnder(blocks, "How the hypotheses were weighed").rows).toHaveLength(25);
});

test("an issue of many routes is told as a whole before its first routes", () => {
  if (SYMPTOM === undefined) throw new Error("no symptom");
  const symptoms = Array.from({ length: 48 }, (_, i) => ({ ...SYMPTOM, groupId: `g${i}`, title: `GET /${i} failed` }));
  const title = "48 routes of api fail with 500: Relation orders is missing";
  expect(fact(blocksOf(incidentOf({ title, symptoms })), "Issue")).toMatch(
    /^In staging, 48 routes of api fail with 500, among them GET \/0 failed \(3 times\), GET \/1 failed \(3 times\) and GET \/2 failed \(3 times\)\. First error/,
  );
});

test("each symptom leads to the entries that it counts", () => {
  const groups = [{ ...INCIDENT_GROUP, id: "g1", logsUrl: LOGS }];
  const blocks = blocksOf(incidentOf({ groups }));
  const table = blocks.find((block) => block.kind === "table" && block.columns[0] === "Symptom");
  if (table?.kind !== "table") throw new Error("no table of symptoms");
  expect(table.rows.map((row) => row.at(-1))).toEqual([[{ link: "Logs Explorer", href: LOGS }], ["–"]]);
});

test("the next step is what is waited for once the endpoint answers, and mitigation is counted beside the fix", () => {
  const { remediation } = incidentOf();
  const criteria = [
    { id: "k1", kind: "endpoint" as const, title: "It answers", state: "met" as const, reason: "200" },
    { id: "k2", kind: "recurrence" as const, title: "No more of it", state: "unmet" as const, reason: "it goes on" },
  ];
  const steps = [
    { id: "m", title: "Go back", detail: "", kind: "mitigate" as const, status: "done" as const, owner: "ada" },
    ...remediation.steps,
  ];
  const waiting = blocksOf(incidentOf({ remediation: { ...remediation, steps, successCriteria: criteria } }));
  expect(fact(waiting, "Next step")).toBe("Wait for proof: No more of it. It goes on.");
  expect(tableUnder(waiting, "Investigation log").rows[2]?.[2]).toBe(
    "Mitigation: 1 of 1 step done. Fix: 0 of 1 step done.",
  );
  const done = blocksOf(incidentOf({ remediation: { ...remediation, steps: [], successCriteria: [] } }));
  expect(fact(done, "Next step")).toBe("No step was derived.");
});
