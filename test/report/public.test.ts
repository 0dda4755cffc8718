import { describe, expect, test } from "vitest";
import { publicWords } from "../../server/public-words.ts";
import { createMask } from "../../server/report/public-names.ts";
import { publicReport } from "../../server/report/public-report.ts";
import type { Analysis, Incident } from "../../shared/incident.ts";
import { publicReportSchema } from "../../shared/public-report.ts";
import { incidentOf } from "../store/incident-builder.ts";
import { hostileAnalysis } from "./hostile.ts";
import { fileOf, READ_FORMATS, squeezed, wordsIn } from "./lib/formats.ts";

/** Words of fixed lists and times: all that a public report may take over. */
const FIXED = new Set([
  "schema", "generatedAt", "from", "to", "at", "firstSeen", "lastSeen", "severity", "status", "role", "verdict", "family",
  "kind", "effect", "phase", "outcome", "state", "branch",
]); // biome-ignore format: a list

/** The value with a mark in every text that a log, a database, a configuration or a person can write. */
function poisoned<T>(value: T, mark: (path: string) => string, path = ""): T {
  const within = (inner: unknown, name: string): unknown => {
    if (typeof inner === "string") return FIXED.has(name) ? inner : mark(`${path}.${name}`);
    return typeof inner === "object" && inner !== null ? poisoned(inner, mark, `${path}.${name}`) : inner;
  };
  if (Array.isArray(value)) return value.map((inner, i) => within(inner, String(i))) as T;
  return Object.fromEntries(Object.entries(value as object).map(([name, inner]) => [name, within(inner, name)])) as T;
}

const PEOPLE: NonNullable<Incident["people"]> = [
  { field: "summary", text: "x", who: "x", at: "2026-03-01T13:00:00.000Z", instead: "x" },
  { field: "lessons-lucky", text: "x", who: "x", at: "2026-03-01T13:00:00.000Z" },
  { field: "impact-statement", text: "x", who: "x", at: "2026-03-01T13:00:00.000Z" },
];

/** An analysis that holds something in every place, each place with a mark of its own. */
function poisonedAnalysis(mark: (path: string) => string): Analysis {
  const analysis = hostileAnalysis("x");
  const [incident] = analysis.incidents;
  if (incident === undefined) throw new Error("no incident");
  const whole: Incident = {
    ...incident,
    people: PEOPLE,
    unexplained: ["x"],
    hypotheses: incident.hypotheses.flatMap((hypothesis) => [
      { ...hypothesis, slots: { relation: "x" } },
      { ...hypothesis, id: "h2", role: "latent", slots: { database: "x" } },
    ]),
  };
  const marked = poisoned({ ...analysis, incidents: [whole] }, mark);
  for (const each of marked.incidents) {
    if (each.rootCause !== null && each.hypotheses[0] !== undefined)
      each.rootCause.hypothesisId = each.hypotheses[0].id;
    for (const [i, word] of (each.people ?? []).entries()) word.field = PEOPLE[i]?.field ?? "summary";
  }
  return marked;
}

const NAMES = {
  "a word": () => "Quuxzebra",
  "a host": () => "quuxzebra-db-7.corp.internal",
  "an address": () => "https://quuxzebra.corp.internal:8443/x?y=10.20.30.40",
  "a person": () => "Quuxzebra Müller <quuxzebra@example.com>",
  "a table": () => 'public."quuxzebra_orders"',
  "an instance": () => "0069c7a9quuxzebra5f3e",
  SQL: () => "select quuxzebra from secret where quuxzebra = 'quuxzebra'",
  markup: () => "<b>Quuxzebra</b> [q](http://quuxzebra) #panic(quuxzebra)",
};

describe("a public report", () => {
  for (const format of READ_FORMATS) {
    test.each(Object.entries(NAMES))(`as ${format} says %s nowhere, wherever it stands`, async (_name, mark) => {
      const file = await fileOf(format, poisonedAnalysis(mark), { publicWords });
      const said = squeezed(wordsIn(format, file)).toLowerCase();
      expect(said).not.toMatch(/quuxzebra|corp\.internal|müller|10\.20\.30\.40|secret/);
      expect(file.length).toBeGreaterThan(100);
    });
  }

  test("has one place alone that takes words over", () => {
    let place = 0;
    const marked = poisonedAnalysis(() => `QUUX${++place}`);
    expect(place).toBeGreaterThan(60);
    const text = JSON.stringify(publicReport(marked, publicWords, {}));
    // The one exception: what an operator called the capability, for it is what readers know.
    const capability = marked.incidents[0]?.impact.capability ?? "";
    expect([...text.matchAll(/QUUX\d+/g)].map(([mark]) => mark)).toEqual([capability]);
  });

  test("keeps impact, duration and the cause in plain words", () => {
    const analysis = {
      ...hostileAnalysis("x"),
      incidents: [incidentOf({ impact: { ...incidentOf().impact, capability: "Placing orders" } })],
    };
    const report = publicReport(analysis, publicWords, {});
    expect(publicReportSchema.parse(report)).toEqual(report);
    expect(report.incidents).toMatchObject([
      {
        title: "Requests failed: Table, view or sequence missing",
        environment: "staging",
        durationSeconds: 3600,
        impact: {
          failedRequests: 60,
          capability: "Placing orders",
          statement:
            "60 requests failed (1,440 a day at that rate); 1 distinct caller, 100 % of the requests from automated ones.",
        },
        cause: { title: "Table, view or sequence missing", verdict: "confirmed", confidence: 0.97 },
        remediation: {
          steps: [
            { kind: "fix", done: 0, of: 1 },
            { kind: "validate", done: 1, of: 1 },
          ],
          successCriteria: [{ kind: "recurrence", state: "unmet" }],
        },
      },
    ]);
  });

  test("has no empty part where nothing is planned, and does not rule out the family of its cause", async () => {
    const [hypothesis] = incidentOf().hypotheses;
    if (hypothesis === undefined) throw new Error("no hypothesis");
    const incident = incidentOf({
      hypotheses: [hypothesis, { ...hypothesis, id: "h2", role: "ruled-out", verdict: "refuted" }],
      remediation: { phase: "evidence", steps: [], successCriteria: [] },
    });
    const analysis = { ...hostileAnalysis("x"), incidents: [incident] };
    expect(publicReport(analysis, publicWords, {}).incidents[0]?.considered).toEqual([]);
    const text = (await fileOf("markdown", analysis, { publicWords })).toString();
    expect(text).toContain("## What is done about it\n\nNo step is planned yet.\n\n## Timeline");
  });

  test("says honestly that no cause is known", async () => {
    const analysis = { ...hostileAnalysis("x"), incidents: [incidentOf({ rootCause: null, hypotheses: [] })] };
    const text = (await fileOf("markdown", analysis, { publicWords })).toString();
    expect(text).toContain("# Requests failed; the cause is not known");
    expect(text).toContain("Not known yet. The investigation goes on.");
  });

  test.each(["api on db-7.corp", "orders_v2", "http://orders", "api", "relation orders"])(
    "leaves out a capability that is called %j",
    (capability) => {
      const incident = incidentOf({ service: "orders", impact: { ...incidentOf().impact, capability } });
      const report = publicReport({ ...hostileAnalysis("x"), incidents: [incident] }, publicWords, {});
      expect(report.incidents[0]?.impact.capability).toBe(capability === "api" ? "api" : null);
    },
  );

  test("has no bundle", async () => {
    await expect(fileOf("bundle", hostileAnalysis("x"), { publicWords })).rejects.toMatchObject({
      code: "bad-input",
      message: expect.stringContaining("export json"),
    });
  });
});

describe("a summary for readers outside", () => {
  const people = [{ field: "public-summary", text: "", who: "Ada Byron", at: "2026-03-01T13:00:00.000Z" }];
  const incident = incidentOf({ service: "order-gateway", people });
  const mask = createMask(incident);

  test.each([
    ["Orders could not be placed for an hour.", "Orders could not be placed for an hour."],
    ["The order-gateway failed.", "The [left out] failed."],
    ["The ORDER-GATEWAY failed.", "The [left out] failed."],
    ["Ada Byron found it.", "[left out] found it."],
    ["See https://wiki.internal/x?y for more", "See [left out] for more"],
    ["Mail ops@example.com", "Mail [left out]"],
    ["On 10.1.2.3:5432 and fe80::1:2", "On [left out] and [left out]"],
    ["Table user_sessions was `gone`.", "Table [left out] was [left out]."],
    ["Table orders was gone, so orders failed.", "Table [left out] was gone, so orders failed."],
    ["GET /api/orders/:id failed", "GET [left out] failed"],
    ["We ran delete from carts where id = 1 by hand.", "We ran [left out]"],
    ["Revision api-00035-kat of host db7.europe.corp", "Revision [left out] of host [left out]"],
    ["instance 0069c7a988f2c3d1e5", "instance [left out]"],
    [
      "From 13:30 to 14:00 UTC, e.g. 99.5 % of requests (v2) failed.",
      "From 13:30 to 14:00 UTC, e.g. 99.5 % of requests (v2) failed.",
    ],
  ])("%j reads %j", (written, read) => {
    expect(mask(written)).toBe(read);
  });

  test("stands in every format, without its author", async () => {
    const written = {
      ...people[0],
      field: "public-summary",
      text: "Orders failed for an hour.",
      who: "Ada Byron",
      at: people[0]?.at ?? "",
    };
    const analysis = { ...hostileAnalysis("x"), incidents: [incidentOf({ people: [written] })] };
    for (const format of READ_FORMATS) {
      const said = wordsIn(format, await fileOf(format, analysis, { publicWords }));
      expect(said).not.toContain("Ada");
      if (format !== "csv" && said !== "") expect(squeezed(said)).toContain(squeezed("Orders failed for an hour."));
    }
  });
});
