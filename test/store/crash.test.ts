import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import { loadAggregate } from "../../server/store/load-aggregate.ts";
import { readCoverage } from "../../server/store/sources.ts";
import { DAY } from "../../shared/time.ts";
import { runScript } from "../lib/processes.ts";
import { NOON } from "./builders.ts";
import { createStore, type TestStore } from "./store.ts";

const WINDOW = { from: NOON - DAY, to: NOON + DAY };

let store: TestStore;
beforeEach(async () => {
  store = await createStore();
});
afterEach(() => store.close());

/** A killed client's last statement runs on in the server; waits until none does. */
async function waitForQuiet(): Promise<void> {
  for (;;) {
    const { rows } = await store.pool.query<{ busy: number }>(
      `select count(*)::integer as busy
       from pg_stat_activity
       where datname = current_database() and pid <> pg_backend_pid() and state <> 'idle'`,
    );
    if (rows[0]?.busy === 0) return;
    await sleep(20);
  }
}

/** Groups, traffic, keys and coverage all tell the same number. */
async function countEverywhere(): Promise<number[]> {
  const { groups, traffic } = await loadAggregate(store.pool, WINDOW);
  const { rows } = await store.pool.query<{ keys: number }>(
    "select count(*)::integer as keys from plumbline.entry_key",
  );
  const sum = (counts: number[]) => counts.reduce((total, count) => total + count, 0);
  return [
    rows[0]?.keys ?? 0,
    sum(groups.map(({ count }) => count)),
    sum(groups.map(({ arrivals }) => arrivals.length)),
    sum(groups.flatMap(({ revisions }) => revisions.map(({ count }) => count))),
    sum(traffic.flatMap(({ perMinute }) => perMinute.map(([, ok]) => ok))),
    sum((await readCoverage(store.pool)).map(({ coverage }) => coverage.accepted)),
  ];
}

test("two replicas killed at any moment leave counts that agree, and their successors make them whole", async () => {
  const seen: number[] = [];
  for (const delayMs of [30, 120, 300]) {
    const replicas = ["0", "2"].map((seed) => runScript("test/store/ingest-child.ts", [store.url, seed]));
    await Promise.all(replicas.map((replica) => replica.firstLine()));
    await sleep(delayMs);
    for (const replica of replicas) replica.child.kill("SIGKILL");
    await Promise.all(replicas.map((replica) => replica.ended));
    await waitForQuiet();

    const counts = await countEverywhere();

    expect(new Set(counts).size, `all of ${counts} are the same`).toBe(1);
    seen.push(counts[0] ?? 0);
  }
  const successors = ["0", "2"].map((seed) => runScript("test/store/ingest-child.ts", [store.url, seed]));
  const codes = await Promise.all(successors.map(({ ended }) => ended));

  expect(codes, successors.map(({ stderr }) => stderr()).join()).toStrictEqual([0, 0]);
  expect(await countEverywhere()).toStrictEqual([4000, 4000, 4000, 4000, 4000, 4000]);
  expect(seen.toSorted((a, b) => a - b)).toStrictEqual(seen);
});
