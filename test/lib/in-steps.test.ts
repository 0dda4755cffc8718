import fc from "fast-check";
import { expect, test } from "vitest";
import {
  atOnce,
  eachInSteps,
  filterInSteps,
  groupInSteps,
  indexInSteps,
  type Steps,
  sortInSteps,
} from "../../shared/in-steps.ts";

type Item = { rank: number; place: number };

/** Lists longer than a few steps, with few ranks, so that many items are equal. */
const lists = fc
  .array(fc.integer({ min: 0, max: 40 }), { minLength: 0, maxLength: 5000, size: "max" })
  .map((ranks) => ranks.map((rank, place): Item => ({ rank, place })));

const byRank = (a: Item, b: Item) => a.rank - b.rank;
const rankOf = ({ rank }: Item) => rank;
const isEven = ({ rank }: Item) => rank % 2 === 0;

test("work in steps gives what the same work gives at once, equal items in their order", () => {
  fc.assert(
    fc.property(lists, (items) => {
      expect(atOnce(sortInSteps(items, byRank))).toStrictEqual(items.toSorted(byRank));
      expect([...atOnce(groupInSteps(items, rankOf))]).toStrictEqual([...Map.groupBy(items, rankOf)]);
      expect(atOnce(filterInSteps(items, isEven))).toStrictEqual(items.filter(isEven));
      expect(atOnce(eachInSteps(items, rankOf))).toStrictEqual(items.map(rankOf));
      expect([...atOnce(indexInSteps(items, (item) => [item.rank, item.place]))]).toStrictEqual([
        ...new Map(items.map((item) => [item.rank, item.place])),
      ]);
    }),
    { numRuns: 30 },
  );
});

test("a long list is looked at in many steps", () => {
  const items = Array.from({ length: 10_000 }, (_, place): Item => ({ rank: (place * 7919) % 10_007, place }));
  const stepsOf = (steps: Steps<unknown>) => {
    let count = 0;
    for (const _ of steps) count += 1;
    return count;
  };
  expect({
    sort: stepsOf(sortInSteps(items, byRank)),
    group: stepsOf(groupInSteps(items, rankOf)),
    filter: stepsOf(filterInSteps(items, isEven)),
    index: stepsOf(indexInSteps(items, (item) => [item.place, item])),
    each: stepsOf(eachInSteps(items, rankOf)),
  }).toStrictEqual({ sort: 38, group: 9, filter: 9, index: 9, each: 10_000 });
});
