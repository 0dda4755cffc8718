import { existsSync, writeFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Ran, runPlan } from "../../server/inspect/replay/run-plan.ts";
import { createScratchDatabase, type ScratchDatabase } from "../../server/inspect/replay/scratch-database.ts";
import { makeScratchPlace, removeScratchPlace, sweepScratchPlaces } from "../../server/inspect/replay/scratch-place.ts";
import { type ScratchServer, startScratchServer } from "../../server/inspect/replay/scratch-server.ts";
import { startEmbedded } from "../../server/lib/embedded/start.ts";
import { planReplay } from "../../server/migrations/read-migrations.ts";
import type { ReplayPlan } from "../../shared/replay.ts";
import { isAlive, runScript, waitUntilGone } from "../lib/processes.ts";
import { files } from "../migrations/files.ts";

let server: ScratchServer;
let scratch: ScratchDatabase;

beforeAll(async () => {
  server = await startScratchServer();
  scratch = await createScratchDatabase(server.adminUrl, { name: "shop", schemas: [], extensions: ["moddatetime"] });
});
afterAll(async () => {
  await scratch.admin.end();
  await server.stop();
});

const LIMITS = { statementMs: 1500, totalMs: 20_000, maxBytes: 24 * 1024 * 1024 };

function planOf(contents: Record<string, string>): ReplayPlan {
  const planned = planReplay(files(contents), undefined, { placeholders: {}, schema: undefined });
  if (!("plan" in planned)) throw new Error(JSON.stringify(planned));
  return planned.plan;
}

function run(contents: Record<string, string>, limits: Partial<typeof LIMITS> = {}): Promise<Ran> {
  return runPlan(planOf(contents), scratch, { ...LIMITS, ...limits });
}

async function failureOf(sql: string, limits: Partial<typeof LIMITS> = {}): Promise<string> {
  const { failed, applied } = await run({ "1.sql": sql }, limits);
  expect(applied).toEqual([]);
  return `${failed?.line}: ${failed?.message}`;
}

async function isThere(relation: string): Promise<boolean> {
  const { failed } = await run({ "look.sql": `do $$ begin perform '${relation}'::regclass; end $$` });
  return failed === null;
}

describe("what strangers' SQL cannot do", () => {
  const refused: [what: string, sql: string, told: string | RegExp][] = [
    [
      "run a program",
      "copy (select 1) to program 'touch /tmp/x'",
      /^1: permission denied to COPY to or from an external program/,
    ],
    [
      "read a file",
      "create table t (line text);\ncopy t from '/etc/passwd'",
      /^2: permission denied to COPY from a file/,
    ],
    [
      "read a file by a function",
      "select pg_read_file('/etc/passwd')",
      /^1: permission denied for function pg_read_file/,
    ],
    ["import a file", "select lo_import('/etc/passwd')", /^1: permission denied for function lo_import/],
    ["load a library", "load 'dblink'", /^1: access to library "dblink" is not allowed/],
    ["write C", "create function f() returns int language c as 'dblink', 'x'", /^1: permission denied for language c/],
    ["change the server", "alter system set log_statement = 'all'", /^1: permission denied to set parameter/],
    ["become a superuser", "set session authorization plumbline", /^1: permission denied to set session authorization/],
    ["make a superuser", "create role boss superuser", /^1: permission denied to create role/],
    ["drop its own database", "drop database shop", "1: cannot drop the currently open database, SQLSTATE 55006"],
    ["drop another database", "drop database postgres", /^1: must be owner of database postgres/],
    ["make a database", "create database other", /^1: permission denied to create database/],
    [
      "end other sessions",
      "select pg_terminate_backend(pid) from pg_stat_activity where usename = 'plumbline'",
      /^1: permission denied to terminate process/,
    ],
    ["take off the log's limit", "set log_min_messages = debug5", /^1: permission denied to set parameter/],
    ["use more disk for sorting", "set temp_file_limit = -1", /^1: permission denied to set parameter/],
  ];
  test.each(refused)("%s", async (_what, sql, told) => {
    const said = await failureOf(sql);
    if (typeof told === "string") expect(said).toBe(told);
    else expect(said).toMatch(told);
  });

  test("reach the network: extensions that do are left out, and what needs them fails", async () => {
    const { failed, notes } = await run({
      "1.sql": "create extension dblink;\nselect dblink_connect('host=127.0.0.1')",
    });
    expect(notes).toEqual(['extension dblink was left out: permission denied to create extension "dblink"']);
    expect(failed).toStrictEqual({
      file: "1.sql",
      line: 2,
      message:
        "function dblink_connect(unknown) does not exist, SQLSTATE 42883; extension dblink was left out, which may be the reason",
    });
  });

  test("run without end, also after taking the limit off", async () => {
    const endless = "set statement_timeout = 0;\nselect pg_sleep(1000)";
    expect(await failureOf(endless, { statementMs: 400 })).toBe("2: it did not end within 0.4 s and was ended");
    expect(await failureOf("do $$ begin loop end loop; end $$", { statementMs: 400 })).toBe(
      "1: it did not end within 0.4 s and was ended",
    );
    const many = Object.fromEntries(Array.from({ length: 9 }, (_, i) => [`${i}.sql`, "select pg_sleep(0.2)"]));
    const { failed, applied } = await run(many, { totalMs: 700 });
    expect(applied.length).toBeLessThan(4);
    expect(failed?.message).toBe("all migrations together did not end within 0.7 s and was ended");
  });

  test("fill the disk, or our memory", async () => {
    const filling = `create table big (note text);
do $$ begin loop insert into big select repeat('x', 1000) from generate_series(1, 1000); end loop; end $$`;
    expect(await failureOf(filling, { statementMs: 45_000, totalMs: 50_000 })).toBe(
      "2: the database grew over 24 MB and it was ended",
    );
    expect(await failureOf("select repeat('x', 200000000)", { statementMs: 45_000, totalMs: 50_000 })).toBe(
      "1: it sent more than 64 MB back and was ended",
    );
  });
});

describe("statements as the tool runs them", () => {
  test("a migration is one transaction: what fails leaves nothing of itself", async () => {
    const { applied, failed } = await run({
      "1.sql": "create table whole (id int);",
      "2.sql": "create table half (id int);\n\ncreate table\n  half (id int);",
    });
    expect({ applied, failed }).toStrictEqual({
      applied: ["1.sql"],
      failed: { file: "2.sql", line: 3, message: 'relation "half" already exists, SQLSTATE 42P07' },
    });
    expect(await isThere("whole")).toBe(true);
    expect(await isThere("half")).toBe(false);
  });

  test("the line of a fault is where the server points", async () => {
    expect(await failureOf("-- é 🙂\nselect 1;\nselect\n  '🙂',\n  nobody;")).toBe(
      '5: column "nobody" does not exist, SQLSTATE 42703',
    );
    expect(await failureOf("select 1;\ncreate tabel x (id int);")).toBe(
      '2: syntax error at or near "tabel", SQLSTATE 42601',
    );
  });

  test("what refuses a transaction runs without one, and a file's own transactions are its own", async () => {
    const { failed } = await run({
      "1.sql": "create table c (id int);",
      "2.sql": "create index concurrently c_id on c (id);\nvacuum c;",
      "3.sql":
        "begin;\ncreate table own (id int);\nrollback;\ncreate table kept (id int);\nbegin;\ncreate table lost (id int);",
    });
    expect(failed).toBeNull();
    expect([await isThere("c_id"), await isThere("own"), await isThere("kept"), await isThere("lost")]).toEqual([
      true,
      false,
      true,
      false,
    ]);
  });

  test("semicolons within bodies, rules and texts end nothing; data of a dump is passed over", async () => {
    const { failed } = await run({
      "dump.sql": `\\restrict abc
set search_path = '';
create function public.f(a int) returns int language sql begin atomic; select 1; select case when a > 1 then 2 else 3 end; end;
create function public.g() returns int language plpgsql as $_$ begin return 1; end; $_$;
create table public.r (id int, note text default 'a;b');
create rule nothing as on delete to public.r do instead (select 1; select 2);
COPY public.r (id, note) FROM stdin;
1\tit's; a "trap
\\.
alter table public.r owner to somebody;
\\unrestrict abc
`,
      "next.sql": "create table after_dump (id int);",
    });
    expect(failed).toBeNull();
    expect(await isThere("public.after_dump")).toBe(true);
  });

  test("roles that nobody made are made up, an extension of this list is there, and one that is missing is left out", async () => {
    const { failed, notes } = await run({
      "1.sql": `create extension if not exists moddatetime;
create extension if not exists vector;
create extension if not exists pg_trgm;
create table shared (id int);
grant select on shared to "Report reader";
create role maker; create schema made authorization maker; create table made.t (id int);
create policy own on shared to auditor using (true);`,
      "2.sql": "create index concurrently shared_id on shared (id);\ngrant select on shared to third;",
    });
    expect(failed).toBeNull();
    expect(notes).toEqual([
      'extension vector was left out: extension "vector" is not available',
      "role Report reader was made up, without rights: the migrations name it and do not create it",
      "role auditor was made up, without rights: the migrations name it and do not create it",
      "role third was made up, without rights: the migrations name it and do not create it",
    ]);
    expect(await failureOf("create role pg_mine; grant select on shared to pg_yours")).toMatch(
      /^1: role name "pg_mine" is reserved/,
    );
  });

  test("what belongs to a server, not to a schema, is left out and told", async () => {
    const ran = await run({
      "1.sql": `create extension vector;
comment on extension vector is 'left out'; alter extension vector update; drop extension vector;
create role fifth; grant pg_monitor to fifth; alter database elsewhere set timezone = 'UTC';
create table later (id int); grant select on later to sixth;`,
      "2.sql": "create role sixth;",
    });
    expect(ran).toStrictEqual({
      applied: ["1.sql", "2.sql"],
      failed: null,
      notes: [
        'extension vector was left out: extension "vector" is not available',
        "a grant of the role pg_monitor, which belongs to the server, was left out",
        "a statement about database elsewhere, which is not here, was left out",
        "role sixth was made up, without rights: the migrations name it and do not create it",
        "role sixth is created only after it was needed: the statement that creates it was left out",
      ],
      skipped: ["vector"],
    });
  });
});

describe("nothing is left behind", () => {
  test("by a process that was killed in the midst of it: its server ends and its directory goes", async () => {
    const child = runScript("test/inspect/replay-child.ts", []);
    const { place, pid } = JSON.parse(await child.firstLine());
    expect([existsSync(place), isAlive(pid)]).toEqual([true, true]);

    child.child.kill("SIGKILL");
    await child.ended;
    await waitUntilGone(pid);
    for (let i = 0; i < 100 && existsSync(place); i++) await sleep(50);
    expect(existsSync(place)).toBe(false);
  });

  test("by a machine that went down: the next replay stops what runs and removes what lies there", async () => {
    const [abandoned, living] = [makeScratchPlace(), makeScratchPlace()];
    const left = await startEmbedded({ directory: `${abandoned}/postgres`, say: () => undefined, durable: false });
    const nobody = { pid: 2 ** 30, began: "17", server: left.directory };
    writeFileSync(`${abandoned}/owner.json`, JSON.stringify(nobody));

    await sweepScratchPlaces();
    // Another test's replay may be sweeping too, and is then the one that removes it.
    for (let i = 0; i < 100 && existsSync(abandoned); i++) await sleep(50);

    expect([existsSync(abandoned), existsSync(living)]).toEqual([false, true]);
    expect(isAlive(left.pid)).toBe(false);
    await removeScratchPlace(living);
    expect(existsSync(living)).toBe(false);
  });
});
