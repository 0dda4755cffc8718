import fc from "fast-check";
import { expect, test } from "vitest";
import { readEntry } from "../server/normalize/read-entry.ts";
import { createEntryOrder } from "../server/order-entries.ts";
import { createSeenKeys } from "../server/seen-keys.ts";
import type { LogEntry } from "../shared/log-entry.ts";

test("keys that were seen are known again, and no others", () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.string({ maxLength: 3 }), fc.uuid())), (keys) => {
      const seen = createSeenKeys();
      const known = new Set<string>();
      for (const key of keys) {
        expect(seen.add(key)).toBe(!known.has(key));
        known.add(key);
      }
    }),
  );
});

test("a hundred thousand keys are told apart", () => {
  const seen = createSeenKeys();
  const keys = Array.from({ length: 100_000 }, (_, i) => `project/log|2026-03-01T12:00:00Z|${i}`);
  expect(keys.filter((key) => seen.add(key))).toHaveLength(100_000);
  expect(keys.filter((key) => seen.add(key))).toHaveLength(0);
});

test("all entries come in order of time while they fit, whatever order they were read in", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 1000 }), { maxLength: 50 }), (seconds) => {
      expect(ordered(seconds, { entries: 60, characters: 1e9 })).toStrictEqual(seconds.toSorted((a, b) => a - b));
    }),
  );
});

test("beyond the limits every entry still comes once, and a file that runs forward stays in order", () => {
  const jumbled = Array.from({ length: 500 }, (_, i) => i + (i % 2 === 0 ? 3 : 0));
  const result = ordered(jumbled, { entries: 20, characters: 1e9 });
  expect(result).toStrictEqual(jumbled.toSorted((a, b) => a - b));
});

test("a file with the newest entry first is put in order stretch by stretch", () => {
  expect(ordered([6, 5, 4, 3, 2, 1], { entries: 3, characters: 1e9 })).toStrictEqual([4, 5, 6, 1, 2, 3]);
});

test("long texts are held for a shorter time", () => {
  expect(ordered([9, 8, 2, 1], { entries: 100, characters: 800 })).toStrictEqual([8, 9, 1, 2]);
});

/** The seconds of entries in the order in which they are given on. */
function ordered(seconds: number[], limits: { entries: number; characters: number }): number[] {
  const taken: number[] = [];
  const order = createEntryOrder((entry) => taken.push(entry.at / 1000), limits);
  for (const [i, second] of seconds.entries()) order.add(entryAt(second, i));
  order.end();
  return taken;
}

function entryAt(second: number, i: number): LogEntry {
  const result = readEntry({ insertId: `i${i}`, timestamp: second, textPayload: "one" });
  if ("rejected" in result) throw new Error(result.rejected);
  return result.entry;
}
