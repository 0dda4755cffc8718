import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { startTurns } from "../server/turns.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

type Given = { isBusy: () => boolean; isDone?: boolean; workMs?: number };

/** When turns began that were asked for every 50 ms, milliseconds since the first of them ended. */
async function turnsTaken({ isBusy, isDone = true, workMs = 0 }: Given): Promise<number[]> {
  const taken: number[] = [];
  const startedAt = Date.now();
  const turns = startTurns({
    work: async () => {
      taken.push(Date.now() - startedAt - workMs);
      await new Promise((resolve) => setTimeout(resolve, workMs));
      return isDone;
    },
    isDue: async () => false,
    onFault: (error) => {
      throw error;
    },
    watch: () => isBusy,
  });
  for (let ms = 0; ms < 2500 + workMs; ms += 50) {
    await vi.advanceTimersByTimeAsync(50);
    turns.wake();
  }
  const stopped = turns.stop();
  await vi.advanceTimersByTimeAsync(workMs);
  await stopped;
  return taken.slice(1);
}

test("a turn that is asked for is taken half a second later where the thread has time to spare", async () => {
  expect(await turnsTaken({ isBusy: () => false })).toStrictEqual([550, 1050, 1550, 2050]);
});

test("a turn that was asked for during a long one follows it soon, never at once", async () => {
  expect(await turnsTaken({ isBusy: () => false, workMs: 800 })).toStrictEqual([100, 1000, 1900]);
});

test("a turn gives way to what keeps the thread busy, for two seconds and no longer", async () => {
  expect(await turnsTaken({ isBusy: () => true, workMs: 800 })).toStrictEqual([2000]);
});

test("a turn that gave way is taken as soon as the thread has time to spare", async () => {
  const startedAt = Date.now();
  expect(await turnsTaken({ isBusy: () => Date.now() - startedAt < 1200, workMs: 800 })).toStrictEqual([
    400, 1300, 2200,
  ]);
});

test("who waits for another replica's turn to end tries as often however busy the thread is", async () => {
  expect(await turnsTaken({ isBusy: () => true, isDone: false, workMs: 50 })).toStrictEqual([500, 1050, 1600, 2150]);
});
