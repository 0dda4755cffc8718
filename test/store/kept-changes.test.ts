import { afterAll, beforeAll, expect, test } from "vitest";
import { createAggregateReader } from "../../server/store/aggregate-reader.ts";
import { ingestBatch } from "../../server/store/ingest.ts";
import { loadAggregate } from "../../server/store/load-aggregate.ts";
import type { ChangeEvent } from "../../shared/events.ts";
import { DAY, HOUR, MINUTE } from "../../shared/time.ts";
import { batchOf, NOON, PLACE } from "./builders.ts";
import { createStore, type TestStore } from "./store.ts";

let store: TestStore;
beforeAll(async () => {
  store = await createStore();
});
afterAll(() => store.close());

function changeOf(name: string, at: number): ChangeEvent {
  const entry = { key: name, insertId: name, timestamp: new Date(at).toISOString(), logId: "activity", project: "p" };
  return {
    ...PLACE,
    project: "p",
    at,
    kind: "deploy",
    statement: `${name} was deployed, hostile \0 and \ud800.`,
    entry,
  };
}

const add = (...changes: ChangeEvent[]) =>
  ingestBatch(
    store.pool,
    batchOf(
      changes.map(({ entry, at }) => ({ key: entry.key, at })),
      { facts: () => ({ groups: [], traffic: [], changes, revisions: [] }) },
    ),
    NOON,
  );

test("changes that come late, leave the window or are deleted are told as by one who reads all; the others stay the same objects", async () => {
  const { pool } = store;
  const reader = createAggregateReader(pool);
  const look = async (to: number) => {
    const window = { from: to - DAY, to };
    const [{ changes }, whole] = [await reader.read(window), await loadAggregate(pool, window)];
    expect(changes).toStrictEqual(whole.changes);
    return changes;
  };
  const oldest = changeOf("oldest", NOON - DAY + MINUTE);
  const [first, last] = [changeOf("first", NOON - 2 * HOUR), changeOf("last", NOON)];
  await add(oldest, first, last);
  const before = await look(NOON);
  expect(before).toStrictEqual([oldest, first, last]);

  const [late, twin] = [changeOf("late", NOON - HOUR), changeOf("twin", NOON)];
  await add(late, twin);
  await pool.query("delete from plumbline.change_event where at = $1::double precision", [first.at]);
  const after = await look(NOON + HOUR);

  expect(after.map(({ entry }) => entry.key).toSorted()).toStrictEqual(["last", "late", "twin"]);
  expect(after[0]).toStrictEqual(late);
  expect(after.find(({ entry }) => entry.key === "last")).toBe(before[2]);
});
