import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { failingRoute, healthyTraffic } from "../lib/failing-route.ts";
import { type LiveEnvironments, liveConfig, liveEnvironments } from "../lib/live-story.ts";
import { onlyIncident, tell } from "../lib/story.ts";

const USERS = "create table users (id text primary key, is_active boolean not null)";
const AT = "create table alembic_version (version_num varchar(32)); insert into alembic_version values";
const MISSING = 'asyncpg.exceptions.UndefinedTableError: relation "gadgets" does not exist';

let live: LiveEnvironments;
let directory: string;
beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), "plumbline-migrations-"));
  writeFileSync(join(directory, "aaa111_users.py"), revision("aaa111", "None", "users"));
  writeFileSync(join(directory, "bbb222_gadgets.py"), revision("bbb222", '"aaa111"', "gadgets"));
  live = await liveEnvironments(
    `${USERS}; insert into users values ('system', false); create schema shop; create table shop.orders (id int); ${AT} ('aaa111')`,
    `${USERS}; create table orders (id int); create table gadgets (id int); ${AT} ('bbb222')`,
  );
});
afterAll(async () => {
  rmSync(directory, { recursive: true, force: true });
  await live.drop();
});

function revision(id: string, down: string, table: string): string {
  return `from alembic import op\nimport sqlalchemy as sa\nrevision = "${id}"\ndown_revision = ${down}\ndef upgrade():\n    op.create_table("${table}", sa.Column("id", sa.Integer))\n`;
}

async function told(line: string, config: unknown) {
  const { analysis } = await tell({ entries: [...healthyTraffic(), ...failingRoute({ lines: [line] })], config });
  return onlyIncident(analysis);
}

describe("what the live systems show", () => {
  test("a migrations' directory says which revisions the database still lacks", async () => {
    const config = liveConfig(live);
    const environments = config.environments.map((each) => ({ ...each, migrations: { tool: "alembic", directory } }));
    const incident = await told(MISSING, { environments });
    const states = incident.checks
      .filter(({ kind }) => kind === "migrations")
      .map(({ environment, outcome, reason }) => `${environment}: ${outcome}, ${reason}`);
    expect(states.toSorted()).toEqual([
      "production: refuted, the rows (bbb222) are everything there is",
      "staging: confirmed, 1 revision not applied: bbb222",
    ]);
  });

  test("a directory that is not there leaves the comparison with the reference", async () => {
    const config = liveConfig(live);
    const migrations = { tool: "alembic", directory: join(directory, "nowhere") };
    const incident = await told(MISSING, {
      environments: config.environments.map((each) => ({ ...each, migrations })),
    });
    const own = incident.checks.find(({ kind, environment }) => kind === "migrations" && environment === "staging");
    expect(own).toMatchObject({ outcome: "confirmed", reason: "production has bbb222, this database aaa111" });
  });

  test("what a check rules out is never likely, and asked under one name only", async () => {
    const line = 'asyncpg.exceptions.UndefinedTableError: relation "orders" does not exist';
    const incident = await told(line, liveConfig(live));
    expect(incident.rootCause?.family).toBe("schema.relation-in-other-schema");
    const refuted = incident.hypotheses.filter(({ verdict }) => verdict === "refuted");
    expect(refuted.map(({ family }) => family)).toContain("schema.missing-relation");
    for (const { confidence } of refuted) expect(confidence).toBeLessThanOrEqual(0.2);
    const targets = incident.checks.filter(({ kind }) => kind === "relation").map(({ target }) => target);
    expect([...new Set(targets)]).toEqual(["orders"]);
  });

  test("the row that confirms the cause is not told again as a separate finding", async () => {
    const line =
      "auth.errors.AuthenticationError: SYSTEM USER AUTHENTICATION FAILURE: User 'system' failed authentication";
    const services = [{ name: "api", requiredRows: [{ table: "users", where: { id: "system" } }] }];
    const incident = await told(line, { ...liveConfig(live), services });
    const accounts = incident.hypotheses.filter(({ family }) => family === "auth.system-user");
    expect(accounts.map(({ role, verdict }) => `${role} ${verdict}`)).toEqual(["root-cause confirmed"]);
  });

  test("what the reference shows supports nothing while the failing environment cannot be seen", async () => {
    const unreachable = "postgres://nobody:secret@127.0.0.1:9/none";
    const [seen, without] = [await told(MISSING, liveConfig(live, unreachable)), await told(MISSING, {})];
    const sureness = (incident: typeof seen) =>
      Object.fromEntries(incident.hypotheses.map(({ family, confidence }) => [family, confidence]));
    expect(sureness(seen)).toEqual(sureness(without));
  });
});
