import { expect, test } from "vitest";
import { keptReading } from "../../server/deliver/kept-reading.ts";

function world(fails = 0) {
  let [now, reads] = [1000, 0];
  const read = keptReading(
    async () => {
      reads += 1;
      if (reads <= fails) throw new Error("the database is away");
      return reads;
    },
    () => now,
  );
  const pass = (ms: number) => {
    now += ms;
  };
  return { read, pass };
}

test("many who ask at once are told what was read once", async () => {
  const { read } = world();
  expect(await Promise.all([read(), read(), read()])).toEqual([1, 1, 1]);
});

test("who asks a second later is told what holds by then", async () => {
  const { read, pass } = world();
  await read();
  pass(999);
  expect(await read()).toBe(1);
  pass(1);
  expect(await Promise.all([read(), read()])).toEqual([2, 2]);
});

test("a reading that failed is not kept", async () => {
  const { read } = world(1);
  await expect(read()).rejects.toThrow("away");
  expect(await read()).toBe(2);
});
