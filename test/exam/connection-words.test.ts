import { expect, test } from "vitest";
import { judge } from "../../server/checks/index.ts";
import type { Question } from "../../shared/check.ts";

const QUESTION: Question = {
  id: "connections:staging:connection slots",
  kind: "connections",
  environment: "staging",
  target: "connection slots",
  params: {},
};
const FACTS = {
  used: 59,
  max: 60,
  reserved: 3,
  byApplication: [
    { application: "unnamed", user: "app", state: "idle", count: 55 },
    { application: "worker", user: "jobs", state: "active", count: 2 },
    { application: "plumbline", user: "reader", state: "active", count: 2 },
  ],
  idleInTransaction: 0,
  active: 4,
  role: "reader",
  roleLimit: null,
  roleConnections: 2,
  database: "shop",
  databaseLimit: null,
  databaseConnections: 59,
  refusal: null,
};

function judged(facts: Record<string, unknown>) {
  const at = Date.parse("2026-03-02T10:00:00Z");
  const result = { ok: true as const, facts: { ...FACTS, ...facts } };
  const { outcome, statement } = judge(QUESTION, { questionId: QUESTION.id, how: "", at, durationMs: 1, result });
  return `${outcome}: ${statement}`;
}

test("a full server is told by all of its slots, and our own look is no taker", () => {
  expect(judged({})).toBe(
    "confirmed: 59 of the 60 connections of the server in staging are taken (3 are reserved), most by an unnamed application as app (55 idle) and worker as jobs (2 active).",
  );
});

test("of a role's limit only the role's own sessions are takers", () => {
  expect(judged({ used: 20, role: "jobs", roleLimit: 2, roleConnections: 2 })).toBe(
    "confirmed: 2 of the 2 connections of role jobs in staging are taken, most by worker as jobs (2 active).",
  );
});
