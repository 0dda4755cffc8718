import { describe, expect, test } from "vitest";
import { errorChart } from "../../shared/error-chart.ts";
import type { Incident, IncidentGroup, Why } from "../../shared/incident.ts";
import { nextThing } from "../../shared/next-step.ts";
import { isDayTold } from "../../shared/per-day.ts";
import { DAY, HOUR, MINUTE, SECOND } from "../../shared/time.ts";
import { timelineRuns } from "../../shared/timeline-words.ts";
import { duration, percent, rhythm, words } from "../../web/lib/format.ts";
import { safeHref, visible } from "../../web/lib/text.ts";
import { whyTree } from "../../web/pages/incident/why-tree.ts";
import { chartData } from "../../web/parts/chart/bins.ts";
import { storyGroups } from "./story-groups.ts";

const FROM = Date.parse("2026-03-01T00:05:00.000Z");
const TO = Date.parse("2026-03-02T00:05:00.000Z");
const RANGE = { from: FROM, to: TO };
type Item = Incident["timeline"][number];

test.each([
  [40 * SECOND, "40 s"],
  [HOUR - 20 * SECOND, "1 h"],
  [3 * HOUR + 5 * MINUTE, "3 h 5 min"],
  [23 * HOUR - 20 * SECOND, "23 h"],
  [DAY - 20 * SECOND, "1 d"],
  [3 * DAY - 20 * MINUTE, "3 d"],
])("a length of %i ms reads as %s: no unit is ever full", (ms, text) => {
  expect(duration(ms)).toBe(text);
});

test.each([
  ["a\u001b[31mb", "a␛[31mb", "escape is shown"],
  ["one\r\ntwo\tthree", "one\ntwo\tthree", "line breaks and tabs stay"],
  ["\u202Egpj.exe", "⟨U+202E⟩gpj.exe", "an override of direction is shown"],
  ["مرحبا 你好 🔥 <b>", "مرحبا 你好 🔥 <b>", "letters of any script stay"],
  ["\u0000\u007f\u0085", "␀␡⟨U+0085⟩", "other controls are shown"],
])("log text %j is shown as %j: %s", (text, shown) => {
  expect(visible(text)).toBe(shown);
});

test.each([
  ["https://console.cloud.google.com/logs/query", true],
  ["javascript:alert(1)", false],
  ["data:text/html,x", false],
  ["not an address", false],
])("%s may be a link: %s", (address, isAllowed) => {
  expect(safeHref(address) === address).toBe(isAllowed);
});

test.each([
  [60, 0.34, "every 60 s ± 0.34 s"],
  [245, 0, "every 4 min 5 s ± 0 s"],
  [300, 2, "every 5 min ± 2 s"],
  [3_600, 90, "every 1 h ± 2 min"],
])("a rhythm of %d s ± %d s reads as %s", (periodSeconds, jitterSeconds, text) => {
  expect(rhythm({ periodSeconds, jitterSeconds, confidence: 1, caller: "not known" })).toBe(text);
});

test.each([
  [361, 361, false, "a day's own count"],
  [60, 1_440, true, "an hour's count scaled"],
  [5, 1_440, false, "five minutes say little of a day"],
])("%d entries, %d a day: told %s, as it is %s", (count, perDay, told) => {
  expect(isDayTold(count, perDay)).toBe(told);
});

test("a share near certainty is not rounded to certainty", () => {
  expect([0, 0.004, 0.5, 0.996, 1].map(percent)).toEqual(["0 %", "< 1 %", "50 %", "> 99 %", "100 %"]);
});

test("a rhythm of a minute is told in seconds, one of hours in hours", () => {
  const cadence = { jitterSeconds: 1, confidence: 1, caller: "" };
  expect(rhythm({ ...cadence, periodSeconds: 60 })).toBe("every 60 s ± 1 s");
  expect(rhythm({ ...cadence, periodSeconds: 7200 })).toBe("every 2 h ± 1 s");
  expect([words("in-progress"), words("todo")]).toEqual(["In progress", "To do"]);
});

test("the first and last bin count only the minutes of the window, so a steady rate stays level", () => {
  const [group] = storyGroups(FROM, FROM, TO);
  const { bins, binMinutes } = chartData(errorChart(group ? [group] : [], RANGE), []);
  expect(binMinutes).toBe(10);
  expect(new Set(bins.map(({ perMinute }) => Object.values(perMinute)[0]?.toFixed(6)))).toEqual(new Set(["1.000000"]));
  expect([bins.length, bins[0]?.minutes, bins.at(-1)?.minutes]).toEqual([145, 5, 5]);
});

test("more than six groups share the last colour, and no error is lost", () => {
  const [group] = storyGroups(FROM, FROM, TO);
  const groups = Array.from(
    { length: 9 },
    (_, index): IncidentGroup => ({ ...group!, id: `g${index}`, count: 9 - index }),
  );
  const { series, bins } = chartData(errorChart(groups, RANGE), []);
  expect(series.map(({ title }) => title).at(-1)).toBe("4 other groups");
  expect(series.length).toBe(6);
  expect(Object.values(bins[3]?.perMinute ?? {}).reduce((sum, value) => sum + value, 0)).toBeCloseTo(9);
});

test("marks that would cover each other share a flag", () => {
  const at = (minute: number) => new Date(FROM + minute * 60_000).toISOString();
  const mark = { kind: "change", statement: "A deploy.", evidenceId: null } as const;
  const { marks } = chartData(errorChart([], RANGE), [
    { ...mark, at: at(600) },
    { ...mark, at: at(60) },
    { ...mark, at: at(61) },
  ]);
  expect(marks.map(({ label, flag }) => [label, flag])).toEqual([
    ["1", "1–2"],
    ["2", ""],
    ["3", "3"],
  ]);
});

test("no why is lost: not one without its parent, and not a circle", () => {
  const why = (id: string, parentId: string | undefined, branch: Why["branch"] = "occurrence"): Why => ({
    id,
    ...(parentId === undefined ? {} : { parentId }),
    branch,
    level: 1,
    question: id,
    answer: "",
    status: "open",
    evidenceIds: [],
  });
  const whys = [why("d", undefined, "detection"), why("a", undefined), why("b", "a"), why("c", "a", "contributing")];
  const tree = whyTree([...whys, why("orphan", "gone"), why("x", "y"), why("y", "x")]);
  expect(tree.map((node) => [node.why.id, node.next?.why.id, node.branches.map(({ why: { id } }) => id)])).toEqual([
    ["a", "b", ["c"]],
    ["orphan", undefined, []],
    ["x", "y", []],
    ["d", undefined, []],
  ]);
});

test("deploys keep their marks however many instances were started", () => {
  const at = (minute: number) => new Date(FROM + minute * 60_000).toISOString();
  const item = (minute: number, statement: string) =>
    ({ kind: "change", at: at(minute), statement, evidenceId: null }) as const;
  const starts = Array.from({ length: 12 }, (_, i) => item(i * 10, "A new instance was started (autoscaling)."));
  const { marks } = chartData(errorChart([], RANGE), [...starts, item(600, "Revision a-2 took its first request.")]);
  expect([marks.length, marks.at(-1)?.statement]).toEqual([9, "Revision a-2 took its first request."]);
});

describe("the next step", () => {
  const step = (id: string, kind: "mitigate" | "fix" | "prevent", status: "todo" | "done" = "todo") =>
    ({ id, kind, status, title: id, detail: "", owner: null }) as const;
  const criterion = (kind: "endpoint" | "recurrence", state: "met" | "unmet") =>
    ({ id: kind, kind, state, title: kind, reason: "" }) as const;
  const steps = [step("roll back", "mitigate"), step("mend", "fix"), step("test it", "prevent")];

  test("is the first pending one while the endpoint fails", () => {
    const successCriteria = [criterion("recurrence", "unmet"), criterion("endpoint", "unmet")];
    expect(nextThing({ phase: "fix", steps, successCriteria })).toEqual({ kind: "step", step: steps[0] });
  });

  test("is what is still unproved once the endpoint answers, though nobody ticked the mitigation", () => {
    const successCriteria = [criterion("recurrence", "unmet"), criterion("endpoint", "met")];
    const next = nextThing({ phase: "fix", steps, successCriteria });
    expect(next).toEqual({ kind: "proof", criterion: successCriteria[0] });
  });

  test("is what prevents the next time once all is proved, and nothing after that", () => {
    const successCriteria = [criterion("recurrence", "met"), criterion("endpoint", "met")];
    expect(nextThing({ phase: "prevention", steps, successCriteria })).toEqual({ kind: "step", step: steps[2] });
    const done = steps.map((one) => ({ ...one, status: "done" as const }));
    expect(nextThing({ phase: "closed", steps: done, successCriteria })).toEqual({ kind: "nothing" });
  });
});

test("the live checks of one minute are one mark, and what became of the incident is one as well", () => {
  const at = (second: number) => new Date(TO + (second - 60) * 1000).toISOString();
  const item = (kind: Item["kind"], second: number, statement: string): Item => ({
    ...{ at: at(second), kind, statement, evidenceId: null },
  });
  const { marks } = chartData(errorChart([], RANGE), [
    item("state", 0, "Plumbline opened the incident"),
    item("error", 1, "First seen: another error"),
    item("check", 2, "The row is there."),
    item("check", 3, "The relation is absent."),
  ]);
  expect(marks.map(({ kind, statement }) => [kind, statement])).toEqual([
    ["state", "Plumbline opened the incident"],
    ["check", "2 live checks ran"],
  ]);
});

test("changes that say the same on end of one day stand together; errors, and the same on another day, do not", () => {
  const item = (at: string, kind: Item["kind"], statement: string): Item => ({ at, kind, statement, evidenceId: null });
  const deploys = ["2026-03-01T03:10:00Z", "2026-03-01T03:20:00Z", "2026-03-01T03:40:00Z"].map((at) =>
    item(at, "change", "Deploy by ci@example.com"),
  );
  const error = item("2026-03-01T03:41:00Z", "error", "Deploy by ci@example.com");
  const later = item("2026-03-02T03:40:00Z", "change", "Deploy by ci@example.com");

  expect(timelineRuns([...deploys, error, error, later])).toEqual([deploys, [error], [error], [later]]);
});
