import { expect, test } from "vitest";
import { createBatcher } from "../../server/lib/batcher.ts";

/** A batcher of letters whose runs end when they are told to; `runs` are those that began. */
function batcher(worthwhile?: number) {
  const runs: { items: string[]; end: () => void }[] = [];
  const made = createBatcher<string, string>({
    ...{ most: 4, atOnce: 2 },
    ...(worthwhile === undefined ? {} : { worthwhile }),
    run: (items) =>
      new Promise((resolve) => {
        runs.push({ items, end: () => resolve(items.map((item) => item.toUpperCase())) });
      }),
  });
  return { add: made.add, idle: made.idle, runs, began: () => runs.map(({ items }) => items.join("")) };
}

test("two runs go side by side, and what comes meanwhile shares the next", async () => {
  const { add, runs, began } = batcher();
  const results = ["a", "b", "c", "d"].map((item) => add([item]));
  expect(began()).toStrictEqual(["a", "b"]);
  runs[0]?.end();
  expect(await results[0]).toStrictEqual(["A"]);
  await expect.poll(began).toStrictEqual(["a", "b", "cd"]);
});

test("what is too little for a run of its own waits while another runs, alone it is run at once", async () => {
  const { add, idle, runs, began } = batcher(3);
  const results = [add(["a"]), add(["b"]), add(["c"])];
  expect(began()).toStrictEqual(["a"]);
  results.push(add(["d"]));
  expect(began()).toStrictEqual(["a", "bcd"]);
  results.push(add(["e"]));
  runs[1]?.end();
  expect(await results[3]).toStrictEqual(["D"]);
  expect(began()).toStrictEqual(["a", "bcd"]);
  runs[0]?.end();
  await expect.poll(began).toStrictEqual(["a", "bcd", "e"]);
  runs[2]?.end();
  await idle();
  expect(await Promise.all(results)).toStrictEqual([["A"], ["B"], ["C"], ["D"], ["E"]]);
});
