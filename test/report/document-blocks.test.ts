import { describe, expect, test } from "vitest";
import { type Block, plainText } from "../../server/report/document.ts";
import { reportBlocks } from "../../server/report/sections.ts";
import type { Analysis, Incident } from "../../shared/incident.ts";
import { incidentOf } from "../store/incident-builder.ts";

function analysisOf(...incidents: Incident[]): Analysis {
  return {
    schema: "plumbline.analysis/v1",
    generatedAt: "2026-03-01T13:00:00.000Z",
    window: { from: "2026-03-01T12:00:00.000Z", to: "2026-03-01T13:00:00.000Z" },
    coverage: { read: 61, accepted: 60, duplicates: 1, rejected: 0, rejections: [], gaps: [] },
    incidents,
  };
}

/** The blocks under the heading, up to the next one of the same level. */
function section(blocks: readonly Block[], title: string): Block[] {
  const from = blocks.findIndex((block) => block.kind === "heading" && block.text === title);
  const heading = blocks[from];
  if (heading?.kind !== "heading") throw new Error(`there is no section “${title}”`);
  const rest = blocks.slice(from + 1);
  const end = rest.findIndex((block) => block.kind === "heading" && block.level <= heading.level);
  return rest.slice(0, end === -1 ? undefined : end);
}

function facts(blocks: readonly Block[]): Record<string, string> {
  return Object.fromEntries(
    blocks.flatMap((block) =>
      block.kind === "facts" ? block.rows.map(({ name, text }) => [name, plainText(text)]) : [],
    ),
  );
}

function rows(blocks: readonly Block[]): string[][] {
  return blocks.flatMap((block) => (block.kind === "table" ? block.rows.map((row) => row.map(plainText)) : []));
}

describe("the sections of a report", () => {
  test("come in the order in which a commander asks", () => {
    const headings = reportBlocks(analysisOf(incidentOf())).flatMap((block) =>
      block.kind === "heading" ? [`${"#".repeat(block.level)} ${block.text}`] : [],
    );
    expect(headings).toEqual([
      "# GET /api/orders fails",
      "## Executive summary",
      "## Symptoms",
      "## Five Whys",
      "### Why it happened",
      "## Contributing factors",
      "## What was ruled out",
      "## Investigation log",
      "## Resolution plan",
      "## Success criteria",
      "## Timeline",
      "## Lessons",
      "## Evidence",
      "### Findings",
      "### Live checks",
      "### How the hypotheses were weighed",
      "### Error groups and their log lines",
      "### Queries that ran",
      "## Coverage: what this report rests on",
    ]);
  });

  test("say issue, impact, cause, priority, state and what comes next, each once", () => {
    const incident = incidentOf({
      impact: { ...incidentOf().impact, capability: "Agent discovery", monthlyRevenueUsd: 120_000 },
    });
    expect(facts(section(reportBlocks(analysisOf(incident)), "Executive summary"))).toEqual({
      Issue:
        "api in staging: GET /api/orders 500 (3 times) and GET /api/orders 500 (60 times). First error 2026-03-01 12:00:00 UTC, last error 2026-03-01 13:00:00 UTC, 1 h later.",
      Impact:
        "One poller. At the rate of the time that was read (1 h): 1,440 requests a day. Capability affected: Agent discovery. Revenue at stake: 120,000 USD per month, as set for api.",
      "Root cause":
        "Relation orders is missing. Confirmed, confidence 97 %. It explains 1 of 1 error group and 60 of 60 log entries [E1].",
      Priority: "High: every request fails.",
      State: "Open. Work is in the phase “root cause”. 0 of 1 success criterion met.",
      "Next step": "Create the table. Fix: to do, nobody owns it yet.",
    });
  });

  test("say that no cause is known, and what would decide", () => {
    const [hypothesis] = incidentOf().hypotheses;
    if (hypothesis === undefined) throw new Error("no hypothesis");
    const undecided = { ...hypothesis, role: "contributing", verdict: "possible", confidence: 0.4 } as const;
    const open = incidentOf({ rootCause: null, hypotheses: [undecided] });
    const nothing = incidentOf({ rootCause: null, hypotheses: [] });
    const cause = (incident: Incident) =>
      facts(section(reportBlocks(analysisOf(incident)), "Executive summary"))["Root cause"];
    expect(cause(open)).toBe(
      "Not decided. Still possible: “Relation orders is missing”. The Five Whys say what would decide.",
    );
    expect(cause(nothing)).toBe(
      "Not known. Nothing that was read or checked shows it. The Five Whys say what to ask next.",
    );
    const factors = section(reportBlocks(analysisOf(open)), "Contributing factors");
    expect(factors).toMatchObject([
      {
        kind: "list",
        items: [
          { text: [{ strong: "Relation orders is missing." }, " Not decided (possible, confidence 40 %).", " [E1]"] },
        ],
      },
    ]);
  });

  test.each([
    [
      "fix",
      [
        ["Evidence", "done"],
        ["Root cause", "done"],
        ["Fix", "to do"],
        ["Validation", "pending"],
        ["Prevention", "pending"],
      ],
    ],
    [
      "evidence",
      [
        ["Evidence", "in progress"],
        ["Root cause", "pending"],
        ["Fix", "pending"],
        ["Validation", "pending"],
        ["Prevention", "pending"],
      ],
    ],
    // The failure is over, but nobody said that the fix was made.
    [
      "prevention",
      [
        ["Evidence", "done"],
        ["Root cause", "done"],
        ["Fix", "pending"],
        ["Validation", "done"],
        ["Prevention", "in progress"],
      ],
    ],
  ] as const)("say in phase %s what is done, in progress, to do and pending", (phase, expected) => {
    const incident = incidentOf({ remediation: { ...incidentOf().remediation, phase } });
    const log = rows(section(reportBlocks(analysisOf(incident)), "Investigation log"));
    expect(log.map(([name, state]) => [name, state])).toEqual(expected);
  });

  test("tell a failure that stopped by itself from one that was mended", () => {
    const { remediation } = incidentOf();
    const incident = incidentOf({ status: "resolved", remediation: { ...remediation, phase: "prevention" } });
    const log = rows(section(reportBlocks(analysisOf(incident)), "Investigation log"));
    expect(log[2]).toEqual(["Fix", "pending", "0 of 1 step done. The failure stopped all the same: find out why."]);
  });

  test("list live checks of one second once in the timeline, and each in the evidence", () => {
    const at = "2026-03-01T13:00:00.000Z";
    const checks = ["one", "two"].map((statement) => ({ at, kind: "check" as const, statement, evidenceId: null }));
    const blocks = reportBlocks(analysisOf(incidentOf({ timeline: [...incidentOf().timeline, ...checks] })));
    expect(rows(section(blocks, "Timeline"))).toEqual([
      ["2026-03-01 12:00:00", "first error", "First error."],
      ["2026-03-01 13:00:00", "live check", "2 live checks ran; see “Live checks”."],
    ]);
    expect(rows(section(blocks, "Live checks"))).toEqual([
      ["relation: orders", "staging", "fault found", "Relation orders is absent.", "2026-03-01 13:00:00, Q1"],
    ]);
  });

  test("of several incidents stand under each, the most severe first", () => {
    const low = incidentOf({ id: "2".repeat(16), title: "Low", severity: "low" });
    const blocks = reportBlocks(analysisOf(low, incidentOf({ severity: "critical" })));
    const headings = blocks.flatMap((block) => (block.kind === "heading" && block.level <= 2 ? [block.text] : []));
    expect(headings).toEqual([
      "2 incidents",
      "1. GET /api/orders fails",
      "2. Low",
      "Coverage: what this report rests on",
    ]);
  });

  test("say that nothing was found, and what was read", () => {
    expect(
      reportBlocks(analysisOf()).map((block) =>
        "text" in block && Array.isArray(block.text) ? plainText(block.text) : block.kind,
      ),
    ).toEqual([
      "heading",
      "Incident report. State as of 2026-03-01 13:00:00 UTC.",
      "Nothing failed repeatedly in what was read.",
      "heading",
      "61 entries read, 2026-03-01 12:00:00 UTC to 2026-03-01 13:00:00 UTC: 60 accepted, 1 duplicate, 0 rejected. State as of 2026-03-01 13:00:00 UTC. No gap in the entries is known.",
    ]);
  });

  test("say what was cut", () => {
    const blocks = reportBlocks(analysisOf(incidentOf({ severityReason: "x".repeat(5000) })));
    expect(facts(section(blocks, "Executive summary")).Priority).toBe(
      `High: ${"x".repeat(1494)}… (5,007 characters in all)`,
    );
  });

  test("stop where nobody reads on, and say where the rest is", () => {
    const [one] = incidentOf().symptoms;
    if (one === undefined) throw new Error("no symptom");
    const symptoms = Array.from({ length: 30 }, (_, i) => ({ ...one, groupId: `g${i}` }));
    const blocks = section(reportBlocks(analysisOf(incidentOf({ symptoms }))), "Symptoms");
    expect(rows(blocks)).toHaveLength(10);
    expect(blocks.at(-1)).toEqual({ kind: "paragraph", text: ["And 20 more: the JSON format lists them all."] });
  });
});
