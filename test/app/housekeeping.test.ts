import { afterEach, beforeEach, expect, test } from "vitest";
import { startHousekeeping } from "../../server/housekeeping.ts";
import { createPool, withAdvisoryLock } from "../../server/lib/database.ts";
import { readinessOf } from "../../server/readiness.ts";
import type { Expired } from "../../server/store/expire.ts";
import { ingestBatch } from "../../server/store/ingest.ts";
import { newestMigration } from "../../server/store/migrate.ts";
import { retentionSchema } from "../../shared/retention-config.ts";
import { DAY } from "../../shared/time.ts";
import { startCutProxy } from "../lib/cut-proxy.ts";
import { underLoad } from "../lib/patience.ts";
import { batchOf, NOON } from "../store/builders.ts";
import { createStore, type TestStore } from "../store/store.ts";

const log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

let store: TestStore;
beforeEach(async () => {
  store = await createStore();
});
afterEach(() => store.close());

function start(onExpired: (expired: Expired) => void) {
  const retention = retentionSchema.parse({});
  return startHousekeeping({
    pool: store.pool,
    log,
    now: () => NOON,
    retention,
    onExpired,
    firstAfterMs: 10,
    everyMs: 50,
  });
}

test("old data goes again and again, on one replica at a time", async () => {
  const seen: Expired[] = [];
  await ingestBatch(store.pool, batchOf([{ key: "old", at: NOON - 40 * DAY }]), NOON);
  const keepers = await withAdvisoryLock(store.pool, "housekeeping", async () => {
    const started = [start((expired) => seen.push(expired)), start((expired) => seen.push(expired))];
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(seen).toStrictEqual([]);
    return started;
  });
  await expect.poll(() => seen.length).toBeGreaterThan(3);
  if (keepers.ran) await Promise.all(keepers.value.map(({ stop }) => stop()));

  expect(seen.filter(({ partitions }) => partitions > 0)).toHaveLength(1);
  expect(seen.reduce((sum, { groups }) => sum + groups, 0)).toBe(1);
});

test("a replica is ready when its database answers, takes writes and has the schema that it needs", async () => {
  expect(await readinessOf(store.pool)).toStrictEqual({ status: "ready" });
});

test("a database that takes no writes, or whose schema is older, makes it unready, and the reasons are said", async () => {
  await store.pool.query(`delete from plumbline.migration where version = ${newestMigration()}`);
  const { rows } = await store.pool.query<{ version: number }>(
    "select max(version) as version from plumbline.migration",
  );
  const pool = createPool(`${store.url}?options=-c%20default_transaction_read_only%3Don`, () => undefined);
  const readiness = await readinessOf(pool);
  await pool.end();

  expect(readiness).toStrictEqual({
    status: "not ready",
    reasons: [
      "the database takes no writes: it is a standby, or set to read-only",
      `the database's schema has version ${rows[0]?.version}, and this Plumbline needs ${newestMigration()}`,
    ],
  });
});

test("a database that is gone makes it unready within seconds", async () => {
  const url = new URL(store.url);
  const proxy = await startCutProxy(Number(url.port));
  url.hostname = "127.0.0.1";
  url.port = String(proxy.port);
  const pool = createPool(url.href, () => undefined);
  proxy.cut();
  const startedAt = performance.now();
  const readiness = await readinessOf(pool);

  expect(performance.now() - startedAt).toBeLessThan(underLoad(4000));
  expect(readiness).toStrictEqual({
    status: "not ready",
    reasons: [expect.stringMatching(/^the database does not answer: ./)],
  });
  await pool.end();
});
