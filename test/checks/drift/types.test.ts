import { describe, expect, it } from "vitest";
import { describeKinds, drifted, driftOf } from "./pairs.ts";

describeKinds("types", [
  {
    kind: "enum",
    schema: "create type mood as enum ('sad', 'ok')",
    same: "create type mood as enum ('ok'); alter type mood add value 'sad' before 'ok'",
    differs: "create type mood as enum ('ok', 'sad')",
    drift: [drifted("enum", "mood", "'sad', 'ok'", "'ok', 'sad'")],
  },
  {
    kind: "domain",
    schema: "create domain age as int not null default 1",
    same: "create domain age as integer; alter domain age set not null; alter domain age set default 1",
    differs: "create domain age as bigint",
    drift: [drifted("domain", "age", "integer, not null, default 1", "bigint, nullable, no default")],
  },
  {
    kind: "check of a domain",
    schema: "create domain age as int constraint c check (value between 0 and 150 and value <> 7)",
    same: "create domain age as int constraint c check (value >= 0 and value <= 150 and value <> 7)",
    differs: "create domain age as int constraint c check (value between 0 and 99 and value <> 7)",
    drift: [
      drifted(
        "domain constraint",
        "age.c",
        "CHECK ((((VALUE >= 0) AND (VALUE <= 150)) AND (VALUE <> 7)))",
        "CHECK ((((VALUE >= 0) AND (VALUE <= 99)) AND (VALUE <> 7)))",
      ),
    ],
  },
  {
    kind: "composite type",
    schema: "create type point as (x int, y int)",
    same: "create type point as (x integer); alter type point add attribute y int4",
    differs: "create type point as (y int, x int)",
    drift: [drifted("composite type", "point", "x integer, y integer", "y integer, x integer")],
  },
  {
    kind: "range type",
    schema: "create type span as range (subtype = float8, subtype_diff = float8mi)",
    same: "create type span as range (subtype_diff = pg_catalog.float8mi, subtype = double precision)",
    differs: "create type span as range (subtype = float8)",
    drift: [
      drifted(
        "range type",
        "span",
        "subtype difference float8mi(double precision,double precision)",
        "no subtype difference",
      ),
    ],
  },
  {
    kind: "collation",
    schema: "create collation german (provider = libc, locale = 'C')",
    same: "create collation german (locale = 'C')",
    differs: "create collation german (provider = libc, locale = 'POSIX')",
    drift: [drifted("collation", "german", "locale C", "locale POSIX")],
  },
  {
    kind: "operator",
    schema: "create operator === (leftarg = int, rightarg = int, function = int4eq, commutator = ===)",
    same: "create operator === (function = pg_catalog.int4eq, leftarg = int4, rightarg = int4, commutator = ===)",
    differs: "create operator === (leftarg = int, rightarg = int, function = int4eq, commutator = ===, hashes)",
    drift: [drifted("operator", "=== (integer, integer)", "not hashes", "hashes")],
  },
  {
    kind: "operator class",
    schema:
      "create operator class c for type int using btree as operator 1 <, operator 3 =, function 1 btint4cmp(int, int)",
    same: "create operator class c for type int4 using btree as function 1 btint4cmp(int, int), operator 3 =, operator 1 <",
    differs: "create operator class c for type int using btree as operator 1 <, function 1 btint4cmp(int, int)",
    drift: [
      drifted(
        "operator family",
        "c using btree",
        "operators 1 <(integer,integer), 3 =(integer,integer)",
        "operators 1 <(integer,integer)",
      ),
    ],
  },
  {
    kind: "text search configuration",
    schema: "create text search configuration c (copy = pg_catalog.simple)",
    same: "create text search configuration c (copy = simple); alter text search configuration c alter mapping for word with simple",
    differs:
      "create text search configuration c (copy = pg_catalog.simple); alter text search configuration c drop mapping for word",
    drift: [
      drifted(
        "text search configuration",
        "c",
        "mappings 1 simple, 2 simple, 3 simple, 4 simple, 5 simple, 6 simple, 7 simple, 8 simple, 9 simple, 10 simple, 11 simple, 15 simple, 16 simple, 17 simple, 18 simple, 19 simple, 20 simple, 21 simple, 22 simple",
        "mappings 1 simple, 3 simple, 4 simple, 5 simple, 6 simple, 7 simple, 8 simple, 9 simple, 10 simple, 11 simple, 15 simple, 16 simple, 17 simple, 18 simple, 19 simple, 20 simple, 21 simple, 22 simple",
      ),
    ],
  },
  {
    kind: "text search dictionary",
    schema: "create text search dictionary d (template = simple, accept = false)",
    same: "create text search dictionary d (accept = false, template = pg_catalog.simple)",
    differs: "create text search dictionary d (template = simple)",
    drift: [drifted("text search dictionary", "d", "pg_catalog.simple accept = 'false'", "pg_catalog.simple")],
  },
  {
    kind: "statistics object",
    given: "create table t (a int, b int)",
    schema: "create statistics s (ndistinct, dependencies) on a, b from t",
    same: "create statistics s (dependencies, ndistinct) on a, b from t",
    differs: "create statistics s (ndistinct) on a, b from t",
    drift: [
      drifted(
        "statistics",
        "s",
        "CREATE STATISTICS here.s (ndistinct, dependencies) ON a, b FROM here.t",
        "CREATE STATISTICS here.s (ndistinct) ON a, b FROM here.t",
      ),
    ],
  },
  {
    kind: "comment",
    given: "create table t (id int)",
    schema: "comment on table t is 'orders'; comment on column t.id is 'key'",
    same: "comment on table t is 'other'; comment on table t is 'orders'; comment on column t.id is 'key'",
    differs: "comment on table t is 'customers'",
    drift: [drifted("comment", "t", "orders", "customers"), drifted("comment", "t.id", "key", null)],
  },
]);

describe("objects outside any schema", () => {
  it("extensions, casts, publications, event triggers and settings are compared; what an extension brought is not", async () => {
    const from = `create extension citext; create type a as (x int); create cast (a as text) with inout;
      create table t (id int primary key); create publication p for table t where (id > 0);
      create function e() returns event_trigger language plpgsql as 'begin end';
      create event trigger g on ddl_command_start execute function e();
      do $$ begin execute format('alter database %I set work_mem = ''8MB''', current_database()); end $$`;
    const to = `create type a as (x int); create cast (a as text) with inout as assignment;
      create table t (id int primary key); create publication p for table t;
      create function e() returns event_trigger language plpgsql as 'begin end';
      create event trigger g on ddl_command_end execute function e()`;

    const drift = await driftOf(from, to);

    expect(drift).toStrictEqual([
      drifted("cast", "(public.a as text)", "no context", "context assignment", null),
      drifted("database settings", "all roles", "settings work_mem=8MB", null, null),
      drifted("extension", "citext", "version 1.8, in schema public", null, null),
      drifted("event trigger", "g", "event ddl_command_start", "event ddl_command_end", null),
      drifted("publication", "p", "tables public.t where (id > 0)", "tables public.t", null),
    ]);
    expect(await driftOf(from, from)).toStrictEqual([]);
  });

  it("options of foreign servers are compared in any order, and credentials never leave the database", async () => {
    const wrapper = "create foreign data wrapper w;";
    const server = (options: string) => `${wrapper} create server s foreign data wrapper w options (${options});`;
    const mapping = "create user mapping for public server s options (user 'u', password 'hunter2');";

    const equal = await driftOf(server("host 'a', port '1'") + mapping, server("port '1', host 'a'") + mapping);
    const different = await driftOf(server("host 'a', password 'hunter2'") + mapping, server("host 'b'"));

    expect(equal).toStrictEqual([]);
    expect(different).toStrictEqual([
      drifted(
        "foreign server",
        "s",
        "options host=a, password=(hidden), user mappings public (password, user)",
        "options host=b, no user mappings",
        null,
      ),
    ]);
  });
});
