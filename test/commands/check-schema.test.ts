import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { checkSchema } from "../../server/commands/check-schema.ts";
import { createDatabase, runOn, type TestDatabase } from "../lib/postgres.ts";

let from: TestDatabase;
let to: TestDatabase;
let copy: TestDatabase;

beforeAll(async () => {
  [from, to, copy] = await Promise.all([createDatabase("from"), createDatabase("to"), createDatabase("copy")]);
  const schema = "create schema billing; create table billing.a (id int); create table orders (id int)";
  await Promise.all([
    runOn(from.url, schema),
    runOn(copy.url, schema),
    runOn(to.url, "create schema billing; create table orders (id bigint)"),
  ]);
});

afterAll(() => Promise.all([from, to, copy].map((database) => database.drop())));

async function check(...args: string[]) {
  const written = { stdout: "", stderr: "" };
  const stream = (name: "stdout" | "stderr") => ({ write: (text: string) => (written[name] += text) });
  const code = await checkSchema(args, { stdout: stream("stdout"), stderr: stream("stderr") });
  return { code, ...written };
}

const TABLE_A = {
  kind: "table",
  schema: "billing",
  object: "a",
  change: "missing",
  from: "table (id integer)",
  to: null,
};
const ORDERS_ID = {
  kind: "column",
  schema: "public",
  object: "orders.id",
  change: "different",
  from: "integer",
  to: "bigint",
};

describe("check schema", () => {
  it("prints one document of the drift and exits with 1", async () => {
    const { code, stdout, stderr } = await check("--from", from.url, "--to", to.url, "--format", "json");

    expect({ code, stderr, document: JSON.parse(stdout) }).toStrictEqual({
      code: 1,
      stderr: "",
      document: { drift: [TABLE_A, ORDERS_ID] },
    });
  });

  it("exits with 0 where the schemas are the same", async () => {
    expect(await check("--from", from.url, "--to", copy.url, "--format=json")).toStrictEqual({
      code: 0,
      stdout: '{\n  "drift": []\n}\n',
      stderr: "",
    });
  });

  it("tells a missing one from an extra one by the order of the two addresses", async () => {
    const { stdout } = await check("--from", to.url, "--to", from.url, "--format", "json", "--schema", "billing");

    expect(JSON.parse(stdout)).toStrictEqual({
      drift: [{ ...TABLE_A, change: "extra", from: null, to: "table (id integer)" }],
    });
  });

  it("leaves out what --ignore covers", async () => {
    const { code, stdout } = await check(
      ...["--from", from.url, "--to", to.url, "--format", "json"],
      ...["--ignore", "billing.*", "--ignore", "column:orders.id"],
    );

    expect({ code, document: JSON.parse(stdout) }).toStrictEqual({ code: 0, document: { drift: [] } });
  });

  it("exits with 2, not 0, where nothing differs in what could be read but a part could not be read", async () => {
    const reader = `check_schema_reader_${randomBytes(4).toString("hex")}`;
    const url = new URL(copy.url);
    [url.username, url.password] = [reader, "reader"];
    await runOn(
      copy.url,
      `create role ${reader} login password 'reader'; revoke select on pg_catalog.pg_policy from public`,
    );

    const result = await check("--from", from.url, "--to", url.href, "--format", "json");

    await runOn(copy.url, `grant select on pg_catalog.pg_policy to public; drop role ${reader}`);
    expect(result).toStrictEqual({
      code: 2,
      stdout: '{\n  "drift": []\n}\n',
      stderr:
        "plumbline check schema: some parts could not be read and are not compared: " +
        "policies of --to (permission denied for table pg_policy). Give the role SELECT on them, or use another role.\n",
    });
  });

  it("prints a list for people by default, without the addresses' passwords", async () => {
    const { stdout } = await check("--from", from.url, "--to", to.url);

    expect(stdout.split("\n")[0]).toBe("2 differences: 1 missing (in from, not in to), 1 different.");
    expect(stdout).not.toContain(new URL(from.url).password);
  });

  it.each([
    { args: [], line: "--from is missing: give the address of a database, postgres://user@host:5432/name." },
    {
      args: ["--from", "mysql://u:geheim@h/d", "--to", "x"],
      line: "--from is no database address and no directory: expected postgres://user:password@host:5432/name, or a directory of SQL migrations.",
    },
    {
      args: ["--from", "postgres://u:geheim@127.0.0.1:1/d", "--to", "postgres://u:geheim@127.0.0.1:1/d"],
      line: "--from: nothing listens at 127.0.0.1:1 (connection refused). Check the address and that the database can be reached from here.",
    },
    {
      args: ["--from", "postgres://h/d", "--to", "postgres://h/d", "--format", "xml"],
      line: '--format is "xml": expected json or text.',
    },
  ])("exits with 2 and a line that says what to do: $line", async ({ args, line }) => {
    expect(await check(...args)).toStrictEqual({ code: 2, stdout: "", stderr: `plumbline check schema: ${line}\n` });
  });
});
