import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runOn } from "../lib/postgres.ts";
import { check, gist } from "./ask.ts";
import { createObjects, type Objects } from "./objects.ts";

let objects: Objects;

beforeAll(async () => {
  objects = await createObjects();
});

afterAll(() => objects.drop());

describe("relation", () => {
  const cases: [asked: string, gist: string][] = [
    [
      "mcp_external_servers",
      "confirmed: Relation mcp_external_servers is absent from staging: no schema of database DB holds it.",
    ],
    ["orders", "refuted: Relation orders exists in staging: table in schema public, seen by superuser OWNER."],
    ["open_orders", "refuted: Relation open_orders exists in staging: view in schema public, seen by superuser OWNER."],
    [
      "invoices",
      "confirmed: Relation invoices exists in staging, but only in schema billing: the search_path of role OWNER is public.",
    ],
    [
      "billing.invoices",
      "refuted: Relation billing.invoices exists in staging: table in schema billing, seen by superuser OWNER.",
    ],
    [
      "billing.notes",
      "refuted: Relation billing.notes exists in staging: table in schema public, seen by superuser OWNER.",
    ],
    [
      "users",
      "confirmed: Relation users is absent from staging: no schema of database DB holds it. A near name: Users.",
    ],
    ["Users", "refuted: Relation Users exists in staging: table in schema public, seen by superuser OWNER."],
    [
      '"billing"."invoices"',
      'refuted: Relation "billing"."invoices" exists in staging: table in schema billing, seen by superuser OWNER.',
    ],
    [
      "nope.orders",
      "confirmed: Relation nope.orders is absent from staging: no schema of database DB holds it. A near name: orders.",
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
    const seen = await check(objects.database.url, "relation", asked, { relation: asked });
    expect(
      gist(seen)
        .replaceAll(objects.database.name, "DB")
        .replace(/role plumbline/g, "role OWNER")
        .replace(/superuser plumbline/, "superuser OWNER"),
    ).toBe(expected);
  });

  test("a table in a schema without USAGE is hidden, not absent", async () => {
    const seen = await check(objects.asApp, "relation", "closed.secrets");
    expect(gist(seen)).toBe(
      `confirmed: Relation closed.secrets is not missing from staging: schema closed holds it, but role ${objects.app} has no USAGE on that schema, so that its queries do not find it.`,
    );
    expect(seen.detail).toMatchObject({ schemas: ["closed"], schemaUsage: false, canSelect: false, kind: "table" });
  });

  test("a schema of the search_path without USAGE hides its tables, which to_regclass would report as missing", async () => {
    const seen = await check(`${objects.asApp}?options=-c%20search_path%3Dclosed,public`, "relation", "secrets");
    expect(seen.detail).toMatchObject({ schemas: ["closed"], schemaUsage: false, searchPath: ["closed", "public"] });
    expect(seen.statement).toContain("has no USAGE on that schema");
  });

  test("a table that the role may not read says so", async () => {
    expect(gist(await check(objects.asApp, "relation", "unreadable"))).toBe(
      `confirmed: Relation unreadable exists in schema public of staging, but role ${objects.app} may not read it.`,
    );
  });

  test("the search_path is the one that is set for the service's role, also where another role looks", async () => {
    const { app, database } = objects;
    const look = (asked: string) => check(database.url, "relation", asked, { relation: asked, role: app });
    const before = await look("invoices");
    await runOn(database.url, `alter role ${app} set search_path = billing, public`);
    const forRole = await look("invoices");
    await runOn(database.url, `alter role ${app} in database ${database.name} set search_path = "$user"`);
    const forBoth = await look("orders");
    await runOn(database.url, `alter role ${app} in database ${database.name} reset search_path`);
    await runOn(database.url, `alter role ${app} reset search_path`);

    expect(before.statement).toContain(`only in schema billing: the search_path of role ${app} is public`);
    expect([forRole.detail.searchPath, forRole.detail.inSearchPath]).toEqual([["billing", "public"], true]);
    expect(forBoth.statement).toContain(`only in schema public: the search_path of role ${app} is empty`);
  });

  test("the detail holds what causes rely on", async () => {
    const seen = await check(objects.asApp, "relation", "orders");
    expect(seen.detail).toStrictEqual({
      schemas: ["public"],
      inSearchPath: true,
      kind: "table",
      nearNames: [],
      searchPath: ["public"],
      schemaUsage: true,
      canSelect: true,
      currentDatabase: objects.database.name,
      role: objects.app,
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
    expect(gist(await check(objects.database.url, "column", target, params))).toBe(expected);
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
      gist(await check(objects.asApp, "privilege", target, params))
        .replaceAll(objects.app, "APP")
        .replace("plumbline owns", "OWNER owns"),
    ).toBe(expected);
  });
});
