import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createDatabase, runOn, type TestDatabase } from "../lib/postgres.ts";
import { as, check, gist, roleName } from "./ask.ts";

let database: TestDatabase;
const app = roleName();
let asApp: string;

beforeAll(async () => {
  database = await createDatabase("objects");
  asApp = as(database.url, app, "secret-of-app");
  await runOn(
    database.url,
    `create role ${app} login password 'secret-of-app';
     create table orders (id int generated always as identity primary key, total numeric(10, 2) not null, note text default 'none');
     create table "Users" (id text primary key);
     create schema billing;
     create table billing.invoices (id int);
     create table "billing.notes" (id int);
     create schema closed;
     create table closed.secrets (id int);
     create table unreadable (id int);
     create view open_orders as select * from orders;
     create function greet(name text) returns text language sql as $$ select 'hi ' || name $$;
     create function billing.total(int) returns int language sql as $$ select $1 $$;
     create type mood as enum ('happy', 'sad');
     create table tiny (id smallint primary key, id2 int);
     create sequence tiny_id_seq as bigint start 32000 owned by tiny.id;
     select nextval('tiny_id_seq');
     create table behind (id serial primary key);
     insert into behind select generate_series(1, 40);
     create table unused (id serial primary key);
     create table parents (id int primary key);
     create table children (id int, parent int, email text);
     insert into children values (1, 7, 'a'), (2, 8, 'a');
     alter table children add constraint children_parent_fkey foreign key (parent) references parents (id) not valid;
     create unique index parents_one on parents ((id + 1));
     grant select on orders, open_orders to ${app};
     grant usage on schema billing to ${app};
     grant select on billing.invoices to ${app};`,
  );
  // Fails and leaves an invalid index behind.
  await runOn(database.url, "create unique index concurrently children_email on children (email)").catch(
    () => undefined,
  );
});

afterAll(async () => {
  await database.drop();
  await runOn(database.url.replace(/\/[^/]*$/, "/postgres"), `drop role if exists ${app}`);
});

describe("relation", () => {
  const cases: [asked: string, gist: string][] = [
    [
      "mcp_external_servers",
      "confirmed: Relation mcp_external_servers is absent from staging: no schema of database DB holds it.",
    ],
    ["orders", "refuted: Relation orders exists in staging: table in schema public, readable by role OWNER."],
    ["open_orders", "refuted: Relation open_orders exists in staging: view in schema public, readable by role OWNER."],
    [
      "invoices",
      "confirmed: Relation invoices exists in staging, but only in schema billing: the search_path of role OWNER is public.",
    ],
    [
      "billing.invoices",
      "refuted: Relation billing.invoices exists in staging: table in schema billing, readable by role OWNER.",
    ],
    [
      "billing.notes",
      "refuted: Relation billing.notes exists in staging: table in schema public, readable by role OWNER.",
    ],
    [
      "users",
      "confirmed: Relation users is absent from staging: no schema of database DB holds it. A near name: Users.",
    ],
    ["Users", "refuted: Relation Users exists in staging: table in schema public, readable by role OWNER."],
    [
      '"billing"."invoices"',
      'refuted: Relation "billing"."invoices" exists in staging: table in schema billing, readable by role OWNER.',
    ],
    [
      "order",
      "confirmed: Relation order is absent from staging: no schema of database DB holds it. A near name: orders.",
    ],
    [
      "invoice",
      "confirmed: Relation invoice is absent from staging: no schema of database DB holds it. A near name: billing.invoices.",
    ],
    [
      "x'; drop table orders; --",
      "confirmed: Relation x'; drop table orders; -- is absent from staging: no schema of database DB holds it.",
    ],
  ];
  test.each(cases)("%s as a superuser", async (asked, expected) => {
    const seen = await check(database.url, "relation", asked, { relation: asked });
    expect(
      gist(seen)
        .replaceAll(database.name, "DB")
        .replace(/role plumbline/g, "role OWNER"),
    ).toBe(expected);
  });

  test("a table in a schema without USAGE is hidden, not absent", async () => {
    const seen = await check(asApp, "relation", "closed.secrets");
    expect(gist(seen)).toBe(
      `confirmed: Relation closed.secrets is not missing from staging: schema closed holds it, but role ${app} has no USAGE on that schema, so that its queries do not find it.`,
    );
    expect(seen.detail).toMatchObject({ schemas: ["closed"], schemaUsage: false, canSelect: false, kind: "table" });
  });

  test("a schema of the search_path without USAGE hides its tables, which to_regclass would report as missing", async () => {
    const seen = await check(`${asApp}?options=-c%20search_path%3Dclosed,public`, "relation", "secrets");
    expect(seen.detail).toMatchObject({ schemas: ["closed"], schemaUsage: false, searchPath: ["closed", "public"] });
    expect(seen.statement).toContain("has no USAGE on that schema");
  });

  test("a table that the role may not read says so", async () => {
    expect(gist(await check(asApp, "relation", "unreadable"))).toBe(
      `confirmed: Relation unreadable exists in schema public of staging, but role ${app} may not read it.`,
    );
  });

  test("the detail holds what causes rely on", async () => {
    const seen = await check(asApp, "relation", "orders");
    expect(seen.detail).toStrictEqual({
      schemas: ["public"],
      inSearchPath: true,
      kind: "table",
      nearNames: [],
      searchPath: ["public"],
      schemaUsage: true,
      canSelect: true,
      currentDatabase: database.name,
      role: app,
    });
    expect(seen.how).toContain('-- $2 = ["orders"]');
    expect(seen.how).not.toContain("secret-of-app");
  });
});

describe("column", () => {
  const cases: [target: string, params: Record<string, string>, gist: string][] = [
    [
      "orders.total",
      { column: "total", relation: "orders" },
      "refuted: Column orders.total exists in staging: numeric(10,2) not null in public.orders.",
    ],
    [
      "orders.totel",
      { column: "totel", relation: "orders" },
      "confirmed: Column orders.totel is absent from staging: its relation exists without it. A near name: total.",
    ],
    ["orders.total", {}, "refuted: Column orders.total exists in staging: numeric(10,2) not null in public.orders."],
    [
      "locale",
      { column: "locale" },
      "confirmed: Column locale is absent from staging: no table has a column of this name.",
    ],
    [
      "note",
      { column: "note" },
      "unknown: Not known whether column note is missing from staging: the message names no table; a column of this name is in public.open_orders and public.orders.",
    ],
    [
      "o.note",
      { column: "note", relation: "o" },
      "unknown: Not known whether column o.note is missing from staging: no relation has the name given, which may be an alias; a column of this name is in public.open_orders and public.orders.",
    ],
    [
      "orders.total",
      { column: "total", relation: "orders", suspect: "not-null" },
      "confirmed: Column orders.total of staging is NOT NULL and has no default: an insert without it fails.",
    ],
    [
      "orders.id",
      { column: "id", relation: "orders", suspect: "not-null" },
      "refuted: Column orders.id of staging fills itself by a default.",
    ],
    [
      "orders.note",
      { column: "note", relation: "orders", suspect: "not-null" },
      "refuted: Column orders.note of staging accepts null.",
    ],
    [
      "orders.note",
      { column: "note", relation: "orders", suspect: "type", type: "integer" },
      "confirmed: Column orders.note of staging has type text, not integer.",
    ],
    [
      "orders.note",
      { column: "note", relation: "orders", suspect: "type", type: "text" },
      "refuted: Column orders.note of staging has type text, as expected.",
    ],
  ];
  test.each(cases)("%s %o", async (target, params, expected) => {
    expect(gist(await check(database.url, "column", target, params))).toBe(expected);
  });
});

describe("function, schema, extension, type", () => {
  const cases: [kind: Parameters<typeof check>[1], target: string, params: Record<string, string>, gist: string][] = [
    ["function", "greet(text)", {}, "refuted: Function greet(text) exists in staging, in schema public: (text)."],
    ["function", "greet(unknown)", {}, "refuted: Function greet(unknown) exists in staging, in schema public: (text)."],
    [
      "function",
      "greet(integer)",
      {},
      "confirmed: Function greet(integer) exists in staging only with other arguments: (text).",
    ],
    [
      "function",
      "total",
      {},
      "confirmed: Function total exists in staging, but only in schema billing, outside the search_path.",
    ],
    [
      "function",
      "uuid_generate_v4()",
      {},
      "confirmed: Function uuid_generate_v4() is absent from staging: no schema has a function of this name.",
    ],
    ["schema", "billing", {}, "refuted: Schema billing exists in staging, may be used, but is not in the search_path."],
    ["schema", "biling", {}, "confirmed: Schema biling is absent from staging. A near name: billing."],
    ["extension", "plpgsql", {}, "refuted: Extension plpgsql is installed in staging: version 1.0, schema pg_catalog."],
    [
      "extension",
      "no_such_thing",
      {},
      "confirmed: Extension no_such_thing is not installed in staging; the server does not offer it.",
    ],
    ["type", "mood", { value: "happy" }, "refuted: Type mood exists in staging (enum) and knows the value happy."],
    [
      "type",
      "mood",
      { value: "hapy" },
      "confirmed: Enum mood of staging has no value hapy; it has happy and sad. A near name: happy.",
    ],
    ["type", "color", {}, "confirmed: Type color is absent from staging."],
  ];
  test.each(cases)("%s %s %o", async (kind, target, params, expected) => {
    expect(gist(await check(database.url, kind, target, params))).toBe(expected);
  });

  test("a schema that the role may not use", async () => {
    expect(gist(await check(asApp, "schema", "closed"))).toBe(
      "confirmed: Schema closed exists in staging, but the role that looks has no USAGE on it.",
    );
  });
});

describe("sequence, index, constraint", () => {
  const cases: [kind: Parameters<typeof check>[1], target: string, params: Record<string, string>, gist: string][] = [
    [
      "sequence",
      "tiny_id_seq",
      {},
      "confirmed: Sequence public.tiny_id_seq of staging is near its end: 98 % of its 32767 values are used.",
    ],
    [
      "sequence",
      "behind",
      { table: "behind" },
      "confirmed: Sequence public.behind_id_seq of staging is at its start while public.behind.id already holds 40: the next ids exist already.",
    ],
    [
      "sequence",
      "orders",
      { table: "orders", column: "id" },
      "refuted: Sequence public.orders_id_seq of staging has room (0 % of its 2147483647 values are used) and is not behind its column.",
    ],
    [
      "sequence",
      "nothing",
      {},
      "unknown: Not known whether the sequence of nothing is spent or behind in staging: no sequence belongs to nothing.",
    ],
    [
      "index",
      "children_email",
      { index: "children_email" },
      "confirmed: Index public.children_email of staging is invalid.",
    ],
    ["index", "children", { table: "children" }, "confirmed: Index public.children_email of staging is invalid."],
    [
      "index",
      "orders_pkey",
      { index: "orders_pkey" },
      "refuted: Index orders_pkey of staging exists on public.orders and is valid.",
    ],
    ["index", "orders", { table: "orders" }, "refuted: No invalid index was found in staging."],
    [
      "index",
      "orders_note_idx",
      { index: "orders_note_idx" },
      "confirmed: Index orders_note_idx is absent from staging.",
    ],
    [
      "constraint",
      "children_parent_fkey",
      {},
      "confirmed: Constraint children_parent_fkey of staging is not validated: older rows may break it.",
    ],
    [
      "constraint",
      "orders_pkey",
      { table: "orders" },
      "refuted: Constraint orders_pkey of staging holds on public.orders: PRIMARY KEY (id).",
    ],
    [
      "constraint",
      "parents_one",
      {},
      "refuted: Constraint parents_one of staging holds on public.parents: CREATE UNIQUE INDEX parents_one ON public.parents USING btree (((id + 1))).",
    ],
    [
      "constraint",
      "orders_pk",
      { table: "orders" },
      "confirmed: Constraint orders_pk is absent from staging. A near name: orders_pkey.",
    ],
  ];
  test.each(cases)("%s %s %o", async (kind, target, params, expected) => {
    expect(gist(await check(database.url, kind, target, params))).toBe(expected);
  });

  test("a sequence that the role may not read is unknown", async () => {
    expect(gist(await check(asApp, "sequence", "behind", { table: "behind" }))).toBe(
      "unknown: Not known whether the sequence of behind is spent or behind in staging: the role may not read the sequence, or it was never used.",
    );
  });
});

describe("privilege", () => {
  const cases: [target: string, params: Record<string, string>, gist: string][] = [
    [
      "SELECT on orders",
      { relation: "orders", privilege: "SELECT" },
      "refuted: Role APP has SELECT on orders in staging.",
    ],
    [
      "INSERT on orders",
      { relation: "orders", privilege: "INSERT" },
      "confirmed: Role APP has no INSERT on orders in staging, which OWNER owns.",
    ],
    [
      "USAGE on closed",
      { schema: "closed", privilege: "USAGE" },
      "confirmed: Role APP has no USAGE on closed in staging, which OWNER owns.",
    ],
    ["EXECUTE on greet(text)", {}, "refuted: Role APP has EXECUTE on greet(text) in staging."],
    [
      "SELECT on nothing",
      {},
      "unknown: Not known whether the role lacks SELECT on nothing in staging: nothing does not exist.",
    ],
    [
      "SELECT on orders",
      { role: "nobody_at_all" },
      "unknown: Not known whether role nobody_at_all lacks SELECT on orders in staging: role nobody_at_all does not exist.",
    ],
    [
      "FLY on orders",
      {},
      'unknown: Not known whether the role lacks FLY on orders in staging: "FLY" is no privilege; expected SELECT, INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER, USAGE, CREATE, EXECUTE, CONNECT, TEMPORARY.',
    ],
  ];
  test.each(cases)("%s %o", async (target, params, expected) => {
    expect(
      gist(await check(asApp, "privilege", target, params))
        .replaceAll(app, "APP")
        .replace("plumbline owns", "OWNER owns"),
    ).toBe(expected);
  });
});
