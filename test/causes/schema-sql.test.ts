import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CAUSES } from "../../server/causes/index.ts";
import { relationParts, sqlRelation } from "../../server/causes/sql.ts";
import type { Cause } from "../../shared/cause.ts";
import type { Slots } from "../../shared/group.ts";
import { createDatabase, type TestDatabase } from "../lib/postgres.ts";

const LAYERS = /^(capacity|database|schema|data)\./;

/** Names as they come: plain, reserved, with capitals, spaces and quotes, in a schema, and none at all. */
const OCCURRENCES: [why: string, slots: Slots][] = [
  ["nothing named", {}],
  [
    "plain names",
    { relation: "orders", column: "total", constraint: "orders_pkey", function: "total_of", role: "app" },
  ],
  ["reserved words", { relation: "user", column: "order", constraint: "user_pkey", role: "select", schema: "public" }],
  ["a name that needs quotes", { relation: "Order Lines", column: "Net Price", constraint: "Order Lines_pkey" }],
  ["a quote within a name", { relation: `it's "odd"`, column: `a'b"c`, constraint: `it's "odd"_pkey`, role: `o'r"l` }],
  ["a schema in the name", { relation: "billing.invoices", column: "id", schema: "billing" }],
  ["a schema of its own", { relation: "invoices", schema: "billing", function: "billing.total_of" }],
  ["a schema alone", { schema: "billing", denied: "privilege" }],
  ["a database", { database: "Odd 'Name\"", limit: "max_connections" }],
  ["places and reasons", { where: "database", reason: "conflict with recovery", signal: "9", pool: "QueuePool" }],
  ["an operator", { operator: "uuid = text" }],
  ["an extension", { extension: "plpgsql" }],
];

const SETUP = `
  create schema billing;
  create table orders (id serial primary key, total int);
  create table "user" (id serial primary key, "order" int);
  create table "Order Lines" (id serial primary key, "Net Price" int);
  create table "it's ""odd""" (id serial primary key, "a'b""c" int);
  create table billing.invoices (id serial primary key);
  create table table_name (id serial primary key);
  create function total_of() returns int language sql as 'select 1';
  create schema schema_name;
  create table alembic_version (version_num varchar(32) primary key);`;

/** Everything between backticks that ends in a semicolon is SQL that a person may run as it stands. */
function sqlIn(cause: Cause, slots: Slots): string[] {
  return cause.remedies.flatMap(({ detail }) => [...detail(slots).matchAll(/`([^`]+;)`/g)].map(([, sql]) => sql ?? ""));
}

describe("suggested SQL", () => {
  let database: TestDatabase;
  let client: pg.Client;
  const roles = ["app_role", "app", "select", `o'r"l`];

  beforeAll(async () => {
    database = await createDatabase("suggested_sql");
    client = new pg.Client({ connectionString: database.url });
    await client.connect();
    await client.query(SETUP);
  });

  afterAll(async () => {
    await client.end();
    await database.drop();
  });

  it.each(CAUSES.filter(({ id }) => LAYERS.test(id)).map((cause) => [cause.id, cause] as const))(
    "of %s runs on PostgreSQL, whatever the names",
    async (_id, cause) => {
      const statements = new Set(OCCURRENCES.flatMap(([, slots]) => sqlIn(cause, slots)));

      const failures = await runEach([...statements]);

      expect(failures).toStrictEqual([]);
    },
  );

  it("is there for a person to run in nearly every family", () => {
    const without = CAUSES.filter(({ id }) => LAYERS.test(id)).filter((cause) => sqlIn(cause, {}).length === 0);
    // These are mended in the platform or in the migrations' directory.
    expect(without.map(({ id }) => id)).toStrictEqual([
      "capacity.disk-full",
      "capacity.memory",
      "capacity.no-instance",
      "capacity.worker-timeout",
      "schema.migration-behind",
    ]);
  });

  /** Each statement in a transaction that is rolled back, with the roles and databases that it names made first. */
  async function runEach(statements: string[]): Promise<{ sql: string; message: string }[]> {
    const failures: { sql: string; message: string }[] = [];
    for (const sql of statements) {
      await client.query("begin");
      try {
        for (const role of roles) await client.query(`create role ${pg.escapeIdentifier(role)}`);
        await client.query(aboutThisDatabase(sql));
      } catch (error) {
        failures.push({ sql, message: error instanceof Error ? error.message : String(error) });
      }
      await client.query("rollback");
    }
    return failures;
  }

  /** A database can't be created within a transaction, so statements about one are run on the test's own. */
  function aboutThisDatabase(sql: string): string {
    return sql.replace(
      /^(alter|grant connect on) database (?:"(?:[^"]|"")*"|\w+)/,
      `$1 database ${pg.escapeIdentifier(database.name)}`,
    );
  }
});

describe("names in suggested SQL", () => {
  it.each([
    [{ relation: "orders" }, ["orders"], '"orders"'],
    [{ relation: "billing.invoices" }, ["billing", "invoices"], '"billing"."invoices"'],
    [{ relation: "invoices", schema: "billing" }, ["billing", "invoices"], '"billing"."invoices"'],
    [{ relation: "billing.invoices", schema: "billing" }, ["billing", "invoices"], '"billing"."invoices"'],
    [{ relation: '"a.b".c' }, ["a.b", "c"], '"a.b"."c"'],
    [{ relation: 'we"ird' }, ['we"ird'], '"we""ird"'],
    [{}, [], "TABLE_NAME"],
  ])("%j are quoted part by part", (slots, parts, sql) => {
    expect([relationParts(slots), sqlRelation(slots)]).toStrictEqual([parts, sql]);
  });
});
