import { setTimeout as sleep } from "node:timers/promises";
import fc from "fast-check";
import type { Pool } from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createPool } from "../../server/lib/database.ts";
import { dropPartitions } from "../../server/store/drop-partitions.ts";
import { createStore, type TestStore } from "../store/store.ts";
import { breakingPool } from "./breaking-pool.ts";
import { COMMANDS, LOG, type Model, type Real } from "./store-model.ts";

/** `MODEL_RUNS=500 vitest run test/ingestion/store-model.test.ts` looks longer. */
const RUNS = Number(process.env.MODEL_RUNS ?? 15);

let store: TestStore;
let second: Pool;
beforeAll(async () => {
  store = await createStore();
  second = createPool(store.url, () => undefined);
});
afterAll(async () => {
  await second.end();
  await store.close();
});

/** Waits until no other session is at work: what a lost session had begun may still be committed. */
async function quiet(pool: Pool): Promise<void> {
  for (;;) {
    const { rows } = await pool.query<{ busy: number }>(
      `select count(*)::integer as busy
       from pg_stat_activity
       where datname = current_database() and pid <> pg_backend_pid()
         and (state <> 'idle' or backend_start > now() - interval '5 ms')`,
    );
    if (rows[0]?.busy === 0) return;
    await sleep(5);
  }
}

async function empty(pool: Pool): Promise<void> {
  await dropPartitions(pool, { keysBefore: 1_000_000, minutesBefore: 1_000_000 });
  await pool.query("delete from plumbline.day_partition");
  await pool.query(
    "truncate plumbline.error_group, plumbline.group_facet, plumbline.route, plumbline.revision, plumbline.source cascade",
  );
}

test("whatever is sent, repeated, reordered, lost in the middle, replayed and forgotten, the store counts as a set does", async () => {
  await fc.assert(
    fc.asyncProperty(fc.commands(COMMANDS, { maxCommands: 25, size: "max" }), async (commands) => {
      await empty(second);
      const model: Model = {
        stored: new Set(),
        accepted: 0,
        rejected: 0,
        read: 0,
        forgotten: new Set(),
        cursor: 0,
      };
      const real: Real = {
        first: store.pool,
        second,
        breaking: (at, isSent) => breakingPool(store.pool, at, isSent),
        quiet: () => quiet(second),
      };
      await fc.asyncModelRun(() => ({ model, real }), commands);
    }),
    { numRuns: RUNS, endOnFailure: true },
  );
});

test("the log of the model holds copies, entries of several days, and errors as well as requests", () => {
  expect(new Set(LOG).size).toBe(60);
  expect(LOG.length).toBeGreaterThan(60);
});
