import { expect, test } from "vitest";
import { chartOf } from "../../server/report/chart.ts";
import { legendOf } from "../../server/report/chart-drawing.ts";
import { citationsOf } from "../../server/report/citations.ts";
import { plainText } from "../../server/report/document.ts";
import { evidenceParts } from "../../server/report/sections/evidence.ts";
import { symptomBlocks } from "../../server/report/sections/symptoms.ts";
import type { Incident, TimelineItem } from "../../shared/incident.ts";
import { incidentOf } from "../store/incident-builder.ts";

const [SYMPTOM] = incidentOf().symptoms;

test("a few minutes say nothing of a day, and without a rhythm nobody is said to call", () => {
  if (SYMPTOM === undefined) throw new Error("no symptom");
  const columns = (symptom: Incident["symptoms"][number]) => {
    const [table] = symptomBlocks(incidentOf({ symptoms: [symptom] }));
    return table?.kind === "table" ? table.columns : [];
  };
  const cadence = { periodSeconds: 60, jitterSeconds: 1, confidence: 0.9, caller: "one browser tab" };

  expect(columns({ ...SYMPTOM, count: 3, perDay: 2_059, cadence: null })).toEqual(["Symptom", "Events"]);
  expect(columns({ ...SYMPTOM, count: 60, perDay: 1_440, cadence })).toEqual([
    "Symptom",
    "Events",
    "Per day",
    "Rhythm",
    "Likely caller",
  ]);
});

test("a group whose only log line another one said before refers to that, and one event has one time", () => {
  const at = "2026-03-01T12:00:00.000Z";
  const incident = incidentOf({ groups: [group("GET /a answered 503", at), group("GET /b answered 503", at)] });
  const log = evidenceParts(incident, citationsOf(incident)).find(({ title }) => title.startsWith("Error groups"));

  expect(log?.blocks.map((block) => (block.kind === "paragraph" ? plainText(block.text) : block.kind))).toEqual([
    "GET /a answered 503. Role: a symptom. It came with it. 1 event, at 2026-03-01 12:00:00 UTC. Open in Logs Explorer.",
    "code",
    "GET /b answered 503. Role: a symptom. It came with it. 1 event, at 2026-03-01 12:00:00 UTC. Open in Logs Explorer. Its log line, insertId id of GET /b answered 503, says the same as that of “GET /a answered 503”.",
  ]);
});

test("what says the same to another hypothesis, as strongly or neutrally, has the number that it had", () => {
  const [first] = incidentOf().hypotheses;
  const [evidence] = first?.evidence ?? [];
  if (first === undefined || evidence === undefined) throw new Error("no evidence");
  const again = { ...evidence, id: "e2", effect: "neutral" as const, weight: 0 };
  const against = { ...evidence, id: "e3", effect: "refutes" as const, weight: -1 };
  const { evidence: listed, cite } = citationsOf(
    incidentOf({
      hypotheses: [
        first,
        { ...first, id: "h2", evidence: [again, against] },
        { ...first, id: "h3", evidence: [{ ...against, id: "e4" }] },
      ],
    }),
  );

  expect(listed.map(({ number, evidence: { id } }) => [number, id])).toEqual([
    ["E1", "e1"],
    ["E2", "e3"],
  ]);
  expect([cite(["e2"]), cite(["e4"])]).toEqual([[" [E1]"], [" [E2]"]]);
});

test("changes of the same words are all marked on the chart, and are one line of its legend", () => {
  const change = (minute: number, statement: string): TimelineItem => ({
    at: `2026-03-01T12:${String(minute).padStart(2, "0")}:00.000Z`,
    ...{ kind: "change", statement, evidenceId: null },
  });
  const timeline = [...[1, 2, 3, 4, 5, 6].map((minute) => change(minute, "Instance")), change(7, "Deploy")];
  const [chart] = chartOf(
    incidentOf({ timeline, groups: [{ ...group("a"), perMinute: [["2026-03-01T12:10:00.000Z", 3]] }] }),
  );

  expect(chart?.kind === "chart" && legendOf(chart.marks)).toEqual([
    "2026-03-01 12:01:00 UTC, 5 times more until 2026-03-01 12:06:00 UTC: Instance",
    "2026-03-01 12:07:00 UTC: Deploy",
  ]);
});

function group(title: string, at = "2026-03-01T12:10:00.000Z"): Incident["groups"][number] {
  return {
    id: title,
    ...{ role: "symptom", because: "It came with it.", title, kind: "request", family: null },
    ...{ slots: {}, template: title, count: 1, firstSeen: at, lastSeen: at, perMinute: [], revisions: [] },
    ...{ callers: [], cadence: null, logsUrl: "https://console.cloud.google.com/logs/query" },
    samples: [
      {
        ...{ timestamp: at, insertId: `id of ${title}`, severity: "ERROR", text: "malformed response" },
        ...{ revision: null, instance: null, trace: null, logsUrl: "https://console.cloud.google.com/logs/query" },
      },
    ],
  };
}
