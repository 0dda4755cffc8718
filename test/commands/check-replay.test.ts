// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are placeholders of Flyway.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { run } from "../lib/command.ts";
import { createDatabase, runOn, type TestDatabase } from "../lib/postgres.ts";
import { chain } from "../migrations/files.ts";

const roots: string[] = [];
let database: TestDatabase;

beforeAll(async () => {
  database = await createDatabase("replay");
});
afterAll(async () => {
  for (const root of roots) rmSync(root, { recursive: true });
  await database.drop();
});

function directoryOf(files: Record<string, string>, name = "db"): string {
  const root = mkdtempSync(join(tmpdir(), "replay-"));
  roots.push(root);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return name === "db" ? root : join(root, name);
}

async function replay(directory: string, ...more: string[]) {
  const { code, stdout, stderr } = await run([
    "check",
    "migrations",
    directory,
    "--replay",
    "--format",
    "json",
    ...more,
  ]);
  const document = stdout === "" ? {} : JSON.parse(stdout);
  return { code, stderr, document, replay: document.replay };
}

async function live(directory: string, sql: string, ...more: string[]) {
  await runOn(
    database.url,
    `drop schema if exists app cascade; drop schema public cascade; create schema public; ${sql}`,
  );
  return replay(directory, "--database", database.url, ...more);
}

const FLYWAY = {
  "V1__orders.sql": "create table orders (id bigserial primary key, total numeric(10,2) not null default 0);",
  "sub/V2__index.sql": "create index concurrently orders_total on orders (total);",
  "R__view.sql": "create or replace view big_orders as select id from ${schema}.orders where total > 100;",
  "U1__orders.sql": "drop table orders;",
  "flyway.conf": "flyway.placeholders.schema=public\n",
};
const MADE = `create table orders (id bigserial primary key, total numeric(10,2) not null default 0);
  create index orders_total on orders (total);
  create view big_orders as select id from orders where total > 100;`;
const HISTORY =
  "create table flyway_schema_history (installed_rank int primary key, version text, description text, checksum int, success boolean);";
const rows = (...list: [version: string | null, description: string][]) =>
  `${HISTORY} ${list.map(([version, description], i) => `insert into flyway_schema_history values (${i}, ${version === null ? "null" : `'${version}'`}, '${description}', null, true);`).join(" ")}`;

describe("check migrations --replay", () => {
  test("without the flag there is no such key; with it and no database, everything is run", async () => {
    const directory = directoryOf({
      "V1__a.sql": "create table a (id int);",
      "R__b.sql": "grant select on a to reader;",
    });
    const { stdout } = await run(["check", "migrations", directory, "--format", "json"]);
    expect("replay" in JSON.parse(stdout)).toBe(false);
    const note = "role reader was made up, without rights: the migrations name it and do not create it";
    expect(await replay(directory)).toMatchObject({
      code: 0,
      replay: { state: "replayed", applied: ["1", "b"], failed: null, reason: null, notes: [note], drift: [] },
    });
  });

  test("everything counts as applied and an index is not there: stamped, and objects are missing", async () => {
    const all = rows(["1", "orders"], ["2", "index"], [null, "view"]);
    const drifted = `${MADE} drop index orders_total; alter table orders alter total set default 1; ${all}`;
    const { code, document } = await live(directoryOf(FLYWAY), drifted);
    expect(code).toBe(1);
    expect(document.live).toStrictEqual({
      state: "stamped-but-missing",
      rows: ["1", "2", "view"],
      reason: "every revision counts as applied, and 1 object that they make is not there: index orders.orders_total",
    });
    expect(document.replay).toStrictEqual({
      state: "drift",
      applied: ["1", "2", "view"],
      failed: null,
      reason: null,
      notes: [],
      drift: [
        {
          kind: "index",
          schema: "public",
          object: "orders.orders_total",
          change: "missing",
          from: "CREATE INDEX orders_total ON public.orders USING btree (total)",
          to: null,
        },
        {
          kind: "column",
          schema: "public",
          object: "orders.total",
          change: "different",
          from: "default 0",
          to: "default 1",
        },
      ],
    });
  });

  test("a database that is behind is compared with what it has applied alone, whoever owns what", async () => {
    const behind = `${MADE} drop index orders_total; drop view big_orders; ${rows(["1", "orders"])}`;
    expect(await live(directoryOf(FLYWAY), behind)).toMatchObject({
      code: 1,
      document: { live: { state: "behind" }, pending: ["2", "view"] },
      replay: { state: "same", applied: ["1"] },
    });
  });

  test("the schema of the version table is where names without a schema go", async () => {
    const directory = directoryOf({
      "20240101000000_a/migration.sql": 'CREATE TABLE "User" ("id" SERIAL PRIMARY KEY);',
      "20240102000000_b/migration.sql": 'ALTER TABLE "User" ADD COLUMN "name" TEXT;',
      "migration_lock.toml": 'provider = "postgresql"\n',
    });
    const prisma = `create schema app; set search_path = app;
      create table _prisma_migrations (migration_name text, checksum text, started_at timestamptz, finished_at timestamptz, rolled_back_at timestamptz);
      insert into _prisma_migrations (migration_name, started_at, finished_at) values ('20240101000000_a', now(), now()), ('20240102000000_b', now(), now());
      create table "User" (id serial primary key, name text)`;
    expect(await live(directory, prisma)).toMatchObject({ code: 0, replay: { state: "same", drift: [] } });
  });

  test("Rails: structure.sql beside the folder of the migrations", async () => {
    const files = {
      "migrate/20240101000000_create_orders.rb":
        "class CreateOrders < ActiveRecord::Migration[7.1]\n  def change\n    create_table :orders do |t|\n    end\n  end\nend\n",
      "structure.sql": `SET statement_timeout = 0;
SELECT pg_catalog.set_config('search_path', '', false);
CREATE TABLE public.schema_migrations (version character varying NOT NULL);
CREATE TABLE public.orders (id bigint NOT NULL);
ALTER TABLE public.orders OWNER TO deploy;
SET search_path TO "$user", public;
INSERT INTO "schema_migrations" (version) VALUES
('20240101000000');
`,
    };
    const rails =
      "create table schema_migrations (version varchar not null); insert into schema_migrations values ('20240101000000'); create table ar_internal_metadata (key varchar)";
    const { document, code } = await live(directoryOf(files, "migrate"), rails);
    expect(code).toBe(1);
    expect(document.live.state).toBe("stamped-but-missing");
    expect(document.replay).toMatchObject({ state: "drift", applied: ["20240101000000"] });
    expect(document.replay.drift).toMatchObject([{ kind: "table", object: "orders", change: "missing" }]);
  });

  test("a migration that does not run: which, where and why, in JSON and in words", async () => {
    const directory = directoryOf({
      "1_a.up.sql": "create table a (id int);\ncreate table b (id int);",
      "2_b.up.sql": "create table c (id int);\n\nalter table nobody\n  add column x int;",
      "2_b.down.sql": "drop table c;",
    });
    const failed = { file: "2_b.up.sql", line: 3, message: 'relation "nobody" does not exist, SQLSTATE 42P01' };
    const { code, stdout } = await run(["check", "migrations", directory, "--replay"]);
    expect(code).toBe(1);
    expect(stdout).toBe(`golang-migrate: 2 revisions, 1 head (2).

Replay: 1 migration ran in a scratch database, then ${failed.file}:${failed.line} failed: ${failed.message}.
`);
  });

  const refused: [why: string, files: Record<string, string>, code: number, replay: object][] = [
    [
      "two files of one version",
      { "V1__a.sql": "select 1", "V1__b.sql": "select 2" },
      1,
      {
        state: "failed",
        failed: {
          file: "V1__b.sql",
          line: 1,
          message: "1 is in V1__a.sql as well: the tool refuses to run. Give each file its own version",
        },
      },
    ],
    [
      "a command of psql",
      { "V1__a.sql": "create table a (id int);\n\\connect other\n" },
      1,
      {
        state: "failed",
        failed: { file: "V1__a.sql", line: 2, message: expect.stringMatching(/^\\connect is a command of psql/) },
      },
    ],
    [
      "a placeholder without a value; one in a comment needs none",
      { "V1__a.sql": "-- ${no}\ncreate table a (\n  id ${type}\n);" },
      1,
      {
        state: "failed",
        failed: {
          file: "V1__a.sql",
          line: 3,
          message:
            "placeholder ${type} has no value here: give it one with --placeholder type=VALUE, or in a flyway.conf of the directory",
        },
      },
    ],
    [
      "a program among the scripts",
      { "V1__a.sql": "select 1", "V2__B.java": "class V2__B {}" },
      2,
      { state: "unknown", reason: expect.stringMatching(/^V2__B.java is a program/) },
    ],
    [
      "programs",
      chain(["a", "None"]),
      2,
      { state: "unknown", reason: expect.stringMatching(/^Alembic's revisions are programs/) },
    ],
    [
      "Rails without a dump",
      { "20240101000000_a.rb": "class A; end" },
      2,
      { state: "unknown", reason: expect.stringContaining("holds no structure.sql") },
    ],
  ];
  test.each(refused)("%s: told, and nothing is run", async (_why, files, code, told) => {
    const seen = await replay(directoryOf(files));
    expect(seen.code).toBe(code);
    expect(seen.replay).toMatchObject({ applied: [], drift: [], ...told });
  });

  test("arguments that do not fit are told", async () => {
    const told = async (...args: string[]) => (await run(["check", "migrations", directoryOf(FLYWAY), ...args])).stderr;
    expect(await told("--placeholder", "a=b")).toBe(
      "plumbline check migrations: --placeholder is for --replay, which is not given.\n",
    );
    expect(await told("--replay", "--placeholder", "=b")).toBe(
      'plumbline check migrations: --placeholder is "=b": expected NAME=VALUE.\n',
    );
  });
});

describe("check schema, with a directory for a database", () => {
  test("plain SQL by name, what goes up alone", async () => {
    const directory = directoryOf({
      "10_last.sql":
        "-- +goose Up\nalter table a add column note text;\n-- +goose Down\nalter table a drop column note;",
      "9_first.sql": "create table a (id int primary key);",
      "9_first.down.sql": "drop table a;",
    });
    const made = "create table a (id int primary key); create table goose_db_version (id int)";
    await runOn(database.url, `drop schema public cascade; create schema public; ${made}`);
    const { code, stdout } = await run([
      "check",
      "schema",
      "--from",
      directory,
      "--to",
      database.url,
      "--format",
      "json",
    ]);
    expect({ code, ...JSON.parse(stdout) }).toStrictEqual({
      code: 1,
      drift: [{ kind: "column", schema: "public", object: "a.note", change: "missing", from: "text", to: null }],
    });
  });

  test("a directory that cannot be run is told in one line", async () => {
    const told = async (files: Record<string, string>) =>
      (await run(["check", "schema", "--from", directoryOf(files), "--to", directoryOf(files)])).stderr;
    expect(await told({ "V1__a.sql": "select 1;\n\\gexec" })).toMatch(
      /^plumbline check schema: --from: the migrations of .* do not run: V1__a.sql:2: \\gexec is a command of psql.*\n$/,
    );
    expect(await told({ "notes.txt": "" })).toMatch(
      /^plumbline check schema: --from: .* cannot be replayed: the directory holds no SQL file\.\n$/,
    );
  });
});
