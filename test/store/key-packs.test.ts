import { afterEach, beforeEach, expect, test } from "vitest";
import { keysOf } from "../../server/store/entry-keys.ts";
import { type BatchCounts, ingestKeyed } from "../../server/store/ingest.ts";
import { createStore, type TestStore } from "./store.ts";

const START = Date.UTC(2026, 2, 1, 23, 59, 0);

let store: TestStore;
beforeEach(async () => {
  store = await createStore();
});
afterEach(() => store.close());

test("what came in packs is known to rows, what came in rows to packs, and across midnight too", async () => {
  expect(await stored(numbers(0, 1500), true)).toMatchObject({ accepted: 1500, duplicates: 0 });
  expect(await stored(numbers(1400, 1700), false)).toMatchObject({ accepted: 200, duplicates: 100 });
  expect(await stored(numbers(0, 2000), true)).toMatchObject({ accepted: 300, duplicates: 1700 });
  expect(await stored(numbers(0, 2000), false)).toMatchObject({ accepted: 0, duplicates: 2000 });
  expect(await kept()).toStrictEqual({ packs: 3, rows: 200 });
});

test("copies within a batch count once", async () => {
  expect(await stored([...numbers(0, 1200), ...numbers(0, 1200)], true)).toMatchObject({
    accepted: 1200,
    duplicates: 1200,
  });
});

test("packs and rows that are written at once count every entry exactly once", async () => {
  const batches = Array.from({ length: 12 }, (_, index) =>
    stored(numbers(index * 500, index * 500 + 1500), index % 3 > 0),
  );
  const counts = await Promise.all(batches);
  expect(counts.reduce((sum, { accepted }) => sum + accepted, 0)).toBe(11 * 500 + 1500);
});

test("where many packs would cover one moment, keys become rows", async () => {
  for (let turn = 0; turn < 12; turn++) {
    const scattered = numbers(0, 15_000).filter((number) => number % 12 === turn);
    expect(await stored(scattered, true)).toMatchObject({ accepted: 1250 });
  }
  expect(await stored(numbers(0, 15_000), true)).toMatchObject({ accepted: 0, duplicates: 15_000 });
  const { packs, rows } = await kept();
  expect(packs).toBeLessThanOrEqual(2 * 9);
  expect(rows).toBeGreaterThan(0);
});

/** An entry every 100 ms, the first ones before midnight. */
async function stored(entries: number[], isBulk: boolean): Promise<BatchCounts> {
  const keys = keysOf(entries.map((number) => ({ key: `demo/log|${number}`, at: START + number * 100 })));
  const facts = () => ({ groups: [], traffic: [], changes: [], revisions: [] });
  const frame = { source: "file", rejections: [], gaps: [], isSample: false };
  return ingestKeyed(store.pool, { ...frame, keys, newestAt: undefined, isBulk, facts });
}

function numbers(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, index) => from + index);
}

async function kept(): Promise<{ packs: number; rows: number }> {
  const { rows } = await store.pool.query<{ packs: number; rows: number }>(
    `select
       (select count(*)::integer from plumbline.entry_pack) as packs,
       (select count(*)::integer from plumbline.entry_key) as rows`,
  );
  return rows[0] ?? { packs: 0, rows: 0 };
}
