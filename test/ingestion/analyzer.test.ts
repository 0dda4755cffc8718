import { setTimeout as sleep } from "node:timers/promises";
import type { Pool } from "pg";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Ask } from "../../server/diagnose.ts";
import { ingest } from "../../server/ingest.ts";
import { createPool } from "../../server/lib/database.ts";
import { type Loop, startLoop } from "../../server/loop.ts";
import { loadDerived, loadStanding } from "../../server/store/read-held.ts";
import { configSchema } from "../../shared/config.ts";
import { SECOND } from "../../shared/time.ts";
import { request } from "../lib/entries.ts";
import { runOn } from "../lib/postgres.ts";
import { createStore, type TestStore } from "../store/store.ts";

const CONFIG = configSchema.parse({});

let store: TestStore;
const running: { loop: Loop; pool: Pool }[] = [];
beforeEach(async () => {
  store = await createStore();
});
afterEach(async () => {
  for (const { loop, pool } of running.splice(0)) {
    await loop.stop();
    await pool.end();
  }
  await store.close();
});

/** A replica's analyzer; `reacted` counts the changes that it stored. */
function analyzer(ask: Ask) {
  const pool = createPool(store.url, () => undefined);
  const log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
  const stored = { reacted: 0 };
  const react = () => {
    stored.reacted += 1;
    return { events: [], messages: [] };
  };
  const loop = startLoop({ pool, config: () => CONFIG, ask, react, now: Date.now, log });
  running.push({ loop, pool });
  return { loop, stored };
}

async function storeFailures(path: string): Promise<void> {
  const now = Date.now();
  const values = Array.from({ length: 30 }, (_, i) => ({
    line: i + 1,
    value: request({ at: now - i * SECOND, path, status: 500, insertId: `${path}${i}` }),
  }));
  await ingest(store.pool, CONFIG, { source: "test", values });
}

test("two replicas that are woken all the time analyze in turns, never at once", async () => {
  await storeFailures("/api/first");
  const turns = { now: 0, most: 0, first: 0, second: 0 };
  const slowly = (name: "first" | "second") => async () => {
    turns[name] += 1;
    turns.now += 1;
    turns.most = Math.max(turns.most, turns.now);
    await sleep(40);
    turns.now -= 1;
    return [];
  };
  const [a, b] = [analyzer(slowly("first")), analyzer(slowly("second"))];

  const wakeBoth = async () => {
    for (const { loop } of [a, b]) loop.wake();
    return Math.min(turns.first, turns.second);
  };
  await expect.poll(wakeBoth).toBeGreaterThan(6);

  // Each analysis asks twice, one after the other.
  expect(turns.most).toBe(1);
});

test("what one replica stored and did not analyze, the other one analyzes without being told", async () => {
  const { stored } = analyzer(async () => []);
  await sleep(1500);

  await storeFailures("/api/orphaned");

  await expect.poll(() => stored.reacted).toBe(1);
});

test("an analyzer that lost its lock in the middle writes nothing, and the one that has it now does", async () => {
  await storeFailures("/api/first");
  let goOn: () => void = () => undefined;
  const waiting = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  let isAsking = false;
  const lost = analyzer(async () => {
    isAsking = true;
    await waiting;
    return [];
  });
  await expect.poll(() => isAsking).toBe(true);
  const follower = analyzer(async () => []);
  await sleep(1500);
  expect(follower.stored.reacted).toBe(0);

  await runOn(
    store.url,
    "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and application_name = 'plumbline locks' and pid in (select pid from pg_locks where locktype = 'advisory')",
  );
  await expect.poll(() => follower.stored.reacted).toBe(1);
  goOn();
  await sleep(500);

  expect(lost.stored.reacted).toBe(0);
  const held = await loadStanding(store.pool, 0);
  const incidents = await loadDerived(
    store.pool,
    held.map(({ id }) => id),
  );
  expect(incidents.map(({ symptoms }) => symptoms.map(({ route }) => route))).toStrictEqual([["/api/first"]]);
});
