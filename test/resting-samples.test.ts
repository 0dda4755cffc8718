import { afterEach, beforeEach, expect, test } from "vitest";
import { createRestingSamples } from "../server/resting-samples.ts";
import { ingestBatch } from "../server/store/ingest.ts";
import { loadAggregate } from "../server/store/load-aggregate.ts";
import { type ErrorGroup, MAX_SAMPLES } from "../shared/group.ts";
import { HOUR, SECOND } from "../shared/time.ts";
import { batchOf, groupOf, NOON } from "./store/builders.ts";
import { createStore, type TestStore } from "./store/store.ts";

const GROUP = "a".repeat(16);

let store: TestStore;
beforeEach(async () => {
  store = await createStore();
});
afterEach(() => store.close());

/** A group with events so many seconds after noon. */
function groupWith(...seconds: number[]): ErrorGroup {
  return groupOf(
    GROUP,
    seconds.map((second) => ({ key: `e${second}`, at: NOON + second * SECOND })),
  );
}

const ENOUGH = Array.from({ length: MAX_SAMPLES }, (_, i) => i);
const secondsOf = ({ samples }: Pick<ErrorGroup, "samples">) => samples.map(({ at }) => (at - NOON) / SECOND);

test("a group that told enough samples tells its newest once a second, and one before its first at once", async () => {
  const resting = createRestingSamples(store.pool);
  const told = (now: number, ...seconds: number[]) => {
    const offered = [groupWith(...seconds)];
    const taken = resting.take(offered, now);
    resting.stored(offered, taken, now);
    return taken.flatMap(secondsOf);
  };

  expect(told(0, ...ENOUGH)).toStrictEqual(ENOUGH);
  expect(told(100, 20)).toStrictEqual([]);
  expect(told(900, 30)).toStrictEqual([]);
  expect(told(950, -5)).toStrictEqual([-5, 30]);
  expect(told(1000, 40)).toStrictEqual([]);
  expect(told(1960, 35)).toStrictEqual([35, 40]);
  await resting.stop();
});

test("what waits is written in the end, among the samples that are kept, and told to who keeps groups in memory", async () => {
  const resting = createRestingSamples(store.pool);
  await ingestBatch(store.pool, batchOf(ENOUGH.map((second) => ({ key: `e${second}`, at: NOON + second * SECOND }))));
  resting.stored([groupWith(...ENOUGH)], [groupWith(...ENOUGH)], 0);
  const gone = { ...groupWith(50), id: "b".repeat(16) };
  resting.stored([groupWith(30), gone], resting.take([groupWith(30)], 10), 10);

  await resting.stop();

  const [group] = (await loadAggregate(store.pool, { from: NOON - HOUR, to: NOON + HOUR })).groups;
  expect(group === undefined ? [] : secondsOf(group)).toStrictEqual([0, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 30]);
  expect(
    (await store.pool.query("select ids from plumbline.late_change order by xact desc limit 1")).rows,
  ).toStrictEqual([{ ids: [GROUP] }]);
});

test("of more groups than are remembered, those that failed last keep what waits", async () => {
  const ids = ["a", "b", "c"].map((letter) => letter.repeat(16));
  const [a, b, c] = ids.map((id) => ({ ...groupWith(...ENOUGH), id }));
  const entries = ids.flatMap((group) =>
    ENOUGH.map((second) => ({ key: `${group}${second}`, at: NOON + second * SECOND, group })),
  );
  await ingestBatch(store.pool, batchOf(entries));
  const resting = createRestingSamples(store.pool, 2);
  const tell = (told: ErrorGroup[], now: number) => {
    const taken = resting.take(told, now);
    resting.stored(told, taken, now);
    return taken.map(secondsOf);
  };
  const later = (group: ErrorGroup | undefined, second: number) => ({ ...groupWith(second), id: group?.id ?? "" });
  const first = [a, b].flatMap((group) => group ?? []);
  tell(first, 0);

  expect(tell([later(a, 30), later(b, 40)], 10)).toStrictEqual([[], []]);
  expect(tell([later(c, 50)], 20)).toStrictEqual([[50]]);
  await resting.stop();

  const { groups } = await loadAggregate(store.pool, { from: NOON - HOUR, to: NOON + HOUR });
  const last = groups.map((group) => [group.id[0], secondsOf(group).at(-1)]);
  expect(last.sort()).toStrictEqual([
    ["a", 11],
    ["b", 40],
    ["c", 11],
  ]);
});
