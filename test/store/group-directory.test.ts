import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { expire } from "../../server/store/expire.ts";
import { greatest } from "../../server/store/greatest.ts";
import { ingestBatch } from "../../server/store/ingest.ts";
import { retentionSchema } from "../../shared/retention-config.ts";
import { DAY, MINUTE } from "../../shared/time.ts";
import { batchOf, NOON } from "./builders.ts";
import { groupLists } from "./group-lists.ts";
import { createStore, type TestStore } from "./store.ts";

const id = (letter: string) => letter.repeat(16);
let made = 0;

describe("the directory of groups", () => {
  let store: TestStore;
  beforeEach(async () => {
    store = await createStore();
  });
  afterEach(() => store.close());

  const keep = (letter: string, at: number) => {
    made += 1;
    return ingestBatch(store.pool, batchOf([{ key: `${letter}${made}`, at, group: id(letter) }]));
  };
  /** Letters of the groups that are shown, each with the minutes from noon on at which it was seen first and last. */
  const seen = async () => {
    const { shown } = await groupLists(store, NOON);
    const minutes = (at: number) => (at - NOON) / MINUTE;
    return shown.groups
      .map(({ id: own, firstSeen, lastSeen }) => [own[0], minutes(firstSeen), minutes(lastSeen)])
      .sort();
  };

  test("follows what is written now, long ago, and in the future", async () => {
    const now = Date.now();
    await keep("a", NOON);
    expect(await seen()).toEqual([["a", 0, 0]]);
    await keep("b", now);
    await keep("a", NOON + 5 * MINUTE);
    expect(await seen()).toEqual([
      ["a", 0, 5],
      ["b", (now - NOON) / MINUTE, (now - NOON) / MINUTE],
    ]);
    await keep("a", NOON - 5 * MINUTE);
    await keep("b", now + 2 * DAY);
    await keep("c", now - MINUTE);
    expect((await seen()).map(([letter, first]) => [letter, first])).toEqual([
      ["a", -5],
      ["b", (now - NOON) / MINUTE],
      ["c", (now - MINUTE - NOON) / MINUTE],
    ]);
  });

  test("shows what a transaction wrote that ended long after it began, however often it was asked meanwhile", async () => {
    await keep("a", NOON);
    const holding = await store.pool.connect();
    await holding.query("begin");
    await holding.query("select from plumbline.error_group for update");
    const writing = keep("a", NOON + MINUTE);
    await expect.poll(async () => (await waiting(store)).length).toBe(1);
    for (let i = 0; i < 3; i += 1) {
      await keep("b", Date.now());
      expect((await seen())[0]).toEqual(["a", 0, 0]);
    }
    await holding.query("commit");
    holding.release();
    await writing;
    expect((await seen())[0]).toEqual(["a", 0, 1]);
  });

  test("reads all anew once for what was deleted, though a transaction that began before stays open", async () => {
    await keep("a", NOON);
    const { stored: before } = await store.directory.read();
    const open = await store.pool.connect();
    await open.query("begin");
    await open.query("select pg_current_xact_id()");
    await store.pool.query("insert into plumbline.late_change default values");
    const first = (await store.directory.read()).stored;
    await keep("b", Date.now());
    const next = await store.directory.read();
    expect([first === before, next.stored === first, next.groups.length]).toEqual([false, true, 2]);
    await open.query("rollback");
    open.release();
  });

  test("is whole while it is asked many times at once and replicas write", async () => {
    const writes = Array.from({ length: 24 }, (_, i) => keep("abcdef"[i % 6] ?? "a", NOON + i * MINUTE));
    await Promise.all([...writes, ...Array.from({ length: 40 }, () => store.directory.read())]);
    expect((await seen()).map(([letter, first, last]) => [letter, first, last])).toEqual(
      [..."abcdef"].map((letter, i) => [letter, i, i + 18]),
    );
  });

  test("forgets what expired, and reads on after a fault", async () => {
    await keep("a", NOON - 90 * DAY);
    await keep("b", NOON);
    expect((await seen()).length).toBe(2);
    await expire(store.pool, NOON, retentionSchema.parse({}));
    expect((await seen()).map(([letter]) => letter)).toEqual(["b"]);
    await store.pool.query("alter table plumbline.group_mute rename to away");
    await expect(store.directory.read()).rejects.toThrow("group_mute");
    await store.pool.query("alter table plumbline.away rename to group_mute");
    expect((await seen()).map(([letter]) => letter)).toEqual(["b"]);
  });
});

async function waiting({ pool }: TestStore): Promise<unknown[]> {
  const { rows } = await pool.query(
    "select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
  );
  return rows;
}

test("the greatest are those that sorting all puts first, ties in order of their ids", () => {
  const items = Array.from({ length: 500 }, (_, i) => ({
    id: String((i * 7919) % 500).padStart(3, "0"),
    key: (i * 31) % 9,
  }));
  const sorted = items.toSorted((a, b) => b.key - a.key || (a.id < b.id ? -1 : 1));
  const order = { keys: items.map(({ key }) => key), idOf: ({ id }: { id: string }) => id };
  for (const limit of [1, 5, 55, 56, 57, 499, 500, 900]) {
    expect(greatest(items, { ...order, limit })).toEqual(sorted.slice(0, limit));
    expect(greatest(items, { ...order, limit, skip: 57 })).toEqual(sorted.slice(57, 57 + limit));
  }
  expect(greatest([], { ...order, limit: 5 })).toEqual([]);
});
