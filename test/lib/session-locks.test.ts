import { afterEach, beforeEach, expect, test } from "vitest";
import { createPool } from "../../server/lib/database.ts";
import { createSessionLocks } from "../../server/lib/session-locks.ts";
import { createDatabase, runOn, type TestDatabase } from "./postgres.ts";

let database: TestDatabase;
beforeEach(async () => {
  database = await createDatabase("locks");
});
afterEach(() => database.drop());

function replica() {
  const pool = createPool(database.url, () => undefined);
  const locks = createSessionLocks(pool);
  return { ...locks, end: () => Promise.all([locks.close(), pool.end()]) };
}

test("a lock has one holder, is free when it is given back, and costs no session of the pool", async () => {
  const [a, b] = [replica(), replica()];
  const names = ["one", "two", "three"];
  const held = await Promise.all(names.map((name) => a.tryLock(name)));
  expect(held.map((lock) => lock?.lost.aborted)).toStrictEqual([false, false, false]);
  expect(await Promise.all(names.map((name) => b.tryLock(name)))).toStrictEqual([undefined, undefined, undefined]);
  await held[1]?.release();
  expect(await b.tryLock("one")).toBeUndefined();
  expect(await b.tryLock("two")).toBeDefined();
  await a.end();
  await expect.poll(() => b.tryLock("one")).toBeDefined();
  await b.end();
});

test("whose session ends hears of it, and can lock again over a new one", async () => {
  const a = replica();
  const held = await a.tryLock("one");
  await runOn(
    database.url,
    "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and application_name = 'plumbline locks'",
  );
  await expect.poll(() => held?.lost.aborted).toBe(true);
  await held?.release();
  expect(await a.tryLock("one")).toBeDefined();
  await a.end();
});

test("a database that does not answer is said", async () => {
  const pool = createPool("postgres://nobody@127.0.0.1:1/none", () => undefined);
  const locks = createSessionLocks(pool);
  await expect(locks.tryLock("one")).rejects.toThrow("ECONNREFUSED");
  await locks.close();
});
