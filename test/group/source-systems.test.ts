import { expect, it } from "vitest";
import { LATER_SOURCES } from "./systems/later-sources.ts";
import { NEWEST_SOURCES } from "./systems/newest-sources.ts";
import { average, type Score, scoreOf } from "./systems/score.ts";
import { SOURCE_APPLICATIONS } from "./systems/source-applications.ts";
import { DAEMONS } from "./systems/source-daemons.ts";
import { createRandom, type Row, shuffled, sourceRowsOf } from "./systems/source-values.ts";

const SYSTEMS = rowsOf({ ...DAEMONS, ...SOURCE_APPLICATIONS });

function rowsOf(systems: Readonly<Record<string, readonly string[]>>): Row[][] {
  return Object.entries(systems).map(([name, statements]) => sourceRowsOf(name, statements));
}

/** Where another state or reason is another group, as another mistake is. */
function toldScoreOf(rows: readonly Row[]): Score {
  return scoreOf(rows.map(({ text, told }) => ({ text, label: told })));
}

it("twelve systems of 2,000 lines, as their sources write them, are told apart by statement and reason, in any order", () => {
  const scores = SYSTEMS.map(toldScoreOf);
  expect(average(scores, "ga")).toBeGreaterThan(0.93);
  expect(average(scores, "fga")).toBeGreaterThan(0.88);
  for (const seed of [5, 9]) {
    const turned = SYSTEMS.slice(0, 4).map((rows) => toldScoreOf(shuffled(rows, createRandom(seed))));
    expect(turned).toStrictEqual(scores.slice(0, 4));
  }
});

it("eight that were kept aside at first, and looked at since, are told apart in most of their lines", () => {
  const scores = rowsOf(LATER_SOURCES).map(toldScoreOf);
  expect(average(scores, "ga")).toBeGreaterThan(0.87);
  expect(average(scores, "fga")).toBeGreaterThan(0.63);
});

it("eight that were written before the rules, and kept aside, are told apart less well, in any order", () => {
  const systems = rowsOf(NEWEST_SOURCES);
  const scores = systems.map(toldScoreOf);
  expect(average(scores, "ga")).toBeGreaterThan(0.79);
  expect(average(scores, "fga")).toBeGreaterThan(0.68);
  expect(systems.map((rows) => toldScoreOf(shuffled(rows, createRandom(9))))).toStrictEqual(scores);
});
