import pg from "pg";
import { expect, test } from "vitest";
import { newestMigration } from "../../server/store/migrate.ts";
import { createDatabase, createMigratedDatabase, runOn } from "./postgres.ts";

test("each database is new, on PostgreSQL 18, and gone after drop", async () => {
  const one = await createDatabase("one");
  const two = await createDatabase();
  await runOn(one.url, "create table only_here (id int)");

  const client = new pg.Client({ connectionString: two.url });
  await client.connect();
  const { rows } = await client.query(
    "select to_regclass('only_here') as found, current_setting('server_version_num')::int / 10000 as major",
  );
  await client.end();
  await one.drop();
  await two.drop();

  expect(rows).toStrictEqual([{ found: null, major: 18 }]);
  await expect(runOn(one.url, "select 1")).rejects.toThrow(`database "${one.name}" does not exist`);
});

test("a migrated one has Plumbline's newest schema and no rows, and is nobody else's", async () => {
  const [one, two] = [await createMigratedDatabase(), await createMigratedDatabase()];
  await runOn(one.url, "insert into plumbline.source (name) values ('only here')");

  const client = new pg.Client({ connectionString: two.url });
  await client.connect();
  const { rows } = await client.query(
    "select max(version) as version, (select count(*)::int from plumbline.source) as sources from plumbline.migration",
  );
  await client.end();
  await one.drop();
  await two.drop();

  expect(rows).toStrictEqual([{ version: newestMigration(), sources: 0 }]);
});
