import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { causeOf } from "../../server/causes/index.ts";
import { sqlIdentifier } from "../../server/causes/sql.ts";
import type { Check } from "../../shared/check.ts";
import type { FamilyId } from "../../shared/families.ts";
import type { Slots } from "../../shared/group.ts";
import { createDatabase, type TestDatabase } from "../lib/postgres.ts";

/** A check as `checks` gives it; the test names what matters. */
function check(more: Partial<Check>): Check {
  return {
    id: "c1",
    kind: "role",
    environment: "staging",
    target: "app",
    outcome: "confirmed",
    reason: "",
    statement: "It was seen.",
    at: "2026-01-01T00:00:00.000Z",
    durationMs: 3,
    how: "",
    detail: {},
    ...more,
  };
}

const ABSENT = { exists: false, canLogin: null, expired: null };
const NO_LOGIN = { exists: true, canLogin: false, expired: false };
const EXPIRED = { exists: true, canLogin: true, expired: true };
const FULL = { exists: true, canLogin: true, expired: false };

const CASES: [title: string, family: FamilyId, slots: Slots, given: Partial<Check>, weight: number | undefined][] = [
  ["a missing role refutes a wrong password", "auth.database-password", { role: "app" }, { detail: ABSENT }, -3],
  [
    "a role without login refutes a wrong password",
    "auth.database-password",
    { role: "app" },
    { detail: NO_LOGIN },
    -2.5,
  ],
  ["an expired password supports it", "auth.database-password", { role: "app" }, { detail: EXPIRED }, 3],
  [
    "a role that can log in leaves only the password",
    "auth.database-password",
    { role: "app" },
    { outcome: "refuted" },
    2,
  ],
  [
    "a role at its limit says nothing of the password",
    "auth.database-password",
    { role: "app" },
    { detail: FULL },
    undefined,
  ],
  [
    "another role says nothing",
    "auth.database-password",
    { role: "app" },
    { target: "other", detail: ABSENT },
    undefined,
  ],
  [
    "another environment's role says nothing of a password",
    "auth.database-password",
    { role: "app" },
    { environment: "production", detail: ABSENT },
    undefined,
  ],
  ["a missing role is what the hypothesis says", "auth.database-role-missing", { role: "app" }, { detail: ABSENT }, 4],
  ["a role that can log in refutes it", "auth.database-role-missing", { role: "app" }, { outcome: "refuted" }, -4],
  [
    "a role of production that can log in is a hint",
    "auth.database-role-missing",
    { role: "app" },
    { environment: "production", outcome: "refuted" },
    0.5,
  ],
  ["an unknown answer never weighs", "auth.database-role-missing", { role: "app" }, { outcome: "unknown" }, undefined],
  [
    "a missing system row proves the account",
    "auth.system-user",
    { account: "system" },
    { kind: "row", target: "users: id = system" },
    4,
  ],
  [
    "a system row that is there refutes it",
    "auth.system-user",
    { account: "system" },
    { kind: "row", target: "users: id = system", outcome: "refuted" },
    -3,
  ],
  [
    "another account's row says nothing",
    "auth.system-user",
    { account: "batch" },
    { kind: "row", target: "users: id = system" },
    undefined,
  ],
  [
    "a database without sessions fits an engine never built",
    "config.pool-class-mismatch",
    {},
    { kind: "sessions", target: "database sessions", outcome: "refuted", detail: { total: 0 } },
    1,
  ],
  [
    "a missing table cannot cause what ran no query",
    "config.pool-class-mismatch",
    {},
    { kind: "drift", target: "production" },
    0,
  ],
  [
    "a restart explains refused connections by itself",
    "network.connection-refused",
    { port: "5432" },
    { kind: "restart", target: "database server" },
    -1,
  ],
  [
    "an instance that was down is why it cannot be reached",
    "network.cloudsql-unreachable",
    {},
    { kind: "metric", target: "sql_up" },
    2,
  ],
  [
    "a count of failed requests says nothing about Cloud SQL",
    "network.cloudsql-unreachable",
    {},
    { kind: "metric", target: "request count of api" },
    undefined,
  ],
];

describe("what live checks say about accounts and connections", () => {
  it.each(CASES)("%s", (_title, family, slots, given, weight) => {
    expect(causeOf(family).weigh(check(given), slots, "staging")?.weight).toBe(weight);
  });

  it("states what was seen and what follows in one sentence", () => {
    const seen = check({ statement: "Role app of staging can't log in: the role does not exist.", detail: ABSENT });
    expect(causeOf("auth.database-role-missing").weigh(seen, { role: "app" }, "staging")).toStrictEqual({
      effect: "supports",
      weight: 4,
      statement:
        "Role app of staging can't log in: the role does not exist, so no password can make this login succeed.",
    });
  });

  it("asks for each required row in the words of the row check", () => {
    const context = {
      environment: "staging",
      service: "api",
      requiredRows: [{ table: "users", where: { id: "system" } }],
    };
    expect(causeOf("auth.system-user").questions({ account: "system" }, context)).toStrictEqual([
      {
        id: "row:staging:users: id = system",
        kind: "row",
        environment: "staging",
        target: "users: id = system",
        params: { table: "users", where: '{"id":"system"}' },
      },
    ]);
  });
});

describe("suggested SQL", () => {
  let database: TestDatabase;
  let client: pg.Client;
  beforeAll(async () => {
    database = await createDatabase("causes");
    client = new pg.Client({ connectionString: database.url });
    await client.connect();
  });
  afterAll(async () => {
    await client.end();
    await database.drop();
  });

  it("creates a role of any name, lets it log in, and finds it", async () => {
    const role = `Odd "app"@${database.name}.iam`;
    const remedy = (kind: string, slots: Slots) =>
      causeOf("auth.database-role-missing")
        .remedies.find((each) => each.kind === kind)
        ?.detail(slots) ?? "";
    const statement = (text: string) => text.slice(0, text.indexOf(";") + 1);
    try {
      await client.query(statement(remedy("fix", { role })));
      await client.query("begin");
      await client.query(statement(remedy("fix", { role, problem: "no login" })));
      await client.query("commit");
      const found = await client.query(remedy("validate", { role }));
      expect(found.rows).toStrictEqual([{ rolname: role, rolcanlogin: true, rolvaliduntil: null }]);
    } finally {
      await client.query(`drop role if exists ${sqlIdentifier(role)}`);
    }
  });
});
