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

test.each([
  { own: "rows", others: "rows" },
  { own: "rows", others: "packs" },
  { own: "packs", others: "rows" },
  { own: "packs", others: "packs" },
])("what another batch puts into $others while one for $own is counted is counted once", async ({ own, others }) => {
  const asked: number[] = [];
  const meanwhile = async (known: ReadonlySet<string>) => {
    asked.push(known.size);
    if (asked.length === 1) await stored(numbers(1000, 2200), others === "packs");
  };

  const counts = await stored(numbers(0, 1500), own === "packs", meanwhile);

  expect(counts).toStrictEqual({ read: 1500, accepted: 1000, duplicates: 500, rejected: 0 });
  expect(asked).toStrictEqual([0, 500]);
});

test("no transaction is open while it is made out what a batch says", async () => {
  const open = async () => {
    const { rows } = await store.pool.query<{ state: string }>(
      `select state from pg_stat_activity
       where datname = current_database() and xact_start is not null and pid <> pg_backend_pid()`,
    );
    seen.push(...rows.map(({ state }) => state));
  };
  const seen: string[] = [];

  await stored(numbers(0, 1500), true, open);
  await stored(numbers(1000, 2000), false, open);
  await stored(numbers(1500, 3000), true, open);

  expect(seen).toStrictEqual([]);
});

/** An entry every 100 ms, the first ones before midnight; `during` is waited for while it is made out what they say. */
async function stored(
  entries: number[],
  isBulk: boolean,
  during: (known: ReadonlySet<string>) => Promise<void> = async () => undefined,
): Promise<BatchCounts> {
  const keys = keysOf(entries.map((number) => ({ key: `demo/log|${number}`, at: START + number * 100 })));
  const facts = async (known: ReadonlySet<string>) => {
    await during(known);
    return { groups: [], traffic: [], changes: [], revisions: [] };
  };
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
