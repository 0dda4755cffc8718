import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { createNormalizer } from "../../server/normalize/normalizer.ts";
import { readEntry } from "../../server/normalize/read-entry.ts";

const ODD_MADE = "../shared/corpus/odd-made.ndjson";

/** Of 116 shapes only these hold nothing that can be placed in time; a list of entries is opened by the source. */
const REJECTED = ["timestamp-null", "timestamp-garbage", "entries-list-answer"];

test.skipIf(!existsSync(ODD_MADE))(
  "every odd shape is accepted with a default or refused with a reason, and can be normalized",
  () => {
    const cases: { case: string; entry: unknown }[] = readFileSync(ODD_MADE, "utf8")
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => JSON.parse(line));
    const rejected: string[] = [];
    const normalizer = createNormalizer({ environmentOf: (project) => project });
    for (const item of cases) {
      const result = readEntry(item.entry);
      if ("rejected" in result) {
        rejected.push(item.case);
        expect(result.rejected).toMatch(/expected/);
        continue;
      }
      expect(Number.isFinite(result.entry.at)).toBe(true);
      for (const error of normalizer.push(result.entry).errors) expect(error.text.length).toBeLessThanOrEqual(16_000);
    }
    expect(rejected).toEqual(REJECTED);
  },
);

test.skipIf(!existsSync(ODD_MADE))("the copies among them share a key, the look-alikes do not", () => {
  const keys = new Map<string, string>();
  for (const line of readFileSync(ODD_MADE, "utf8").split("\n")) {
    if (line === "") continue;
    const item: { case: string; entry: unknown } = JSON.parse(line);
    const result = readEntry(item.entry);
    if ("entry" in result) keys.set(item.case, result.entry.key);
  }
  expect(keys.get("exact-duplicate-1")).toBe(keys.get("exact-duplicate-2"));
  expect(keys.get("no-insertid")).toBe(keys.get("null-insertid"));
  const same = ["same-insertid-a", "same-insertid-b", "same-insertid-other-time"].map((name) => keys.get(name));
  expect(new Set(same).size).toBe(3);
});
