import { expect, test } from "vitest";
import { diagnoseMemory } from "../../server/diagnose-memory.ts";
import { createAhead } from "../../server/loop-ahead.ts";
import { HOUR } from "../../shared/time.ts";
import { errorGroup } from "../lib/error-group.ts";

const NOW = Date.parse("2026-03-02T12:00:00Z");
const group = errorGroup({ arrivals: [NOW - HOUR, NOW - HOUR + 1000] });
const log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

/** One that reads this group; `reads` counts how often it did. */
function aheadOf() {
  const seen = { reads: 0 };
  const reader = {
    async read() {
      seen.reads += 1;
      return { groups: [group], traffic: [], changes: [], revisions: [] };
    },
  };
  const diagnosis = diagnoseMemory();
  const ahead = createAhead({ memory: { reader, diagnosis }, now: () => NOW, windowMs: 24 * HOUR, log });
  return { ahead, seen, isWorkedOut: () => diagnosis.detect.found.has(group) };
}

test("a replica that follows works out what is unusual before it has to, once in a while however often it is asked to", async () => {
  const { ahead, seen, isWorkedOut } = aheadOf();
  ahead.begin();
  ahead.begin();
  await expect.poll(isWorkedOut).toBe(true);
  ahead.begin();
  await ahead.stop();
  expect(seen.reads).toBe(1);
});

test("who made the last analysis, or looks now, does nothing ahead", async () => {
  const own = aheadOf();
  own.ahead.noteLook();
  own.ahead.begin(50);
  const interrupted = aheadOf();
  interrupted.ahead.begin();
  interrupted.ahead.giveWay();
  await Promise.all([own.ahead.stop(), interrupted.ahead.stop()]);
  expect({ reads: own.seen.reads, isWorkedOut: interrupted.isWorkedOut() }).toStrictEqual({
    reads: 0,
    isWorkedOut: false,
  });
});
