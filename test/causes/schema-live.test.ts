import { randomBytes } from "node:crypto";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { causeOf } from "../../server/causes/index.ts";
import { liveChecks } from "../../server/live-checks.ts";
import { configSchema } from "../../shared/config.ts";
import type { FamilyId } from "../../shared/families.ts";
import type { Slots } from "../../shared/group.ts";
import { createDatabase, runOn, type TestDatabase } from "../lib/postgres.ts";

/** As `explain` counts: what the text names starts ahead of what it can also mean. */
const START = { named: 2.5, alternative: -0.9 };
/** At or below this sum of what speaks against it, a hypothesis is ruled out. */
const REFUTED = -2;

const STAMPED =
  "create table alembic_version (version_num varchar(32) primary key); insert into alembic_version values";

describe("the same text on databases in different states", () => {
  let staging: TestDatabase;
  let production: TestDatabase;
  const role = `app_${randomBytes(4).toString("hex")}`;

  beforeAll(async () => {
    [staging, production] = await Promise.all([createDatabase("staging"), createDatabase("production")]);
    await runOn(staging.url, `create role ${role} login password 'secret' connection limit 7`);
    await runOn(
      production.url,
      `${STAMPED} ('b2'); create table invoices (id int); grant select on all tables in schema public to ${role}`,
    );
    await runOn(
      staging.url,
      `${STAMPED} ('b2');
       create table orders (id int primary key, total int not null);
       create schema billing;
       create table billing.payments (id int);
       grant usage on schema billing to ${role};
       grant select on all tables in schema billing to ${role};
       create schema vault;
       create table vault.secrets (id int);
       create table ledger (id int);
       create table "Customers" (id int);
       create function total_of(int) returns int language sql as 'select 1';
       grant select on orders, "Customers", alembic_version to ${role};
       alter role ${role} in database ${pg.escapeIdentifier(staging.name)} set search_path = public, vault;`,
    );
  });

  afterAll(async () => {
    await Promise.all([staging.drop(), production.drop()]);
    await runOn(staging.url.replace(/[^/]*$/, "postgres"), `drop role if exists ${role}`).catch(() => undefined);
  });

  function asRole(url: string): string {
    const address = new URL(url);
    address.username = role;
    address.password = "secret";
    return address.href;
  }

  /** The families that the text can mean, the likeliest first, ruled-out ones left out. */
  async function ranking(family: FamilyId, slots: Slots): Promise<FamilyId[]> {
    const config = configSchema.parse({
      environments: [
        { name: "staging", database: { url: asRole(staging.url) }, migrations: { tool: "alembic" } },
        {
          name: "production",
          reference: true,
          database: { url: asRole(production.url) },
          migrations: { tool: "alembic" },
        },
      ],
    });
    const context = { environment: "staging", reference: "production", service: "api", requiredRows: [] };
    const families = [family, ...causeOf(family).alternatives];
    const questions = new Map(
      families.flatMap((each) => causeOf(each).questions(slots, context)).map((question) => [question.id, question]),
    );
    const checks = await liveChecks(config, Date.now)([...questions.values()]);
    const weighed = families.map((each) => {
      const weights = checks.flatMap((check) => causeOf(each).weigh(check, slots, "staging")?.weight ?? []);
      const against = weights.filter((weight) => weight < 0).reduce((sum, weight) => sum + weight, 0);
      const start = each === family ? START.named : START.alternative;
      return { each, against, total: weights.reduce((sum, weight) => sum + weight, start) };
    });
    return weighed
      .filter(({ against }) => against > REFUTED)
      .sort((a, b) => b.total - a.total)
      .map(({ each }) => each);
  }

  it.each<[why: string, family: FamilyId, slots: Slots, expected: FamilyId]>([
    [
      "stamped at the reference's revision, and missing only here",
      "schema.missing-relation",
      { relation: "invoices" },
      "schema.stamped-but-missing",
    ],
    ["missing everywhere", "schema.missing-relation", { relation: "shipments" }, "schema.missing-relation"],
    [
      "in a schema that the role does not search",
      "schema.missing-relation",
      { relation: "payments" },
      "schema.relation-in-other-schema",
    ],
    [
      "in a searched schema without USAGE",
      "schema.missing-relation",
      { relation: "secrets" },
      "schema.permission-denied",
    ],
    [
      "spelled with a capital in the database",
      "schema.missing-relation",
      { relation: "customers" },
      "schema.missing-relation",
    ],
    ["no SELECT", "schema.permission-denied", { relation: "ledger", denied: "privilege" }, "schema.permission-denied"],
    ["no such column", "schema.missing-column", { relation: "orders", column: "locale" }, "schema.missing-column"],
    ["no such function", "schema.missing-function", { function: "uuid_generate_v4" }, "schema.missing-function"],
    [
      "a function with other arguments only",
      "schema.missing-function",
      { function: "total_of", arguments: "text" },
      "schema.missing-function",
    ],
    [
      "a required column without a default",
      "data.null-violation",
      { relation: "orders", column: "total" },
      "data.null-violation",
    ],
    ["a role with a limit of its own", "capacity.role-connection-limit", { role }, "capacity.role-connection-limit"],
    [
      "a pool that is full while the server has room",
      "capacity.pool-exhausted",
      { pool: "QueuePool" },
      "capacity.pool-exhausted",
    ],
  ])("%s", async (_why, family, slots, expected) => {
    expect((await ranking(family, slots))[0]).toBe(expected);
  });

  it("sessions that idle in their transaction turn an exhausted pool into a leak", async () => {
    const holders = await Promise.all([1, 2, 3, 4].map(() => holdTransaction(asRole(staging.url))));
    try {
      expect((await ranking("capacity.pool-exhausted", { pool: "QueuePool" }))[0]).toBe("capacity.connection-leak");
    } finally {
      await Promise.all(holders.map((client) => client.end()));
    }
  });
});

async function holdTransaction(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url, application_name: "leaky" });
  await client.connect();
  await client.query("begin; select 1");
  return client;
}
