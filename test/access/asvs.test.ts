import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const TEXT = readFileSync(`${ROOT}server/access/ASVS.md`, "utf8");
const STATES = ["met", "part", "not met", "platform", "n. a."];

/** How many items of levels 1 and 2 each section of ASVS 5.0.0 has; they are numbered from 1, before those of level 3 but for V1. */
const ITEMS: Record<string, number> = {
  ...{ "V1.1": 2, "V1.2": 9, "V1.3": 11, "V1.4": 3, "V1.5": 2, "V2.1": 3, "V2.2": 3, "V2.3": 4, "V2.4": 1 },
  ...{ "V3.2": 2, "V3.3": 4, "V3.4": 6, "V3.5": 5, "V3.7": 2, "V4.1": 3, "V4.2": 1, "V4.3": 2, "V4.4": 4 },
  ...{ "V5.1": 1, "V5.2": 3, "V5.3": 2, "V5.4": 3, "V6.1": 3, "V6.2": 12, "V6.3": 4, "V6.4": 4, "V6.5": 5, "V6.6": 3 },
  ...{ "V6.8": 4, "V7.1": 3, "V7.2": 4, "V7.3": 2, "V7.4": 5, "V7.5": 2, "V7.6": 2, "V8.1": 2, "V8.2": 3, "V8.3": 1 },
  ...{ "V8.4": 1, "V9.1": 3, "V9.2": 4, "V10.1": 2, "V10.2": 2, "V10.3": 4, "V10.4": 11, "V10.5": 5, "V10.6": 2 },
  ...{ "V10.7": 3, "V11.1": 2, "V11.2": 3, "V11.3": 3, "V11.4": 4, "V11.5": 1, "V11.6": 1, "V12.1": 3, "V12.2": 2 },
  ...{ "V12.3": 4, "V13.1": 1, "V13.2": 5, "V13.3": 2, "V13.4": 5, "V14.1": 2, "V14.2": 4, "V14.3": 3, "V15.1": 3 },
  ...{ "V15.2": 3, "V15.3": 7, "V16.1": 1, "V16.2": 5, "V16.3": 4, "V16.4": 3, "V16.5": 3 },
  ...{ "V17.1": 1, "V17.2": 4, "V17.3": 2 },
};

const rows = TEXT.split("\n").flatMap((line) => {
  const [, item = "", state = "", by = ""] = /^\| (V\d+\.\d+\.\d+[^|]*) \| ([^|]+) \| (.+) \|$/.exec(line) ?? [];
  return item === "" ? [] : [{ ids: idsIn(item), state, by, paths: pathsIn(by) }];
});

/** The items of `V3.5.1–3 CSRF`. */
function idsIn(item: string): string[] {
  const [, section = "", first = "", last = first] = /^(V\d+\.\d+)\.(\d+)(?:–(\d+))?/.exec(item) ?? [];
  return Array.from({ length: Number(last) - Number(first) + 1 }, (_, i) => `${section}.${Number(first) + i}`);
}

function pathsIn(by: string): string[] {
  return [...by.matchAll(/`((?:server|shared|test|web)\/[^`\s]+|[a-z-]+\.json)`/g)].map(([, path]) => path ?? "");
}

test("every item of levels 1 and 2 has one row, and no other has", () => {
  const wanted = Object.entries(ITEMS).flatMap(([section, many]) =>
    Array.from({ length: many }, (_, i) => `${section}.${i + 1}`),
  );
  expect(wanted).toHaveLength(253);
  expect(rows.flatMap(({ ids }) => ids)).toEqual(wanted);
});

test("every row says whether it holds, and every file that it names is there", () => {
  expect(rows.filter(({ state }) => !STATES.includes(state))).toEqual([]);
  const named = [...new Set(rows.flatMap(({ paths }) => paths))];
  expect(named.length).toBeGreaterThan(60);
  expect(named.filter((path) => !existsSync(`${ROOT}${path}`))).toEqual([]);
});

test("what is met names a file or the README, and what is not says why", () => {
  const unfounded = rows.filter(
    ({ state, paths, by }) => state === "met" && paths.length === 0 && !by.includes("README"),
  );
  expect(unfounded).toEqual([]);
  expect(rows.filter(({ by }) => by.trim().length < 4)).toEqual([]);
});
