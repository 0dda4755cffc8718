import type { Pool } from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createPool } from "../../server/lib/database.ts";
import { migrate } from "../../server/store/migrate.ts";
import { createDatabase, type TestDatabase } from "../lib/postgres.ts";

let database: TestDatabase;
let pool: Pool;

beforeAll(async () => {
  database = await createDatabase("migrate");
  pool = createPool(database.url, () => undefined);
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});

test("everything is applied once, in order of the numbers", async () => {
  const applied = await migrate(pool);
  expect(applied[0]).toBe("001-entries.sql");
  expect(applied).toEqual([...applied].sort());
  expect(await migrate(pool)).toEqual([]);
});

test("one that came in behind an applied one is applied too", async () => {
  await pool.query("delete from plumbline.migration where version = 6");
  await pool.query("drop table plumbline.endpoint_enabled");
  expect(await migrate(pool)).toEqual(["006-webhooks.sql"]);
  expect((await pool.query("select to_regclass('plumbline.endpoint_enabled') is not null as made")).rows).toEqual([
    { made: true },
  ]);
});

test("a database of a newer Plumbline is refused with what to do", async () => {
  await pool.query("insert into plumbline.migration (version, name) values (900, 'later')");
  await expect(migrate(pool)).rejects.toThrow(/version 900 .* Update Plumbline/);
});
