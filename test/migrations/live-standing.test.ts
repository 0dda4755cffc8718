import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { liveChecks } from "../../server/live-checks.ts";
import { rememberingReplay } from "../../server/migration-drift.ts";
import { replayMigrations } from "../../server/migration-replay.ts";
import type { Check, Question } from "../../shared/check.ts";
import { configSchema } from "../../shared/config.ts";
import { createDatabase, runOn, type TestDatabase } from "../lib/postgres.ts";
import { chain } from "./files.ts";

const NOW = Date.parse("2026-03-01T12:00:00Z");
const roots: string[] = [];
let staging: TestDatabase;
let production: TestDatabase;

beforeAll(async () => {
  [staging, production] = await Promise.all([createDatabase("standing"), createDatabase("standing")]);
});
afterAll(async () => {
  for (const root of roots) rmSync(root, { recursive: true });
  await Promise.all([staging.drop(), production.drop()]);
});

function directoryOf(files: Record<string, string>): string {
  const root = mkdtempSync(join(tmpdir(), "standing-"));
  roots.push(root);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return root;
}

const MIGRATIONS: Question = {
  id: "migrations:staging:applied migrations",
  kind: "migrations",
  environment: "staging",
  target: "applied migrations",
  params: {},
};

/** What staging's checks say, its database made by `sql`, production's by `reference`. */
async function checksOf(
  files: Record<string, string>,
  sql: string,
  { tool = "alembic", reference = "", questions = [MIGRATIONS], replay = rememberingReplay() } = {},
): Promise<Check[]> {
  const fresh = "drop schema public cascade; create schema public;";
  await Promise.all([runOn(staging.url, `${fresh} ${sql}`), runOn(production.url, `${fresh} ${reference}`)]);
  const config = configSchema.parse({
    environments: [
      { name: "staging", database: { url: staging.url }, migrations: { tool, directory: directoryOf(files) } },
      { name: "production", reference: true, database: { url: production.url } },
    ],
  });
  return liveChecks(config, () => NOW, replay)(questions);
}

async function migrationsOf(...given: Parameters<typeof checksOf>): Promise<Check> {
  const [only] = await checksOf(...given);
  return only!;
}

const at = (...rows: string[]) =>
  `create table alembic_version (version_num varchar(32)); ${rows.map((row) => `insert into alembic_version values ('${row}');`).join(" ")}`;

describe("a database that counts as up to date", () => {
  const two = chain(
    ["a", "None", { body: `op.create_table("orders", sa.Column("id"))\nop.create_table("lines")` }],
    ["b", `"a"`, { body: `op.drop_table("lines")\nop.add_column("orders", sa.Column("note"))` }],
  );

  test("lacks a table that an applied revision creates and none drops: stamped, and objects are missing", async () => {
    const seen = await migrationsOf(two, `create table other (id int); ${at("b")}`);
    expect(seen).toMatchObject({
      outcome: "confirmed",
      statement:
        "The database of staging is stamped, but objects are missing (b): every revision counts as applied, and of what is applied, table orders (created in a) is not there.",
      detail: { state: "stamped-but-missing", missingObjects: ["table orders (created in a)"], rows: ["b"] },
    });
    expect("relations" in seen.detail).toBe(false);
  });

  test("has every table: at the head", async () => {
    expect(await migrationsOf(two, `create table orders (id int); ${at("b")}`)).toMatchObject({
      outcome: "refuted",
      detail: { state: "at-head", heads: ["b"], missingRows: [] },
    });
  });

  const unproven: [why: string, body: string][] = [
    ["a later line drops something without a readable name", "op.drop_table(load())"],
    ["a later revision calls what is not followed", "from app.helpers import tidy\ntidy(op.get_bind())"],
    ["a later revision drops it under a condition", `if load():\n    op.drop_table("orders")`],
    ["a later revision renames it under a condition", `if load():\n    op.rename_table("orders", "purchases")`],
  ];
  test.each(unproven)("and %s: nothing is claimed", async (_why, body) => {
    const files = chain(["a", "None", { body: `op.create_table("orders")` }], ["b", `"a"`, { body }]);
    expect((await migrationsOf(files, at("b"))).detail.state).toBe("at-head");
  });

  test("what cannot be read before the table was made, or is about columns, hides nothing", async () => {
    const files = chain(
      ["a", "None", { body: "op.drop_table(load())" }],
      ["b", `"a"`, { body: `op.create_table("orders", *load())` }],
      ["c", `"b"`, { body: `op.add_column("orders", load())` }],
    );
    expect((await migrationsOf(files, at("c"))).detail).toMatchObject({ state: "stamped-but-missing" });
  });
});

describe("a database that does not", () => {
  const three = chain(["a", "None", { body: `op.create_table("orders")` }], ["b", `"a"`], ["c", `"b"`]);

  test("is behind, with what of the applied revisions is not there", async () => {
    expect(await migrationsOf(three, `create table other (id int); ${at("b")}`)).toMatchObject({
      statement:
        "The database of staging is behind its migrations (b): 1 revision not applied: c; of what is applied, table orders (created in a) is not there.",
      detail: { state: "behind", missingRows: ["c"], missingObjects: ["table orders (created in a)"] },
    });
  });

  test("is at a fork: the state is the directory's, as for the command", async () => {
    const fork = chain(["a", "None"], ["b1", `"a"`], ["b2", `"a"`]);
    expect((await migrationsOf(fork, at("b1"))).detail).toMatchObject({ state: "multiple-heads", missingRows: ["b2"] });
  });

  test("has a revision that the directory lacks: ahead where the reference has it too, else nobody knows it", async () => {
    const sql = `create table orders (id int); ${at("z")}`;
    expect((await migrationsOf(three, sql, { reference: sql })).detail.state).toBe("ahead");
    expect((await migrationsOf(three, sql, { reference: at("c") })).detail.state).toBe("unknown-revision");
  });
});

describe("migrations of plain SQL", () => {
  const flyway = {
    "V1__orders.sql": "create table orders (id int primary key, total numeric not null default 0);",
    "V2__index.sql":
      "create index orders_total on orders (total); create function paid(int) returns int language sql return 1;",
  };
  const history = `create table flyway_schema_history (installed_rank int, version text, description text, checksum int, success boolean, type text);
    insert into flyway_schema_history values (0, null, '<< Flyway Schema Creation >>', null, true, 'SCHEMA'), (1, '1', 'orders', 1, true, 'SQL'), (2, '2', 'index', 1, true, 'SQL');`;
  const against: Question = {
    id: "drift:staging:orders against the applied migrations",
    kind: "drift",
    environment: "staging",
    target: "orders against the applied migrations",
    params: { against: "migrations", names: "orders,nobody" },
  };

  test("every kind of object is looked for, and one replay serves all questions that the same files answer", async () => {
    let runs = 0;
    const replay = rememberingReplay((files, wish) => {
      runs++;
      return replayMigrations(files, wish);
    });
    const options = { tool: "flyway", questions: [MIGRATIONS, against], replay };
    const drifted = `create table orders (id int primary key, total numeric not null default 1); ${history}`;
    const [migrations, drift] = await checksOf(flyway, drifted, options);
    expect(migrations).toMatchObject({
      outcome: "confirmed",
      detail: {
        state: "stamped-but-missing",
        missingObjects: ["index public.orders.orders_total", "function public.paid(integer)"],
      },
    });
    expect(drift).toMatchObject({
      outcome: "confirmed",
      statement:
        "The database of staging is not what its applied migrations make: 2 objects differ. Missing here: index public.orders.orders_total; different: column public.orders.total.",
      detail: { missing: ["index public.orders.orders_total"], extra: [], different: ["column public.orders.total"] },
      how: "run the applied migrations of staging in a scratch database and compare the catalogues",
    });

    const whole = `${flyway["V1__orders.sql"]} ${flyway["V2__index.sql"]} ${history}`;
    const [head, same] = await checksOf(flyway, whole, options);
    expect(head?.detail.state).toBe("at-head");
    expect(same).toMatchObject({
      outcome: "refuted",
      statement: "What the applied migrations of staging make of orders and nobody is there as they make it.",
    });
    expect(runs).toBe(1);
  });

  test("migrations that do not run leave the answer unknown, and what was read stands", async () => {
    const broken = { ...flyway, "V3__broken.sql": "create table x (id int);\ncreate nonsense;" };
    const sql = `create table orders (id int); ${history.replace(";", ";")} insert into flyway_schema_history values (3, '3', 'broken', 1, true, 'SQL')`;
    const [migrations, drift] = await checksOf(broken, sql, { tool: "flyway", questions: [MIGRATIONS, against] });
    expect(migrations?.detail).toMatchObject({
      state: "stamped-but-missing",
      missingObjects: ["table x (created in 3)"],
    });
    expect(drift).toMatchObject({
      outcome: "unknown",
      reason:
        'the applied migrations do not run in an empty database: V3__broken.sql:2: syntax error at or near "nonsense", SQLSTATE 42601',
    });
  });

  test("programs are not run: the question is unknown with that reason", async () => {
    const files = chain(["a", "None"]);
    const [drift] = await checksOf(files, at("a"), { questions: [against] });
    expect(drift?.outcome).toBe("unknown");
    expect(drift?.reason).toMatch(/^Alembic's revisions are programs in Python/);
  });
});
