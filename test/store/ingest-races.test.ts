import { afterEach, beforeEach, expect, test } from "vitest";
import { keyHashOf } from "../../server/store/entry-keys.ts";
import { ingestBatch } from "../../server/store/ingest.ts";
import { loadAggregate } from "../../server/store/load-aggregate.ts";
import { dayOf } from "../../server/store/partitions.ts";
import { HOUR, SECOND } from "../../shared/time.ts";
import { batchOf, groupOf, NOON } from "./builders.ts";
import { createStore, type TestStore } from "./store.ts";

const GROUP = "a".repeat(16);
const BEFORE = [{ key: "before", at: NOON }];
const AFTER = [1, 2, 3].map((second) => ({ key: `e${second}`, at: NOON + second * SECOND }));

let store: TestStore;
beforeEach(async () => {
  store = await createStore();
  await ingestBatch(store.pool, batchOf(BEFORE));
});
afterEach(() => store.close());

/** Runs a statement, lets a batch run into it, and commits when the batch waits for it. */
async function storedWhile(statement: string, values: unknown[]) {
  const other = await store.pool.connect();
  try {
    await other.query("begin");
    await other.query(statement, values);
    const storing = ingestBatch(store.pool, batchOf(AFTER));
    await expect
      .poll(async () => {
        const { rows } = await store.pool.query(
          "select pid from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
        );
        return rows.length;
      })
      .toBe(1);
    await other.query("commit");
    return await storing;
  } finally {
    other.release();
  }
}

test("a group that is deleted while a batch of it is stored is stored anew, as a whole", async () => {
  const counts = await storedWhile(
    "with gone as (delete from plumbline.group_minute) delete from plumbline.error_group where id = $1::text",
    [GROUP],
  );

  expect(counts).toStrictEqual({ read: 3, accepted: 3, duplicates: 0, rejected: 0 });
  const { groups } = await loadAggregate(store.pool, { from: NOON - HOUR, to: NOON + HOUR });
  expect(groups).toStrictEqual([groupOf(GROUP, AFTER)]);
});

test("an entry that another replica writes at the same moment counts once", async () => {
  const [second] = [AFTER[1] ?? { key: "", at: 0 }];
  const counts = await storedWhile("insert into plumbline.entry_key (day, hash) values ($1::integer, $2::uuid)", [
    dayOf(second.at),
    keyHashOf(second.key, second.at),
  ]);

  expect(counts).toStrictEqual({ read: 3, accepted: 2, duplicates: 1, rejected: 0 });
});

test("the row of a group is changed in place, however often it fails", async () => {
  for (let turn = 0; turn < 40; turn++) {
    await ingestBatch(store.pool, batchOf([{ key: `turn ${turn}`, at: NOON + turn * SECOND }]));
  }
  await everySessionTells(store);
  await expect
    .poll(async () => {
      const { rows } = await store.pool.query(
        // A look at the whole database at the wrong moment, as autovacuum takes, keeps old versions for a while.
        `select n_tup_upd >= 40 as "isTold", n_tup_upd - n_tup_hot_upd < 5 as "isInPlace"
         from pg_stat_user_tables where relname = 'error_group'`,
      );
      return rows[0];
    })
    .toStrictEqual({ isTold: true, isInPlace: true });
});

/** Each session of the pool tells at once what it counted. */
async function everySessionTells({ pool }: TestStore): Promise<void> {
  const tell = () => pool.query("select pg_stat_force_next_flush(), pg_sleep(0.1)");
  await Promise.all(Array.from({ length: pool.options.max ?? 10 }, tell));
}
