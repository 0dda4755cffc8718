import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { createDatabase, runOn, type TestDatabase } from "../../lib/postgres.ts";
import { driftBetween, drifted } from "./pairs.ts";

/** Debian's packages put other versions of the server here. */
const OTHER_VERSION = "/usr/lib/postgresql/15/bin/initdb";
const CLUSTER_LIBRARY = fileURLToPath(new URL("../../../../shared/schema/lib.mjs", import.meta.url));
const isThere = existsSync(OTHER_VERSION) && existsSync(CLUSTER_LIBRARY);
if (!isThere)
  process.stdout.write(`skipped: comparison across versions needs ${OTHER_VERSION} and ${CLUSTER_LIBRARY}\n`);

/** Everything that the two versions print, name or grant in their own way. */
const SCHEMA = `
  create extension citext;
  create type state as enum ('open', 'paid');
  create domain amount as numeric(10, 2) not null check (value between 0 and 1000 and value <> 13);
  create collation german (provider = icu, locale = 'de-u-co-phonebk');
  create table orders (id bigint generated always as identity primary key, state state default 'open',
    note varchar(20) check (note in ('x', 'y')), total amount, name text collate german, at timestamptz default now(),
    day date generated always as ((at at time zone 'utc')::date) stored, tags text[] default '{}', wait interval default '1 day 02:00');
  create index orders_open on orders (lower(name)) where state = 'open' and note in ('x', 'y');
  create view plain as select * from orders;
  create view counted as select o.note, count(*) over (partition by o.state order by o.at) from orders o;
  create view nested as with recent as (select id, note from orders where note = 'x') select recent.id from recent
    where exists (select 1 from orders o where o.id = recent.id);
  create view both_of as select a.id, b.note from orders a join orders b using (id) union all select id, note from orders;
  create view numbers as select n from generate_series(1, 3) n;
  create view sampled as select o.id from only orders o tablesample system (10);
  create materialized view totals as select note, sum(total) from orders group by note having sum(total) > 1;
  create table events (id bigint generated always as identity, at date, k text, primary key (id, at)) partition by range (at);
  create table events_2024 partition of events for values from ('2024-01-01') to ('2025-01-01');
  create table notes (event bigint, at date, foreign key (event, at) references events (id, at));
  create function twice(a int) returns int begin atomic select a * 2 from orders where orders.note = 'x'; end;
  create rule kept as on delete to orders do instead nothing;
  alter table orders enable row level security;
  create policy own on orders using (note in ('x', 'y') and exists (select 1 from notes where notes.event = orders.id));
  create publication p for table orders (id, note) where (id > 1);
  grant all on orders to public;
  alter default privileges grant all on tables to public`;

type Cluster = { url: (database: string) => string; stop: () => Promise<void> };
let older: Cluster;
let newer: TestDatabase;

describe.skipIf(!isThere)("PostgreSQL 15 against 18", () => {
  beforeAll(async () => {
    const { startCluster } = await import(CLUSTER_LIBRARY);
    older = await startCluster();
    newer = await createDatabase("newer");
    await Promise.all([runOn(older.url("postgres"), SCHEMA), runOn(newer.url, SCHEMA)]);
  });

  afterAll(async () => {
    await older.stop();
    await newer.drop();
  });

  it("one schema is the same on both, whatever each version prints", async () => {
    expect(inject("postgresUrl")).not.toBe(older.url("postgres"));
    expect(await driftBetween(older.url("postgres"), newer.url)).toStrictEqual([]);
  });

  it("a real difference is still told", async () => {
    await runOn(
      newer.url,
      "create or replace view counted as select o.note, count(*) over (partition by o.note) from orders o",
    );

    expect(await driftBetween(older.url("postgres"), newer.url)).toStrictEqual([
      drifted(
        "view",
        "counted",
        "SELECT o.note, count(*) OVER (PARTITION BY o.state ORDER BY o.at) AS count FROM public.orders o",
        "SELECT note, count(*) OVER (PARTITION BY note) AS count FROM public.orders o",
        "public",
      ),
    ]);
  });
});
