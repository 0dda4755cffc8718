import type pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { queryShape } from "../../server/inspect/database/query-shape.ts";
import type { Check, CheckKind } from "../../shared/check.ts";
import { createDatabase, runOn, type TestDatabase } from "../lib/postgres.ts";
import { as, check, gist, roleName, session } from "./ask.ts";

let database: TestDatabase;
const app = roleName();
const limited = roleName("limited");
const expired = roleName("expired");
const nologin = roleName("nologin");
const open: pg.Client[] = [];

beforeAll(async () => {
  database = await createDatabase("live");
  await runOn(
    database.url,
    `create role ${app} login password 'pw';
     create role ${limited} login password 'pw' connection limit 1;
     create role ${expired} login password 'pw' valid until '2020-01-01';
     create role ${nologin} password 'pw';
     create table users (id text primary key, is_active boolean, disabled_at timestamptz);
     insert into users values ('system', true, null), ('old', false, null), ('gone', true, now());
     create table plain (id int primary key);
     insert into plain values (1);
     create table guarded (id int primary key);
     insert into guarded values (1);
     alter table guarded enable row level security;
     create table closed (id int);
     grant select on guarded to ${app};
     create table accounts (id int primary key, secret text);
     insert into accounts values (1, 'a'), (2, 'b');`,
  );
});

afterAll(async () => {
  await Promise.all(open.map((client) => client.end().catch(() => undefined)));
  await database.drop();
  await runOn(new URL("/postgres", database.url).href, `drop role ${app}, ${limited}, ${expired}, ${nologin}`);
});

/** The check once it is confirmed: sessions need a moment to be seen in a state. */
async function confirmed(kind: CheckKind, target: string, params: Record<string, string> = {}): Promise<Check> {
  let seen = await check(database.url, kind, target, params);
  const look = async () => {
    seen = await check(database.url, kind, target, params);
    return seen.outcome;
  };
  await expect.poll(look).toBe("confirmed");
  return seen;
}

async function opened(name: string, url = database.url): Promise<pg.Client> {
  const client = await session(url, name);
  open.push(client);
  return client;
}

describe("row", () => {
  const cases: [target: string, params: Record<string, string>, gist: string][] = [
    [
      "id=system",
      { table: "users", where: '{"id":"system"}' },
      "refuted: The row id=system is in table users of staging and is enabled.",
    ],
    [
      "id=system",
      { table: "users", "where.id": "system" },
      "refuted: The row id=system is in table users of staging and is enabled.",
    ],
    [
      "id=old",
      { table: "users", id: "old" },
      "confirmed: The row id=old is in table users of staging, but switched off: is_active = false, disabled_at = false.",
    ],
    [
      "id=gone",
      { table: "users", id: "gone" },
      "confirmed: The row id=gone is in table users of staging, but switched off: is_active = true, disabled_at = true.",
    ],
    ["id=nobody", { table: "users", id: "nobody" }, "confirmed: There is no row id=nobody in table users of staging."],
    [
      "id=' or ''='",
      { table: "users", id: "' or ''='" },
      "confirmed: There is no row id=' or ''=' in table users of staging.",
    ],
    ["id=1", { table: "plain", id: "1" }, "refuted: The row id=1 is in table plain of staging."],
    [
      "id=x",
      { table: "plain", id: "x" },
      'unknown: Not known whether row id=x is missing from table plain of staging or disabled: invalid input syntax for type integer: "x".',
    ],
    [
      "name=x",
      { table: "users", name: "x" },
      "unknown: Not known whether row name=x is missing from table users of staging or disabled: table users has no column name.",
    ],
    [
      "id=1",
      { table: 'users"; drop table users; --', id: "1" },
      `unknown: Not known whether row id=1 is missing from table users"; drop table users; -- of staging or disabled: table users"; drop table users; -- does not exist in database DB.`,
    ],
    [
      "id=1",
      { table: "users" },
      "unknown: Not known whether row id=1 is missing from table users of staging or disabled: the question about table users names no column to look by.",
    ],
  ];
  test.each(cases)("%s %o", async (target, params, expected) => {
    expect(gist(await check(database.url, "row", target, params)).replace(database.name, "DB")).toBe(expected);
  });

  test("row-level security may hide a row: unknown, not absent", async () => {
    const seen = await check(as(database.url, app, "pw"), "row", "id=1", { table: "guarded", id: "1" });
    expect(seen).toMatchObject({
      outcome: "unknown",
      reason: `row-level security on table guarded may hide the row from role "${app}"`,
    });
  });

  test("a table that the role may not read: unknown, not absent", async () => {
    const seen = await check(as(database.url, app, "pw"), "row", "id=1", { table: "closed", id: "1" });
    expect(seen).toMatchObject({ outcome: "unknown", reason: `role "${app}" may not read table closed` });
  });
});

describe("role and database", () => {
  test("a role that may log in", async () => {
    const seen = await check(database.url, "role", app);
    expect(gist(seen)).toBe(`refuted: Role ${app} exists in staging, may log in, and has no limit of its own.`);
    expect(seen.detail).toMatchObject({ exists: true, canLogin: true, expired: false, connectionLimit: null });
  });

  test("a role that is missing, may not log in, or has expired", async () => {
    expect((await check(database.url, "role", "no_such_role")).reason).toBe("the role does not exist");
    expect((await check(database.url, "role", nologin)).reason).toBe("it is NOLOGIN");
    expect((await check(database.url, "role", expired)).reason).toBe("its password expired at 2020-01-01T00:00:00Z");
  });

  test("a role whose connections are all taken", async () => {
    await opened("one", as(database.url, limited, "pw"));
    const seen = await check(database.url, "role", limited, { role: limited });
    expect(gist(seen)).toBe(
      `confirmed: Role ${limited} of staging can't log in: all 1 connections that it may have are taken.`,
    );
  });

  test("a look that is itself refused by the role's limit confirms the lack of connections", async () => {
    const seen = await check(as(database.url, limited, "pw"), "connections", "connections");
    expect(gist(seen)).toBe(
      `confirmed: The server of staging has no connection slot left; it refused this look: too many connections for role "${limited}".`,
    );
  });

  test("a look as a NOLOGIN role proves that it can't log in", async () => {
    const seen = await check(as(database.url, nologin, "pw"), "role", nologin);
    expect(seen).toMatchObject({ outcome: "confirmed", reason: "it is NOLOGIN" });
  });

  test("databases by name", async () => {
    expect(gist(await check(database.url, "database", database.name))).toBe(
      `refuted: Database ${database.name} exists on the server of staging and takes connections.`,
    );
    expect(gist(await check(database.url, "database", "no_such_database"))).toBe(
      "confirmed: Database no_such_database does not exist on the server of staging.",
    );
  });
});

describe("sessions and connections", () => {
  test("idle sessions hold no transaction open", async () => {
    await opened("web");
    const seen = await check(database.url, "sessions", "web", { application: "web" });
    expect(gist(seen)).toBe(
      "refuted: None of the 1 session of staging holds a transaction open: 0 active, 1 idle, 0 idle in transaction for a moment.",
    );
  });

  test("three sessions idle in transaction are a leak, and their literals are masked", async () => {
    const leaks = [await opened("leaky"), await opened("leaky"), await opened("leaky")];
    for (const leak of leaks) {
      await leak.query("begin");
      await leak.query("select * from accounts where secret = 'hunter2' and id = 4711");
    }
    const seen = await confirmed("sessions", "leaky", { application: "leaky" });
    expect(seen.statement).toMatch(
      /^3 of 3 sessions of staging sit idle in transaction, up to \d+ s, the longest by leaky after "select \* from accounts where secret = \? and id = \?"\.$/,
    );
    expect(seen.detail).toMatchObject({ total: 3, idleInTransaction: 3, active: 0, idle: 0, hidden: 0 });
    await Promise.all(leaks.map((leak) => leak.query("rollback")));
  });

  test("states that the role may not see are unknown", async () => {
    await opened("hidden-from-app");
    const seen = await check(as(database.url, app, "pw"), "sessions", "s", { application: "hidden-from-app" });
    expect(seen).toMatchObject({
      outcome: "unknown",
      reason: "the role may not see the state of 1 of 1 session; grant pg_read_all_stats",
    });
  });

  test("connections are counted against all limits", async () => {
    await opened("counted");
    const seen = await check(database.url, "connections", "connections");
    expect(seen.outcome).toBe("refuted");
    expect(seen.detail.byApplication).toContainEqual({
      application: "counted",
      user: "plumbline",
      state: "idle",
      count: 1,
    });
    expect(seen.detail).toMatchObject({
      max: expect.any(Number),
      reserved: 3,
      roleLimit: null,
      databaseLimit: null,
      refusal: null,
    });
  });

  test("a role at its limit is named before the server", async () => {
    const seen = await check(database.url, "connections", "connections", { role: limited });
    expect(gist(seen)).toBe(
      `confirmed: 1 of the 1 connections of role ${limited} in staging are taken, most by ${seen.statement.split("most by ")[1]}`,
    );
    expect(seen.detail).toMatchObject({ role: limited, roleLimit: 1, roleConnections: 1 });
  });

  test("the postmaster's start against the onset", async () => {
    const asker = await opened("asker");
    const { rows } = await asker.query<{ at: Date }>("select pg_postmaster_start_time() as at");
    const at = rows[0]?.at.toISOString() ?? "";
    expect((await check(database.url, "restart", "restart", { at })).outcome).toBe("confirmed");
    expect((await check(database.url, "restart", "restart", { at: "2020-01-01T00:00:00Z" })).outcome).toBe("unknown");
    expect((await check(database.url, "restart", "restart", { at: "2099-01-01T00:00:00Z" })).outcome).toBe("refuted");
  });
});

describe("locks and deadlocks", () => {
  test("who waits and who blocks", async () => {
    expect((await check(database.url, "locks", "locks")).outcome).toBe("refuted");
    const [holder, waiter] = [await opened("holder"), await opened("waiter")];
    await holder.query("begin; update accounts set secret = 'x' where id = 1");
    const waiting = waiter.query("update accounts set secret = 'y' where id = 1").catch(() => undefined);
    const seen = await confirmed("locks", "locks");
    expect(seen.statement).toMatch(
      /^1 session of staging waits for a lock that is held by holder \(pid \d+, idle in transaction\): "begin; update accounts set secret = \? where id = \?"\.$/,
    );
    await holder.query("rollback");
    await waiting;
  });

  test("deadlocks are counted", async () => {
    expect((await check(database.url, "deadlocks", "deadlocks")).outcome).toBe("refuted");
    const [a, b] = [await opened("a"), await opened("b")];
    await a.query("begin; update accounts set secret = 'a' where id = 1");
    await b.query("begin; update accounts set secret = 'b' where id = 2");
    const both = [
      a.query("update accounts set secret = 'a' where id = 2"),
      b.query("update accounts set secret = 'b' where id = 1"),
    ];
    const results = await Promise.allSettled(both);
    expect(results.map(({ status }) => status).sort()).toStrictEqual(["fulfilled", "rejected"]);
    await Promise.all([a.query("rollback"), b.query("rollback")]);
    // Statistics reach the others when the session goes idle, after at most a second.
    await expect.poll(async () => (await check(database.url, "deadlocks", "deadlocks")).outcome).toBe("confirmed");
  });
});

test.each([
  ["select 'a''b', 12, 1.5e3, t1.c2 from \"T3\"", 'select ?, ?, ?, t1.c2 from "T3"'],
  ["select E'it\\'s' || 'x", "select ? || ?"],
  ["select $tag$ secret 'x' $tag$, $$y$$ -- password\n, 1", "select ?, ? , ?"],
  ["select /* key 12 */ $1, id from t where a=-4 and b in (1,2)", "select $1, id from t where a=? and b in (?,?)"],
])("literals of %s are masked", (query, shape) => {
  expect(queryShape(query)).toBe(shape);
});
