import { connect, createServer, type Server } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { inspect } from "../../server/inspect/index.ts";
import { openSnapshot } from "../../server/lib/target-database.ts";
import { underLoad } from "../lib/patience.ts";
import { createDatabase, runOn, type TestDatabase } from "../lib/postgres.ts";
import { as, ask, check, environments, NOW, question, session, staging } from "./ask.ts";

let database: TestDatabase;
/** Accepts connections and never says a word. */
let silent: Server;
let silentPort: number;

beforeAll(async () => {
  database = await createDatabase("reach");
  await runOn(database.url, "create table orders (id int)");
  silent = createServer(() => undefined);
  await new Promise<void>((done) => silent.listen(0, "127.0.0.1", done));
  const address = silent.address();
  silentPort = typeof address === "object" && address !== null ? address.port : 0;
});

afterAll(async () => {
  silent.close();
  await database.drop();
});

test("an environment without a database says what to add", async () => {
  const [seen] = await ask([question("relation", "orders")], { environments: environments([{ name: "staging" }]) });
  expect(seen).toMatchObject({
    outcome: "unknown",
    reason: 'no database is configured for environment "staging"; add environments[].database.url',
  });
});

test("an environment that nobody configured says which there are", async () => {
  const [seen] = await ask([question("relation", "orders")], { environments: environments([{ name: "production" }]) });
  expect(seen?.reason).toBe(
    'environment "staging" is not configured (configured are: production); add it under environments',
  );
});

test.each([
  ["nothing listens", "postgres://me:hush-hush@127.0.0.1:1/app", "nothing listens at 127.0.0.1:1 (connection refused)"],
  [
    "a name that does not resolve",
    "postgres://me:hush-hush@no-such-host.invalid/app",
    "the host name of no-such-host.invalid:5432 does not resolve (DNS)",
  ],
  ["an address that can't be read", "postgres://me:hush-hush@%zz/app", /could not be reached|does not resolve/],
])("%s is unknown within 5 s", async (_what, url, reason) => {
  const startedAt = performance.now();
  const seen = await check(url, "relation", "orders");
  expect(performance.now() - startedAt).toBeLessThan(underLoad(5000));
  expect(seen.outcome).toBe("unknown");
  if (typeof reason === "string") expect(seen.reason).toBe(reason);
  else expect(seen.reason).toMatch(reason);
  expect(JSON.stringify(seen)).not.toContain("hush-hush");
});

test("a server that accepts and stays silent is unknown within 5 s", async () => {
  const startedAt = performance.now();
  const seen = await check(`postgres://me:hush-hush@127.0.0.1:${silentPort}/app`, "relation", "orders");
  expect(performance.now() - startedAt).toBeLessThan(underLoad(5000));
  expect(seen).toMatchObject({
    outcome: "unknown",
    reason: `127.0.0.1:${silentPort} did not answer within 4 s (timeout)`,
  });
});

test("a wrong password is named, and that a missing role looks the same", async () => {
  const seen = await check(as(database.url, "plumbline", "hush-hush"), "relation", "orders");
  expect(seen).toMatchObject({
    outcome: "unknown",
    reason:
      'the server refused the password of user "plumbline"; PostgreSQL says the same where the role does not exist',
  });
  expect(JSON.stringify(seen)).not.toContain("hush-hush");
});

test("TLS with a server that has none is named", async () => {
  const seen = await check(`${database.url}?sslmode=verify-full`, "relation", "orders");
  expect(seen.reason).toMatch(/^TLS with .* failed: The server does not support SSL connections$/);
});

test("a missing database is a fact for the question about it, a reason for the others, and no bar to the server's", async () => {
  const url = new URL("/no_such_database", database.url).href;
  const seen = await ask(
    [question("database", "no_such_database"), question("relation", "orders"), question("role", "plumbline")],
    { environments: staging(url) },
  );
  expect(seen.map(({ outcome, reason }) => [outcome, reason])).toStrictEqual([
    ["confirmed", "the server has no database of this name"],
    ["unknown", 'database "no_such_database" does not exist on this server'],
    ["refuted", "pg_roles lets it log in"],
  ]);
});

test("writing is impossible in a snapshot, also after the transaction, and its name is plumbline", async () => {
  const opened = await openSnapshot(`${database.url}?application_name=other`, { budgetMs: 5000 });
  if (!opened.ok) throw new Error(opened.fault.reason);
  const { client, close } = opened.snapshot;
  const settings = await client.query(
    `select current_setting('transaction_read_only') as "readOnly", current_setting('default_transaction_read_only') as "always",
            current_setting('transaction_isolation') as "isolation", current_setting('statement_timeout') as "statement",
            current_setting('lock_timeout') as "lock", current_setting('idle_in_transaction_session_timeout') as "idle",
            current_setting('application_name') as "name"`,
  );
  expect(settings.rows[0]).toStrictEqual({
    readOnly: "on",
    always: "on",
    isolation: "repeatable read",
    statement: "5s",
    lock: "5s",
    idle: "30s",
    name: "plumbline",
  });
  await expect(client.query("insert into orders values (1)")).rejects.toThrow(/read-only transaction/);
  await client.query("rollback");
  await expect(client.query("create table sneaky (id int)")).rejects.toThrow(/read-only transaction/);
  await close();
});

test("fifty questions go over one connection, and one that fails spoils no other", async () => {
  const admin = await session(database.url, "observer");
  const before = await admin.query("select sessions from pg_stat_database where datname = current_database()");
  const questions = Array.from({ length: 50 }, (_, index) =>
    index === 10
      ? question("row", "broken", { table: "orders", id: "not a number" })
      : question("relation", index % 2 === 0 ? "orders" : `missing_${index}`),
  ).map((one, index) => ({ ...one, id: `${one.id}#${index}` }));
  const startedAt = performance.now();
  const seen = await ask(questions, { environments: staging(database.url) });
  expect(performance.now() - startedAt).toBeLessThan(underLoad(5000));
  expect(seen[10]?.reason).toBe('invalid input syntax for type integer: "not a number"');
  const others = seen.filter((_, index) => index !== 10);
  expect(others.every(({ outcome }) => outcome !== "unknown")).toBe(true);
  expect(others.filter(({ outcome }) => outcome === "refuted")).toHaveLength(24);
  await expect
    .poll(async () => {
      const after = await admin.query("select sessions from pg_stat_database where datname = current_database()");
      return Number(after.rows[0].sessions) - Number(before.rows[0].sessions);
    })
    .toBe(1);
  await admin.end();
});

test("a query that is too slow ends at its budget, and the next question is answered", async () => {
  await runOn(
    database.url,
    `create view slow as select 1 as id, pg_sleep(20)::text as is_active;
     create view slower as select id, (select true from pg_sleep(20)) as active from slow`,
  );
  const seen = await ask([question("row", "id=1", { table: "slower", id: "1" }), question("relation", "orders")], {
    environments: staging(database.url),
    budgetMs: 700,
  });
  expect(seen.map(({ outcome, reason }) => [outcome, reason])).toStrictEqual([
    ["unknown", "the query did not finish within 0.7 s (statement timeout)"],
    ["refuted", "the relation is found through the search_path and may be read"],
  ]);
});

test("one question asked twice is answered once for both, in the order asked", async () => {
  const one = question("relation", "orders");
  const observations = await inspect([one, question("relation", "x"), one], {
    environments: staging(database.url),
    now: () => NOW,
  });
  expect(observations.map(({ questionId }) => questionId)).toStrictEqual([one.id, "relation:staging:x", one.id]);
  expect(observations[0]).toBe(observations[2]);
});

test("a pooler that refuses start-up options is met without them, read-only all the same", async () => {
  const target = new URL(database.url);
  const startups: string[] = [];
  const pooler = createServer((client) => {
    client.once("data", (startup) => {
      startups.push(startup.toString("latin1"));
      if (startup.includes("options\0")) return void client.end(refusal("unsupported startup parameter: options"));
      const upstream = connect(Number(target.port), target.hostname, () => upstream.write(startup));
      client.pipe(upstream).pipe(client);
      client.on("error", () => upstream.destroy());
      upstream.on("error", () => client.destroy());
    });
  });
  await new Promise<void>((done) => pooler.listen(0, "127.0.0.1", done));
  const address = pooler.address();
  const url = new URL(database.url);
  url.hostname = "127.0.0.1";
  url.port = String(typeof address === "object" && address !== null ? address.port : 0);

  const opened = await openSnapshot(url.href, { budgetMs: 5000 });

  if (!opened.ok) throw new Error(opened.fault.reason);
  await expect(opened.snapshot.client.query("insert into orders values (1)")).rejects.toThrow(/read-only transaction/);
  await opened.snapshot.close();
  pooler.close();
  expect(startups.map((startup) => startup.includes("options\0"))).toStrictEqual([true, false]);
});

test("a server that goes silent half-way ends the questions, not one by one", async () => {
  const target = new URL(database.url);
  const proxy = createServer((client) => {
    const upstream = connect(Number(target.port), target.hostname);
    upstream.pipe(client);
    client.on("data", (data) => {
      if (!data.includes("pg_extension")) upstream.write(data);
    });
    client.on("error", () => undefined).on("close", () => upstream.destroy());
    upstream.on("error", () => undefined);
  });
  await new Promise<void>((done) => proxy.listen(0, "127.0.0.1", done));
  const address = proxy.address();
  const url = new URL(database.url);
  url.hostname = "127.0.0.1";
  url.port = String(typeof address === "object" && address !== null ? address.port : 0);
  const asked = [
    question("relation", "orders"),
    question("extension", "x"),
    ...["a", "b", "c", "d"].map((name) => question("schema", name)),
  ];

  const startedAt = performance.now();
  const seen = await ask(asked, { environments: staging(url.href), budgetMs: 500 });

  expect(performance.now() - startedAt).toBeLessThan(underLoad(3500));
  expect(seen.map(({ reason }) => reason)).toStrictEqual([
    "the relation is found through the search_path and may be read",
    "the database did not answer within 0.5 s",
    ...Array.from({ length: 4 }, () => "the database stopped answering during an earlier question"),
  ]);
  proxy.close();
});

/** PgBouncer's way to say no: an ErrorResponse with SQLSTATE 08P01. */
function refusal(message: string): Buffer {
  const fields = Buffer.from(`SFATAL\0C08P01\0M${message}\0\0`);
  const head = Buffer.alloc(5);
  head.write("E");
  head.writeInt32BE(fields.length + 4, 1);
  return Buffer.concat([head, fields]);
}
