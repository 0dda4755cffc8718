import { expect, it } from "vitest";
import { recognize } from "../../server/causes/recognize.ts";
import { Grouper } from "../../server/group/grouper.ts";
import { LATER_SOURCES } from "./systems/later-sources.ts";
import { NEWEST_SOURCES } from "./systems/newest-sources.ts";
import { SOURCE_APPLICATIONS } from "./systems/source-applications.ts";
import { DAEMONS } from "./systems/source-daemons.ts";
import { createRandom, type Row, shuffled, sourceRowsOf } from "./systems/source-values.ts";

const SYSTEMS = rowsOf({ ...DAEMONS, ...SOURCE_APPLICATIONS });

function rowsOf(systems: Readonly<Record<string, readonly string[]>>): Row[][] {
  return Object.entries(systems).map(([name, statements]) => sourceRowsOf(name, statements));
}

/** Shares as `plumbline group` is scored, where another state or reason is another group, as another mistake is. */
function scoreOf(rows: readonly Row[]): { ga: number; fga: number } {
  const grouper = new Grouper(recognize);
  const placed = rows.map(({ text, told }) => ({ told, place: grouper.placeText(text) }));
  grouper.settle();
  const groups = Map.groupBy(placed, ({ place }) => place.group);
  const statements = Map.groupBy(placed, ({ told }) => told);
  const right = [...groups.values()].filter(
    (lines) =>
      new Set(lines.map(({ told }) => told)).size === 1 &&
      lines.length === statements.get(lines[0]?.told ?? "")?.length,
  );
  const lines = right.reduce((sum, { length }) => sum + length, 0);
  return { ga: lines / rows.length, fga: (2 * right.length) / (groups.size + statements.size) };
}

it("twelve systems of 2,000 lines, as their sources write them, are told apart by statement and reason, in any order", () => {
  const scores = SYSTEMS.map(scoreOf);
  expect(average(scores, "ga")).toBeGreaterThan(0.93);
  expect(average(scores, "fga")).toBeGreaterThan(0.88);
  for (const seed of [5, 9]) {
    const turned = SYSTEMS.slice(0, 4).map((rows) => scoreOf(shuffled(rows, createRandom(seed))));
    expect(turned).toStrictEqual(scores.slice(0, 4));
  }
});

it("eight that were kept aside at first, and looked at since, are told apart in most of their lines", () => {
  const scores = rowsOf(LATER_SOURCES).map(scoreOf);
  expect(average(scores, "ga")).toBeGreaterThan(0.87);
  expect(average(scores, "fga")).toBeGreaterThan(0.63);
});

it("eight that were written before the rules, and kept aside, are told apart less well, in any order", () => {
  const systems = rowsOf(NEWEST_SOURCES);
  const scores = systems.map(scoreOf);
  expect(average(scores, "ga")).toBeGreaterThan(0.79);
  expect(average(scores, "fga")).toBeGreaterThan(0.68);
  expect(systems.map((rows) => scoreOf(shuffled(rows, createRandom(9))))).toStrictEqual(scores);
});

function average(scores: readonly { ga: number; fga: number }[], key: "ga" | "fga"): number {
  return scores.reduce((sum, score) => sum + score[key], 0) / scores.length;
}
