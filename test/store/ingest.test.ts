import { afterEach, beforeEach, expect, test } from "vitest";
import { ingestBatch } from "../../server/store/ingest.ts";
import { loadAggregate } from "../../server/store/load-aggregate.ts";
import { readCoverage, readCursor } from "../../server/store/sources.ts";
import { MAX_ARRIVALS, MAX_SAMPLES } from "../../shared/group.ts";
import { DAY, MINUTE, minuteOf, SECOND } from "../../shared/time.ts";
import { batchOf, eventOf, groupOf, NOON, PLACE, type TestEntry } from "./builders.ts";
import { createStore, type TestStore } from "./store.ts";

const GROUP = "a".repeat(16);
const WINDOW = { from: NOON - DAY, to: NOON + DAY };

let store: TestStore;
beforeEach(async () => {
  store = await createStore();
});
afterEach(() => store.close());

function entriesEvery(seconds: number, many: number, name = "e"): TestEntry[] {
  return Array.from({ length: many }, (_, i) => ({ key: `${name}${i}`, at: NOON + i * seconds * SECOND }));
}

test("a batch comes back as the groups, traffic, changes and revisions it held", async () => {
  const entries = entriesEvery(20, 5);
  const change = {
    ...PLACE,
    project: "p",
    at: NOON,
    kind: "deploy" as const,
    statement: "api-1 was deployed.",
    entry: eventOf({ key: "change", at: NOON }).entry,
  };
  const batch = batchOf(entries, { cursor: { page: "two" } });

  const counts = await ingestBatch(store.pool, {
    ...batch,
    facts: (keys) => ({ ...batch.facts(keys), changes: [change] }),
  });

  expect(counts).toStrictEqual({ read: 5, accepted: 5, duplicates: 0, rejected: 0 });
  expect(await readCursor(store.pool, "test")).toStrictEqual({ page: "two" });
  expect(await loadAggregate(store.pool, WINDOW)).toStrictEqual({
    groups: [groupOf(GROUP, entries)],
    traffic: [
      {
        ...PLACE,
        method: "GET",
        route: "/api/orders",
        origin: "edge",
        perMinute: [
          [minuteOf(NOON), 3, 3],
          [minuteOf(NOON) + 1, 2, 2],
        ],
        revisions: [{ name: "api-1", ok: 5, failed: 5 }],
      },
    ],
    changes: [change],
    revisions: [{ ...PLACE, name: "api-1", firstSeen: NOON, lastSeen: NOON + 80 * SECOND }],
  });
});

test("the same batch again changes nothing but the count of duplicates", async () => {
  const batch = batchOf(entriesEvery(7, 50), { cursor: 1 });
  await ingestBatch(store.pool, batch);
  const before = await loadAggregate(store.pool, WINDOW);

  const counts = await ingestBatch(store.pool, batch);

  expect(counts).toStrictEqual({ read: 50, accepted: 0, duplicates: 50, rejected: 0 });
  expect(await loadAggregate(store.pool, WINDOW)).toStrictEqual(before);
});

test("copies within one batch count once", async () => {
  const entries = entriesEvery(1, 3);

  const counts = await ingestBatch(store.pool, batchOf([...entries, ...entries]));

  expect(counts).toStrictEqual({ read: 6, accepted: 3, duplicates: 3, rejected: 0 });
  expect((await loadAggregate(store.pool, WINDOW)).groups).toStrictEqual([groupOf(GROUP, entries)]);
});

test("replicas that store overlapping batches at once count every entry exactly once", async () => {
  const groups = ["1", "2", "3", "4", "5"].map((digit) => digit.repeat(16));
  const entries = entriesEvery(0.5, 600).map((entry, i) => ({ ...entry, group: groups[i % groups.length] ?? GROUP }));
  // Windows of 100 that begin every 20: each entry is offered about five times, in another order by each replica.
  const windows = Array.from({ length: 30 }, (_, i) => entries.slice(i * 20, i * 20 + 100));
  const shuffled = [
    windows,
    [...windows].reverse(),
    windows.toSorted((a, b) => ((a.length * 7) % 5) - ((b.length * 3) % 5)),
  ];

  await Promise.all(
    shuffled.map(async (replica) => {
      for (const window of replica) await ingestBatch(store.pool, batchOf([...window].reverse()));
    }),
  );

  const { groups: stored, traffic } = await loadAggregate(store.pool, WINDOW);
  expect(stored.map(({ id, count, arrivals }) => ({ id, count, arrivals }))).toStrictEqual(
    groups.map((id) => {
      const own = entries.filter(({ group }) => group === id);
      return { id, count: own.length, arrivals: own.map(({ at }) => at) };
    }),
  );
  expect(traffic[0]?.perMinute.reduce((sum, [, ok]) => sum + ok, 0)).toBe(600);
  const [coverage] = await readCoverage(store.pool);
  expect(coverage?.coverage.accepted).toBe(600);
});

test("a batch that fails leaves nothing behind, and can be offered again", async () => {
  const entries = entriesEvery(1, 4);
  const broken = batchOf(entries, {
    cursor: "lost",
    facts: () => {
      throw new Error("the facts could not be read");
    },
  });

  await expect(ingestBatch(store.pool, broken)).rejects.toThrow("the facts could not be read");

  expect(await readCursor(store.pool, "test")).toBeUndefined();
  expect(await ingestBatch(store.pool, batchOf(entries))).toStrictEqual({
    read: 4,
    accepted: 4,
    duplicates: 0,
    rejected: 0,
  });
});

test("samples and arrivals stay bounded, with the first and the last sample among them", async () => {
  const entries = entriesEvery(1, 3000);
  for (let i = 0; i < 3000; i += 500) await ingestBatch(store.pool, batchOf(entries.slice(i, i + 500)));

  const [group] = (await loadAggregate(store.pool, WINDOW)).groups;

  expect(group?.count).toBe(3000);
  expect(group?.arrivals).toStrictEqual(entries.slice(-MAX_ARRIVALS).map(({ at }) => at));
  expect(group?.samples).toHaveLength(MAX_SAMPLES);
  expect(group?.samples[0]?.entry.key).toBe("e0");
  expect(group?.samples.at(-1)?.entry.key).toBe("e2999");
});

test("callers beyond the bound are not kept, those known go on counting", async () => {
  const entries = Array.from({ length: 10_050 }, (_, i) => ({ key: `c${i}`, at: NOON, caller: `agent ${i}` }));
  await ingestBatch(store.pool, batchOf(entries.slice(0, 9_000)));
  await ingestBatch(store.pool, batchOf(entries.slice(9_000)));
  await ingestBatch(store.pool, batchOf([{ key: "again", at: NOON, caller: "agent 5" }]));

  const [group] = (await loadAggregate(store.pool, WINDOW)).groups;

  expect(group?.distinctCallers).toBe(10_000);
  expect(group?.callers[0]).toStrictEqual({ userAgent: "agent 5", count: 2 });
});

test("counts and arrivals are those of the window, first seen is of all time, last seen is not after it", async () => {
  const entries = [
    { key: "old", at: NOON - 3 * DAY },
    { key: "in", at: NOON },
    { key: "late", at: NOON + 2 * DAY },
  ];
  await ingestBatch(store.pool, batchOf(entries));

  const { groups } = await loadAggregate(store.pool, { from: NOON - MINUTE, to: NOON + MINUTE });

  expect(groups).toStrictEqual([
    { ...groupOf(GROUP, entries), count: 1, perMinute: [[minuteOf(NOON), 1]], arrivals: [NOON], lastSeen: NOON },
  ]);
});

test("entries that claim any time at all are stored, in few partitions", async () => {
  const now = NOON;
  const days = Array.from({ length: 150 }, (_, i) => ({ key: `d${i}`, at: now - i * 5 * DAY }));
  const absurd = [
    { key: "year zero", at: -62_000_000_000_000 },
    { key: "far", at: 250_000_000_000_000 },
  ];

  await ingestBatch(store.pool, batchOf([...days, ...absurd]), now);

  const { rows } = await store.pool.query("select count(*)::int as many from plumbline.day_partition");
  expect(rows[0].many).toBeLessThan(40);
  expect((await readCoverage(store.pool))[0]?.coverage.accepted).toBe(152);
});

test("coverage tells what was offered, refused and missed", async () => {
  const batch = batchOf(entriesEvery(1, 2), {
    rejections: [{ line: 3, reason: "not a JSON object" }],
    gaps: [
      {
        kind: "throttling",
        from: "2026-03-01T10:00:00.000Z",
        to: "2026-03-01T11:00:00.000Z",
        reason: "quota",
        filler: "list",
      },
    ],
  });
  await ingestBatch(store.pool, batch);
  await ingestBatch(store.pool, batch);

  expect(await readCoverage(store.pool)).toStrictEqual([
    {
      source: "test",
      newestAt: NOON + SECOND,
      isSample: false,
      coverage: {
        read: 6,
        accepted: 2,
        duplicates: 2,
        rejected: 2,
        rejections: [
          { line: 3, reason: "not a JSON object" },
          { line: 3, reason: "not a JSON object" },
        ],
        gaps: [
          {
            ...batch.gaps[0],
            id: expect.stringMatching(/^gap_[0-9a-f]{16}$/),
            source: "test",
            suppressed: null,
            filledAt: null,
            filledBy: null,
          },
        ],
      },
    },
  ]);
});
