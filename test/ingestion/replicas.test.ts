import { describe, expect, test } from "vitest";
import { underLoad } from "../lib/patience.ts";
import { createStore } from "../store/store.ts";
import { type Mishap, takeoverMs } from "./takeover.ts";
import { twoReplicas } from "./two-replicas.ts";

test("two replicas under push load and a live stream, the one that analyzes killed in the middle, end with exact counts and analyze one at a time", async () => {
  const store = await createStore();
  const { stored, truth, ...seen } = await twoReplicas({ url: store.url, entries: 12_000, seed: 11 });
  await store.close();

  expect(stored).toStrictEqual(truth);
  expect(seen.mostAnalyzers).toBe(1);
  expect(seen.takeoverMs).toBeLessThan(underLoad(10_000));
});

describe("another replica goes on within 10 s when the one that analyzes", () => {
  test.concurrent.each<Mishap>(["killed", "hangs", "cut off"])("is or does this: %s", async (mishap) => {
    const own = await createStore();
    const milliseconds = await takeoverMs(own.url, mishap);
    await own.close();
    expect(milliseconds).toBeLessThan(underLoad(10_000));
  });
});
