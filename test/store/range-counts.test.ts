import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Counted, compareSignatures, countByEnvironment } from "../../server/store/compare-signatures.ts";
import { addPack, packCounts } from "../../server/store/count-packs.ts";
import { LEVEL_MINUTES, piecesOf } from "../../server/store/count-pieces.ts";
import { readBars } from "../../server/store/group-bars.ts";
import { ingestBatch } from "../../server/store/ingest.ts";
import { createRangeCounts, type RangeCounts } from "../../server/store/range-counts.ts";
import { rollUpCounts } from "../../server/store/roll-up-counts.ts";
import { DAY, HOUR, MINUTE, minuteOf } from "../../shared/time.ts";
import { batchOf, NOON, type TestEntry } from "./builders.ts";
import { createStore, type TestStore } from "./store.ts";

let store: TestStore;
const id = (letter: string) => letter.repeat(16);
let made = 0;
function entry(letter: string, at: number): TestEntry {
  made += 1;
  return { key: `${letter}${made}`, at, group: id(letter) };
}
const keep = (entries: TestEntry[]) => ingestBatch(store.pool, batchOf(entries));

/** Letters of groups with their counts, of all groups that are stored by then. */
async function letters(counts: RangeCounts, range: { from: number; to: number }) {
  const { stored } = await store.directory.read();
  const counted = await counts.read(range, stored);
  const failed = stored.byPlace.filter(({ place }) => counted[place]);
  return Object.fromEntries(failed.map(({ id, place }) => [id[0], counted[place]]).sort());
}

/** What the minutes alone say. */
async function countedInMinutes(from: number, to: number) {
  const { rows } = await store.pool.query<{ letter: string; count: number }>(
    `select left(group_id, 1) as letter, sum(count)::integer as count
     from plumbline.group_minute where minute between $1::integer and $2::integer group by 1 order by 1`,
    [minuteOf(from), minuteOf(to)],
  );
  return Object.fromEntries(rows.map(({ letter, count }) => [letter, count]));
}

/** Bars as narrow as minutes, those in which the group failed. */
async function inEachMinute(letter: string, from: number, to: number) {
  const first = minuteOf(from);
  const bars = await readBars(store.pool, [id(letter)], { from, to }, minuteOf(to) + 1 - first);
  return (bars.get(id(letter)) ?? []).flatMap((count, place) => (count === 0 ? [] : [[first + place, count]]));
}

async function minutesOf(letter: string, from: number, to: number) {
  const { rows } = await store.pool.query({
    text: `select minute, count from plumbline.group_minute
     where group_id = $1::text and minute between $2::integer and $3::integer order by minute`,
    values: [id(letter), minuteOf(from), minuteOf(to)],
    rowMode: "array",
  });
  return rows;
}

describe("counts over a range", () => {
  beforeEach(async () => {
    store = await createStore();
  });
  afterEach(() => store.close());

  test("are those of its minutes, whatever is packed, changed since, late, early, or of a group that is new", async () => {
    const counts = createRangeCounts(store.pool);
    const start = NOON - 3 * DAY;
    const spread = (letter: string, step: number) =>
      Array.from({ length: 90 }, (_, i) => entry(letter, start + i * step)).filter(({ at }) => at <= NOON);
    const ranges = [
      start,
      NOON - 2 * DAY + 7 * MINUTE,
      NOON - 25 * HOUR,
      NOON - 61 * MINUTE,
      NOON - 3 * MINUTE,
    ].flatMap((from) =>
      [from + 2 * MINUTE, NOON - HOUR, NOON, NOON + HOUR].filter((to) => to >= from).map((to) => ({ from, to })),
    );
    const steps = [
      () => keep([...spread("a", 47 * MINUTE), ...spread("b", 13 * MINUTE), ...spread("c", MINUTE)]),
      () => rollUpCounts(store.pool, NOON),
      () => keep([entry("a", start + 5 * MINUTE), entry("d", NOON - 30 * HOUR), entry("e", NOON)]),
      () => rollUpCounts(store.pool, NOON),
      () => keep([entry("a", NOON), entry("a", NOON + 30 * MINUTE), entry("f", NOON - DAY)]),
      () => rollUpCounts(store.pool, NOON + 2 * HOUR),
    ];
    for (const step of steps) {
      await step();
      for (const { from, to } of ranges) {
        const expected = await countedInMinutes(from, to);
        expect(await letters(counts, { from, to })).toEqual(expected);
        expect(await letters(createRangeCounts(store.pool), { from, to })).toEqual(expected);
        const bars = await readBars(store.pool, ["a", "b", "c"].map(id), { from, to }, 7);
        expect(await inEachMinute("c", from, to)).toEqual(await minutesOf("c", from, to));
        const sums = [...bars].map(([key, parts]) => [key[0], parts.reduce((sum, count) => sum + count, 0)]);
        expect(Object.fromEntries(sums.filter(([, sum]) => sum))).toEqual(
          Object.fromEntries(Object.entries(expected).filter(([letter]) => "abc".includes(letter))),
        );
      }
    }
  }, 60_000);

  test("are not packed before a stretch is over, and nothing is packed twice", async () => {
    await keep([entry("a", NOON - HOUR), entry("a", NOON - MINUTE), entry("a", NOON + 5 * MINUTE)]);
    expect(await rollUpCounts(store.pool, NOON)).toBe(1);
    expect(await rollUpCounts(store.pool, NOON + MINUTE)).toBe(1);
    expect(await rollUpCounts(store.pool, NOON + MINUTE)).toBe(0);
    expect(await rollUpCounts(store.pool, NOON + 11 * MINUTE)).toBe(1);
  });

  test("packing that is to stop ends with the stretch at hand, and the next one does the rest", async () => {
    await keep([30, 50, 90].map((minutes) => entry("a", NOON - minutes * MINUTE)));
    let asked = 0;
    expect(await rollUpCounts(store.pool, NOON, () => asked++ > 2)).toBe(2);
    const range = { from: NOON - DAY, to: NOON };
    expect(await letters(createRangeCounts(store.pool), range)).toEqual({ a: 3 });
    expect(await rollUpCounts(store.pool, NOON)).toBe(1);
    expect(await letters(createRangeCounts(store.pool), range)).toEqual({ a: 3 });
  });

  test("a batch that is stored while another session packs is counted", async () => {
    await keep([entry("a", NOON - HOUR)]);
    const writing = await store.pool.connect();
    await writing.query("begin");
    await writing.query("insert into plumbline.count_mark (slots) values (array[$1::integer / 10])", [
      minuteOf(NOON - HOUR),
    ]);
    await writing.query("update plumbline.group_minute set count = count + 4");
    await rollUpCounts(store.pool, NOON);
    const counts = createRangeCounts(store.pool);
    const range = { from: NOON - DAY, to: NOON };
    expect(await letters(counts, range)).toEqual({ a: 1 });
    await writing.query("commit");
    writing.release();
    expect(await letters(counts, range)).toEqual({ a: 5 });
    await rollUpCounts(store.pool, NOON);
    expect(await letters(counts, range)).toEqual({ a: 5 });
  });
});

describe("the pieces of a range", () => {
  test.each([
    [0, 1439, [], [[2, 0]], []],
    [
      0,
      1439,
      [7],
      [[1, 0], [0, 6], [0, 8], [0, 9], [0, 10], [0, 11], ...Array.from({ length: 22 }, (_, i) => [1, i + 2])],
      [[70, 79]],
    ],
    [
      5,
      24,
      [],
      [[0, 1]],
      [
        [5, 9],
        [20, 24],
      ],
    ],
    [5, 24, [1], [], [[5, 24]]],
    [30, 30, [], [], [[30, 30]]],
  ])("of minutes %i to %i where %j changed", (first, last, changed, packs, minutes) => {
    const pieces = piecesOf(first, last, new Set(changed));
    expect(pieces.packs.map(({ level, slot }) => [level, slot])).toEqual(packs);
    expect(pieces.minutes.map((piece) => [piece.first, piece.last])).toEqual(minutes);
  });

  test("cover each minute once", () => {
    for (let seed = 1; seed < 200; seed += 1) {
      const first = (seed * 7919) % 5000;
      const last = first + ((seed * 104_729) % 6000);
      const changed = new Set([seed % 900, (seed * 31) % 900]);
      const { packs, minutes } = piecesOf(first, last, changed);
      const covered = [
        ...packs.map(({ level }) => LEVEL_MINUTES[level]),
        ...minutes.map((piece) => piece.last - piece.first + 1),
      ].reduce((sum, length) => sum + length, 0);
      expect(covered).toBe(last - first + 1);
    }
  });

  test("a pack holds numbers and counts of any size", () => {
    const counted: [number, number][] = [
      [1, 1],
      [2, 127],
      [130, 128],
      [70_000, 4_000_000_000],
      [70_001, 2 ** 40],
    ];
    const sums = new Float64Array(70_002);
    addPack(sums, packCounts(counted));
    addPack(sums, packCounts(counted));
    expect(counted.map(([number]) => sums[number])).toEqual(counted.map(([, count]) => 2 * count));
    expect(sums.reduce((sum, count) => sum + count, 0)).toBe(counted.reduce((sum, [, count]) => sum + 2 * count, 0));
  });
});

describe("two environments", () => {
  const group = (letter: string, environment: string, identity: number) => ({ id: id(letter), environment, identity });
  const counted: Counted = {
    groups: [
      group("a", "staging", 0),
      group("b", "production", 0),
      group("c", "staging", 1),
      group("d", "staging", 2),
      group("e", "production", 2),
      group("f", "production", 3),
      group("g", "staging", 4),
    ],
    counts: Float64Array.from([5, 1, 7, 2, 2, 9, 0]),
    joined: new Map(),
  };

  test("show what failed in one alone, and how many in both", () => {
    expect(compareSignatures(counted, ["staging", "production"], 20)).toEqual({
      onlyHere: [{ id: id("c"), count: 7 }],
      onlyThere: [{ id: id("f"), count: 9 }],
      inBoth: 2,
    });
    expect(countByEnvironment(counted)).toEqual([
      { environment: "production", groups: 3, entries: 12 },
      { environment: "staging", groups: 3, entries: 14 },
    ]);
  });

  test("what is shown as one group here is one mistake, of which any part may be there", () => {
    const joined = new Map([0, 2].map((place) => [place, id("a")]));
    expect(compareSignatures({ ...counted, joined }, ["staging", "production"], 20)).toEqual({
      onlyHere: [],
      onlyThere: [{ id: id("f"), count: 9 }],
      inBoth: 2,
    });
    expect(countByEnvironment({ ...counted, joined })[1]).toEqual({ environment: "staging", groups: 2, entries: 14 });
  });
});
