import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { failingRoute, healthyTraffic } from "../lib/failing-route.ts";
import { type LiveEnvironments, liveConfig, liveEnvironments } from "../lib/live-story.ts";
import { onlyIncident, tell } from "../lib/story.ts";

const HISTORY = `create table flyway_schema_history (installed_rank int, version text, description text, checksum int, success boolean);
  insert into flyway_schema_history values (1, '1', 'orders', null, true), (2, '2', 'refunds', null, true)`;
let live: LiveEnvironments;
let directory: string;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), "plumbline-stamped-"));
  writeFileSync(
    join(directory, "V1__orders.sql"),
    "create table orders (id bigint primary key, total numeric not null);",
  );
  writeFileSync(
    join(directory, "V2__refunds.sql"),
    "create table refunds (id bigint primary key);\ncreate index refunds_id on refunds (id);\ncreate function refund(bigint) returns bigint language sql return 1;",
  );
  const orders = "create table orders (id bigint primary key, total numeric not null)";
  const refunds =
    "create table refunds (id bigint primary key); create index refunds_id on refunds (id); create function refund(bigint) returns bigint language sql return 1";
  live = await liveEnvironments(`${orders}; ${HISTORY}`, `${orders}; ${refunds}; ${HISTORY}`);
});
afterAll(async () => {
  rmSync(directory, { recursive: true, force: true });
  await live.drop();
});

async function told(line: string) {
  const environments = liveConfig(live).environments.map((environment) => ({
    ...environment,
    migrations: { tool: "flyway", directory },
  }));
  const { analysis, report } = await tell({
    entries: [...healthyTraffic(), ...failingRoute({ lines: [line] })],
    config: { environments },
  });
  const incident = onlyIncident(analysis);
  const staging = incident.checks.filter(({ environment }) => environment === "staging");
  return { incident, staging, report: await report() };
}

describe("every migration counts as applied, and what one of them makes is not there", () => {
  test("a table: the incident names the record that is wrong, and the replay says what is missing", async () => {
    const { incident, staging, report } = await told(
      'asyncpg.exceptions.UndefinedTableError: relation "refunds" does not exist',
    );
    expect(incident.rootCause?.family).toBe("schema.stamped-but-missing");
    const migrations = staging.find(({ kind }) => kind === "migrations");
    expect(migrations).toMatchObject({
      outcome: "confirmed",
      statement:
        "The database of staging is stamped, but objects are missing (1 and 2): every revision counts as applied, and of what is applied, table public.refunds and function public.refund(bigint) are not there.",
    });
    const drift = staging.find(({ target }) => target === "refunds against the applied migrations");
    expect(drift?.detail).toMatchObject({
      missing: expect.arrayContaining(["table public.refunds"]),
      extra: [],
      different: [],
    });
    expect(report).toContain("The database of staging is not what its applied migrations make");
  });

  test("a function: seen by the replay alone", async () => {
    const { staging } = await told("asyncpg.exceptions.UndefinedFunctionError: function refund(bigint) does not exist");
    const drift = staging.find(({ target }) => target.endsWith("against the applied migrations"));
    expect(drift).toMatchObject({ outcome: "confirmed", detail: { missing: ["function public.refund(bigint)"] } });
  });

  test("what is as the migrations make it is said to be that", async () => {
    const { staging } = await told(
      'asyncpg.exceptions.UndefinedColumnError: column "nick" of relation "orders" does not exist',
    );
    expect(staging.find(({ target }) => target.endsWith("against the applied migrations"))).toMatchObject({
      outcome: "refuted",
      statement: "What the applied migrations of staging make of orders and nick is there as they make it.",
    });
  });
});
