import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createDatabase, runOn, type TestDatabase } from "../lib/postgres.ts";
import { as, ask, check, environments, gist, question, roleName } from "./ask.ts";

const MANY = 16;
let databases: TestDatabase[];
let next = 0;
const app = roleName();

beforeAll(async () => {
  databases = await Promise.all(Array.from({ length: MANY }, () => createDatabase("migrations")));
  await runOn(databases[0]!.url, `create role ${app} login password 'pw'`);
});

afterAll(async () => {
  await Promise.all(databases.map((database) => database.drop()));
  await runOn(new URL("/postgres", databases[0]!.url).href, `drop role ${app}`);
});

/** An address of a database in which `sql` has run. */
async function holding(sql: string): Promise<string> {
  const { url } = databases[next++]!;
  if (sql !== "") await runOn(url, sql);
  return url;
}

function alembic(...rows: string[]): string {
  return `create table orders (id int); create table alembic_version (version_num varchar(32) not null);
    ${rows.map((row) => `insert into alembic_version values ('${row}');`).join("\n")}`;
}

async function against(stagingUrl: string, productionUrl: string, params: Record<string, string> = {}) {
  const list = environments([
    { name: "staging", database: { url: stagingUrl } },
    { name: "production", reference: true, database: { url: productionUrl } },
  ]);
  return (await ask([question("migrations", "migration state", params)], { environments: list }))[0]!;
}

describe("alembic", () => {
  test("the reference's revision is head", async () => {
    const seen = await against(await holding(alembic("c3")), await holding(alembic("c3")));
    expect(gist(seen)).toBe(
      "refuted: The database of staging is at the head of its migrations (c3): it holds the same rows as production.",
    );
    expect(seen.detail).toStrictEqual({
      tool: "alembic",
      table: "public.alembic_version",
      rows: ["c3"],
      failed: [],
      userTables: 1,
      reference: "production",
      referenceRows: ["c3"],
      referenceReason: null,
      state: "at-head",
      heads: [],
      missingRows: [],
      extraRows: [],
    });
  });

  test("another revision lacks the reference's; without the directory nobody knows which is older", async () => {
    const [staging, production] = [await holding(alembic("b2")), await holding(alembic("c3"))];
    const seen = await against(staging, production);
    expect(gist(seen)).toBe(
      "confirmed: The database of staging is at b2 and lacks c3, which production has; which of the two is older the rows do not say.",
    );
    expect(seen.detail.state).toBe("unknown");
  });

  test("several rows, none, no table", async () => {
    const two = await holding(alembic("b2", "b3"));
    expect((await check(two, "migrations", "m")).detail.state).toBe("multiple-heads");
    expect(gist(await check(await holding(alembic()), "migrations", "m"))).toBe(
      "confirmed: The database of staging is not stamped by a migration tool (no revision): public.alembic_version is empty, and the database holds 1 tables.",
    );
    expect((await check(await holding(""), "migrations", "m")).detail.state).toBe("empty");
    expect((await check(await holding("create table orders (id int)"), "migrations", "m")).detail.state).toBe(
      "unstamped",
    );
  });

  test("alone, a revision says nothing", async () => {
    const seen = await check(databases[0]!.url, "migrations", "m");
    expect(seen).toMatchObject({
      outcome: "unknown",
      reason: "it is at c3; nothing to compare with, as there is no reference environment",
    });
  });

  test("a reference that can't be reached is the reason", async () => {
    const seen = await against(databases[0]!.url, "postgres://me:hush@127.0.0.1:1/app");
    expect(seen.reason).toBe(
      "it is at c3; nothing to compare with, as of the reference: nothing listens at 127.0.0.1:1 (connection refused)",
    );
  });

  test("a version table that the role may not read is unknown, in any schema", async () => {
    const url = await holding(`create schema ops; create table ops.alembic_version (version_num varchar(32))`);
    expect((await check(as(url, app, "pw"), "migrations", "m")).reason).toBe(
      `role "${app}" may not read ops.alembic_version`,
    );
    expect((await check(url, "migrations", "m")).detail.table).toBe("ops.alembic_version");
  });
});

test("tools that share a table's name are told apart by its columns", async () => {
  const tables: [sql: string, tool: string, rows: string[], failed: string[]][] = [
    [
      "create table schema_migrations (version bigint primary key, dirty boolean); insert into schema_migrations values (7, true)",
      "golang-migrate",
      [],
      ["7"],
    ],
    [
      "create table schema_migrations (version varchar primary key); create table ar_internal_metadata (key text); insert into schema_migrations values ('20240102'), ('20240101')",
      "rails",
      ["20240101", "20240102"],
      [],
    ],
    [
      "create table migrations (id serial, \"timestamp\" bigint, name text); insert into migrations (\"timestamp\", name) values (2, 'B2'), (1, 'A1')",
      "typeorm",
      ["A1", "B2"],
      [],
    ],
    [
      "create table flyway_schema_history (installed_rank int, version text, description text, success boolean); insert into flyway_schema_history values (1, '1', 'a', true), (2, '2', 'b', false)",
      "flyway",
      ["1"],
      ["2"],
    ],
    [
      "create table _prisma_migrations (migration_name text, started_at timestamptz, finished_at timestamptz, rolled_back_at timestamptz); insert into _prisma_migrations values ('m1', now(), now(), null), ('m2', now(), null, null)",
      "prisma",
      ["m1"],
      ["m2"],
    ],
  ];
  for (const [sql, tool, rows, failed] of tables) {
    const url = await holding(sql);
    expect((await check(url, "migrations", "m")).detail).toMatchObject({ tool, rows, failed });
    await runOn(url, "drop schema public cascade; create schema public");
    next--;
  }
});

test("tools that list every migration tell behind from ahead", async () => {
  const table = `create table knex_migrations (id serial primary key, name text, batch int);
    insert into knex_migrations (name, batch) values ('1.js', 1)`;
  const [less, more] = [await holding(table), await holding(`${table}, ('2.js', 2)`)];
  expect(gist(await against(less, more))).toBe(
    "confirmed: The database of staging is behind its migrations (1.js): 1 of production's migrations are missing, 0 are extra.",
  );
  expect((await against(more, less)).detail).toMatchObject({ state: "ahead", extraRows: ["2.js"] });
});

test("an unfinished migration is a fault whatever the rows say", async () => {
  const url = await holding(
    "create table schema_migrations (version bigint primary key, dirty boolean); insert into schema_migrations values (7, true)",
  );
  expect(gist(await check(url, "migrations", "m"))).toBe(
    "confirmed: The database of staging stopped within a migration: golang-migrate marks 7 as failed or unfinished.",
  );
});
