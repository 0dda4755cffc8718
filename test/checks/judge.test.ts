import { expect, test } from "vitest";
import { CHECKS, judge } from "../../server/checks/index.ts";
import { CHECK_KINDS, type CheckKind, checkSchema, type Observation, type Question } from "../../shared/check.ts";

const AT = Date.parse("2026-03-01T12:00:00Z");

function question(kind: CheckKind, target = "orders", params: Record<string, string> = {}): Question {
  return { id: `${kind}:staging:${target}`, kind, environment: "staging", target, params };
}

function observed(asked: Question, result: Observation["result"]): Observation {
  return { questionId: asked.id, how: "select 1", at: AT, durationMs: 12, result };
}

test.each(CHECK_KINDS)("%s says what it is and why, for the person on call", (kind) => {
  const { id, title, why } = CHECKS[kind];
  expect(id).toBe(kind);
  expect(title).toMatch(/^[A-Z][^.]{8,60}$/);
  expect(why).toMatch(/^[A-Z].{80,}\.$/);
});

test.each(CHECK_KINDS)("%s: what could not be seen is unknown with the reason, never fine", (kind) => {
  const asked = question(kind);
  const check = judge(asked, observed(asked, { ok: false, reason: "nothing listens at db:5432." }));
  expect(check).toMatchObject({ outcome: "unknown", reason: "nothing listens at db:5432.", detail: {} });
  expect(check.statement).toMatch(/^Not known whether .* staging.*: nothing listens at db:5432\.$/);
  expect(checkSchema.parse(check)).toStrictEqual(check);
});

test.each(CHECK_KINDS)("%s: facts of another shape are unknown", (kind) => {
  const asked = question(kind);
  const check = judge(asked, observed(asked, { ok: true, facts: { surprise: true } }));
  expect(check).toMatchObject({ outcome: "unknown", reason: "the answer has an unexpected shape" });
});

const ABSENT = {
  schemas: [],
  inSearchPath: false,
  kind: null,
  nearNames: [],
  searchPath: ["public"],
  schemaUsage: true,
  canSelect: null,
  currentDatabase: "app_staging",
  role: "app",
};

test("an absent relation is a whole check", () => {
  const asked = question("relation", "mcp_external_servers", { relation: "mcp_external_servers" });
  expect(judge(asked, observed(asked, { ok: true, facts: ABSENT }))).toStrictEqual({
    id: "relation:staging:mcp_external_servers",
    kind: "relation",
    environment: "staging",
    target: "mcp_external_servers",
    outcome: "confirmed",
    reason: "pg_class, which lists the relations of all schemas whatever the privileges, has none of this name",
    statement: "Relation mcp_external_servers is absent from staging: no schema of database app_staging holds it.",
    at: "2026-03-01T12:00:00.000Z",
    durationMs: 12,
    how: "select 1",
    detail: ABSENT,
  });
});

test("absence on a replica is unknown: what the primary has may not have arrived", () => {
  const asked = question("relation");
  const check = judge(asked, observed(asked, { ok: true, facts: { ...ABSENT, isReplica: true } }));
  expect(check.outcome).toBe("unknown");
  expect(check.reason).toContain("replica");
});

test("presence on a replica is presence", () => {
  const asked = question("relation");
  const facts = { ...ABSENT, schemas: ["public"], inSearchPath: true, canSelect: true, kind: "table", isReplica: true };
  expect(judge(asked, observed(asked, { ok: true, facts })).outcome).toBe("refuted");
});

test.each([
  ["close before the onset", "2026-03-01T10:58:00Z", "2026-03-01T11:00:00Z", "confirmed"],
  ["long before the onset", "2026-02-01T00:00:00Z", "2026-03-01T11:00:00Z", "refuted"],
  ["after the onset, hiding what was before", "2026-03-01T11:50:00Z", "2026-03-01T11:00:00Z", "unknown"],
  ["within the last hour, no onset known", "2026-03-01T11:30:00Z", undefined, "confirmed"],
  ["yesterday, no onset known", "2026-02-28T11:30:00Z", undefined, "refuted"],
  ["after the moment that is looked at", "2026-03-02T00:00:00Z", undefined, "unknown"],
])("a server that started %s", (_what, startedAt, at, outcome) => {
  const asked = question("restart", "database server", at === undefined ? {} : { at });
  expect(judge(asked, observed(asked, { ok: true, facts: { startedAt, uptimeSeconds: 1 } })).outcome).toBe(outcome);
});
