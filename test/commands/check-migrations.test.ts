import { randomBytes } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type CommandIo, runCli } from "../../server/cli.ts";
import { createDatabase, runOn, type TestDatabase } from "../lib/postgres.ts";
import { chain } from "../migrations/files.ts";

const roots: string[] = [];
const role = `reader_${randomBytes(4).toString("hex")}`;
let database: TestDatabase;

beforeAll(async () => {
  database = await createDatabase("command");
});

afterAll(async () => {
  for (const root of roots) rmSync(root, { recursive: true });
  await runOn(database.url, `drop role ${role}`).catch(() => undefined);
  await database.drop();
});

function directoryOf(files: Record<string, string>): string {
  const root = mkdtempSync(join(tmpdir(), "migrations-"));
  roots.push(root);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return root;
}

async function check(...args: string[]) {
  const written = { stdout: "", stderr: "" };
  const stream = (name: "stdout" | "stderr") => ({ write: (text: string) => (written[name] += text) });
  const io = { stdin: process.stdin, stdout: stream("stdout"), stderr: stream("stderr"), env: {} };
  const code = await runCli(["check", "migrations", ...args], io as unknown as CommandIo);
  return { code, ...written };
}

async function live(directory: string, sql: string) {
  await runOn(database.url, `drop schema public cascade; create schema public; ${sql}`);
  const { code, stdout } = await check(directory, "--database", database.url, "--format", "json");
  return { code, ...JSON.parse(stdout).live, pending: JSON.parse(stdout).pending };
}

const ORDERS = chain(["a", "None", { body: `op.create_table("orders", sa.Column("id"))` }], ["b", `"a"`]);

describe("against a database", () => {
  const version = (...rows: string[]) =>
    `create table alembic_version (version_num varchar(32)); ${rows.map((row) => `insert into alembic_version values ('${row}');`).join(" ")}`;

  const cases: [why: string, sql: string, code: number, state: string, pending: string[]][] = [
    ["nothing in it", "", 1, "empty", ["a", "b"]],
    ["tables and no version table", "create table orders (id int)", 1, "unstamped", ["a", "b"]],
    ["tables and no row", `create table orders (id int); ${version()}`, 1, "unstamped", ["a", "b"]],
    ["behind", `create table orders (id int); ${version("a")}`, 1, "behind", ["b"]],
    ["at the head", `create table orders (id int); ${version("b")}`, 0, "at-head", []],
    ["at the head, a view for a table", `create view orders as select 1 as id; ${version("b")}`, 0, "at-head", []],
    ["at the head by the row alone", `create table other (id int); ${version("b")}`, 1, "stamped-but-missing", []],
    ["a row nobody knows", `create table orders (id int); ${version("zzz")}`, 1, "unknown-revision", []],
  ];
  test.each(cases)("%s", async (_why, sql, code, state, pending) => {
    expect(await live(directoryOf(ORDERS), sql)).toMatchObject({ code, state, pending });
  });

  test("the missing table is named with its revision", async () => {
    expect(await live(directoryOf(ORDERS), version("b"))).toMatchObject({
      rows: ["b"],
      reason: "every revision counts as applied, and 1 table that they create is not there: orders (created in a)",
    });
  });

  test("a table that may have been dropped or was made under a condition is not missed", async () => {
    const files = chain(
      ["a", "None", { body: `op.create_table("x")\nif load():\n    op.create_table("y")\nop.create_table("z")` }],
      ["b", `"a"`, { body: `if load():\n    op.drop_table("x")\nop.drop_table(load())` }],
    );
    expect(await live(directoryOf(files), version("b"))).toMatchObject({ code: 0, state: "at-head" });
  });

  test("heads that were never joined", async () => {
    const fork = chain(["a", "None"], ["b1", `"a"`], ["b2", `"a"`]);
    expect(await live(directoryOf(fork), version("b1"))).toMatchObject({ state: "multiple-heads", pending: ["b2"] });
  });

  test("a database that can't be reached is unknown, and the report is there all the same", async () => {
    const { code, stdout, stderr } = await check(
      directoryOf(ORDERS),
      ...["--database", "postgres://me:hush@127.0.0.1:1/app", "--format", "json"],
    );
    expect(code).toBe(2);
    expect(JSON.parse(stdout).live).toStrictEqual({
      state: "unknown",
      rows: [],
      reason: "nothing listens at 127.0.0.1:1 (connection refused)",
    });
    expect(stderr).toBe(
      "plumbline check migrations: the database could not be judged: nothing listens at 127.0.0.1:1 (connection refused)\n",
    );
  });

  test("a version table that the role may not read is unknown", async () => {
    await live(directoryOf(ORDERS), `create role ${role} login password 'pw'; ${version("b")}`);
    const address = new URL(database.url);
    address.username = role;
    address.password = "pw";
    const { code, stderr } = await check(directoryOf(ORDERS), "--database", address.href);
    expect(code).toBe(2);
    expect(stderr).toContain(`role "${role}" may not read public.alembic_version`);
  });

  test("Flyway's and Prisma's checksums are compared with the files", async () => {
    const flyway = directoryOf({ "V1__a.sql": "create table a (id int);" });
    const table =
      "create table flyway_schema_history (installed_rank int, version text, description text, checksum int, success boolean); create table a (id int);";
    const row = (checksum: number) => `insert into flyway_schema_history values (1, '1', 'a', ${checksum}, true)`;
    expect(await live(flyway, `${table} ${row(1)}`)).toMatchObject({ code: 1, state: "at-head" });
    const { checksums } = JSON.parse((await check(flyway, "--format", "json")).stdout);
    expect(await live(flyway, `${table} ${row(checksums["1"])}`)).toMatchObject({ code: 0, state: "at-head" });

    const prisma = directoryOf({ "20240101000000_a/migration.sql": "create table a (id int);" });
    const history =
      "create table _prisma_migrations (migration_name text, checksum text, started_at timestamptz, finished_at timestamptz, rolled_back_at timestamptz); create table a (id int);";
    const rolledBack = "insert into _prisma_migrations values ('20240101000000_a', 'x', now(), null, now())";
    expect(await live(prisma, `${history} ${rolledBack}`)).toMatchObject({ code: 1, state: "behind" });
    const sum = JSON.parse((await check(prisma, "--format", "json")).stdout).checksums["20240101000000_a"];
    const again = `insert into _prisma_migrations values ('20240101000000_a', '${sum}', now(), now(), null)`;
    expect(await live(prisma, `${history} ${rolledBack}; ${again}`)).toMatchObject({ code: 0, state: "at-head" });
  });

  test("schema_migrations of another tool is not taken for the directory's", async () => {
    const files = directoryOf({ "1_a.up.sql": "create table a (id int);" });
    const rails =
      "create table schema_migrations (version varchar); insert into schema_migrations values ('1'); create table a (id int);";
    expect(await live(files, rails)).toMatchObject({ state: "unstamped" });
    const dirty =
      "create table schema_migrations (version bigint, dirty boolean); insert into schema_migrations values (1, true)";
    expect(await live(files, dirty)).toMatchObject({ code: 1, state: "behind" });
  });
});

describe("without a database", () => {
  test("text for a person", async () => {
    const { code, stdout } = await check(directoryOf(ORDERS), "--current", "a");
    expect(code).toBe(1);
    expect(stdout).toBe(`Alembic: 2 revisions, 1 head (b).

The database is behind: 1 revision not applied: b.
  Run the migration job; if a deployment is under way, wait for it to end.

1 revision still to run, in this order:
  b (b.py)
`);
  });

  test("folders are read to the bottom, caches and links to folders are not", async () => {
    const root = directoryOf({
      "env.py": "",
      "versions/2024/a.py": ORDERS["a.py"] ?? "",
      "versions/__pycache__/x.py": "(",
    });
    symlinkSync(root, join(root, "versions", "loop"));
    const { code, stdout } = await check(root, "--format", "json");
    expect(code).toBe(0);
    expect(JSON.parse(stdout).revisions).toStrictEqual([
      { revision: "a", down: [], dependsOn: [], branchLabels: [], file: "versions/2024/a.py" },
    ]);
  });

  test("--current with no rows is a database from the beginning", async () => {
    const { stdout } = await check(directoryOf(ORDERS), "--current", "", "--format", "json");
    expect(JSON.parse(stdout).pending).toStrictEqual(["a", "b"]);
  });

  const faults: [why: string, args: string[], words: string][] = [
    ["no directory", [], "the directory is missing: plumbline check migrations migrations/versions."],
    ["one that is not there", ["/nowhere/at/all"], "/nowhere/at/all does not exist"],
    ["a tool nobody knows", [".", "--tool", "sqitch"], '--tool is "sqitch": expected one of alembic'],
    ["a format nobody knows", [".", "--format", "xml"], '--format is "xml": expected json or text.'],
    ["rows and a database", [".", "--current", "a", "--database", "postgres://x/y"], "at most one of"],
    ["no address", [".", "--database", "hunter2"], "--database is no database address"],
    ["an option nobody knows", [".", "--rows", "a"], "Unknown option '--rows'"],
  ];
  test.each(faults)("%s: exit code 2 and what to do", async (_why, args, words) => {
    const { code, stdout, stderr } = await check(...args);
    expect({ code, stdout }).toStrictEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(words);
    expect(stderr).not.toContain("hunter2");
  });

  test("a directory of no tool", async () => {
    const { code, stderr } = await check(directoryOf({ "README.md": "hello" }));
    expect(code).toBe(2);
    expect(stderr).toContain("holds no file that could be a migration: check the path, or name the tool with --tool");
  });
});
