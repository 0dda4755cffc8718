import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { exactCounts, exactTruth } from "../lib/exact-counts.ts";
import { underLoad } from "../lib/patience.ts";
import { createStore, type TestStore } from "../store/store.ts";
import { chanceOf, freshEntries, startPusher } from "./feed.ts";
import { startReplica } from "./replica.ts";
import { type Mishap, takeoverMs } from "./takeover.ts";

let store: TestStore;
beforeAll(async () => {
  store = await createStore();
});
afterAll(() => store.close());

/** Which session holds the analyzer's lock now. https://www.postgresql.org/docs/current/view-pg-locks.html */
async function analyzers(): Promise<number[]> {
  const { rows } = await store.pool.query<{ pid: number }>(
    `select pid
     from pg_locks, hashtextextended('plumbline:analysis', 0) as key
     where locktype = 'advisory' and granted and objsubid = 1
       and database = (select oid from pg_database where datname = current_database())
       and (classid::bigint << 32) | objid::bigint = key`,
  );
  return rows.map(({ pid }) => pid);
}

/** Notes who holds the lock, again and again until it is ended. */
async function watch(seen: number[][], signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    seen.push(await analyzers().catch(() => []));
    await sleep(20);
  }
}

test("two replicas under push load, one killed in the middle, end with exact counts and analyze one at a time", async () => {
  const chance = chanceOf(11);
  const replicas = await Promise.all([startReplica(store.url, {}), startReplica(store.url, {})]);
  const ports = replicas.map(({ port }) => port);
  const pusher = startPusher(() => ports[chance() < 0.5 ? 0 : 1] ?? 0, chance, 4);
  const entries = freshEntries("load", 12_000, chance);
  // Each entry twice, in bodies that are cut in other places, so that both replicas store the same ones at once.
  pusher.add(entries);
  pusher.add(entries.slice(50).concat(entries.slice(0, 50)));
  const seen: number[][] = [];
  const watching = new AbortController();
  const watched = watch(seen, watching.signal);

  await expect.poll(() => pusher.waiting()).toBeLessThan(120);
  replicas[0]?.server.child.kill("SIGKILL");
  await expect.poll(() => pusher.waiting()).toBe(0);
  // The one that is left goes on to analyze.
  await expect.poll(() => new Set(seen.flat()).size).toBeGreaterThan(1);
  await sleep(500);
  watching.abort();
  await watched;
  await pusher.stop();
  await Promise.all(replicas.map(({ stop }) => stop()));

  expect(await exactCounts(store.pool)).toStrictEqual(exactTruth(entries));
  expect(Math.max(...seen.map((pids) => pids.length))).toBe(1);
});

describe("another replica goes on within 10 s when the one that analyzes", () => {
  test.concurrent.each<Mishap>(["killed", "hangs", "cut off"])("is or does this: %s", async (mishap) => {
    const own = await createStore();
    const milliseconds = await takeoverMs(own.url, mishap);
    await own.close();
    expect(milliseconds).toBeLessThan(underLoad(10_000));
  });
});
