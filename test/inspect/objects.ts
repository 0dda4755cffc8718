import { createDatabase, runOn, type TestDatabase } from "../lib/postgres.ts";
import { as, roleName } from "./ask.ts";

export type Objects = { database: TestDatabase; app: string; asApp: string; drop: () => Promise<void> };

/** A database with one of each: readable, hidden, near, invalid, spent; and a role `app` that may see some of it. */
export async function createObjects(): Promise<Objects> {
  const database = await createDatabase("objects");
  const role = roleName();
  await runOn(
    database.url,
    `create role ${role} login password 'secret-of-app';
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
     grant select on orders, open_orders to ${role};
     grant usage on schema billing to ${role};
     grant select on billing.invoices to ${role};`,
  );
  // Fails and leaves an invalid index behind.
  await runOn(database.url, "create unique index concurrently children_email on children (email)").catch(
    () => undefined,
  );
  const drop = async () => {
    await database.drop();
    await runOn(new URL("/postgres", database.url).href, `drop role ${role}`);
  };
  return { database, app: role, asApp: as(database.url, role, "secret-of-app"), drop };
}
