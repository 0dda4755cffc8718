import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { liveChecks } from "../../server/live-checks.ts";
import { configSchema } from "../../shared/config.ts";
import { failingRoute, healthyTraffic } from "../lib/failing-route.ts";
import { type LiveEnvironments, liveConfig, liveEnvironments } from "../lib/live-story.ts";
import { onlyIncident, tell } from "../lib/story.ts";

let live: LiveEnvironments;
let directory: string;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), "plumbline-history-"));
  writeFileSync(join(directory, "aaa111.py"), revision("aaa111", "None", "orders"));
  writeFileSync(join(directory, "bbb222.py"), revision("bbb222", '"aaa111"', "gadgets"));
  const tables = "create table orders (id int); create table gadgets (id int); create table handmade (id int)";
  const at = (row: string) =>
    `create table alembic_version (version_num varchar(32)); insert into alembic_version values ('${row}')`;
  live = await liveEnvironments(`create table users (id int); ${at("aaa111")}`, `${tables}; ${at("bbb222")}`);
});
afterAll(async () => {
  rmSync(directory, { recursive: true, force: true });
  await live.drop();
});

function revision(id: string, down: string, table: string): string {
  return `from alembic import op\nimport sqlalchemy as sa\nrevision = "${id}"\ndown_revision = ${down}\ndef upgrade():\n    op.create_table("${table}", sa.Column("id", sa.Integer))\n`;
}

function config() {
  const migrations = { tool: "alembic", directory };
  return { environments: liveConfig(live).environments.map((environment) => ({ ...environment, migrations })) };
}

/** The incident that a missing table makes, and staging's check of that table. */
async function told(table: string) {
  const lines = [`asyncpg.exceptions.UndefinedTableError: relation "${table}" does not exist`];
  const { analysis, report } = await tell({
    entries: [...healthyTraffic(), ...failingRoute({ lines })],
    config: config(),
  });
  const incident = onlyIncident(analysis);
  const check = incident.checks.find(({ kind, environment }) => kind === "relation" && environment === "staging");
  return { incident, check, report: await report() };
}

describe("a missing table, and the migrations' directory is at hand", () => {
  const cases: [why: string, table: string, said: string, history: object][] = [
    [
      "its revision is pending",
      "gadgets",
      "Revision bbb222 creates it and is not applied.",
      { createdIn: ["bbb222"], isApplied: false, pendingIn: ["bbb222"] },
    ],
    [
      "its revision is applied, and yet it is missing",
      "orders",
      "Revision aaa111 creates it and is applied: it was dropped since, or never made.",
      { createdIn: ["aaa111"], isApplied: true, pendingIn: [] },
    ],
    [
      "no revision creates it",
      "handmade",
      "No revision creates a table of this name.",
      { createdIn: [], isApplied: null, isNeverCreated: true },
    ],
  ];
  test.each(cases)("%s", async (_why, table, said, history) => {
    const { incident, check, report } = await told(table);
    expect(incident.rootCause?.family).toMatch(/^schema\.(missing-relation|migration-behind)$/);
    expect(check?.statement.endsWith(` ${said}`), check?.statement).toBe(true);
    expect(check?.detail.history).toMatchObject(history);
    expect(report).toContain(said);
  });
});

test("a question about a relation alone finds the applied revisions too, and brings back one check", async () => {
  const relation = { kind: "relation", environment: "staging", target: "gadgets" } as const;
  const ask = liveChecks(configSchema.parse(config()), () => 0);
  const checks = await ask([{ id: "relation:staging:gadgets", ...relation, params: { relation: "gadgets" } }]);
  expect(checks.map(({ id, statement }) => [id, statement.split(". ").at(-1)])).toEqual([
    ["relation:staging:gadgets", "Revision bbb222 creates it and is not applied."],
  ]);
});
