import { expect, it } from "vitest";
import { recognize } from "../../server/causes/recognize.ts";
import { Grouper } from "../../server/group/grouper.ts";
import { SOURCE_APPLICATIONS } from "./systems/source-applications.ts";
import { DAEMONS } from "./systems/source-daemons.ts";
import { createRandom, type Row, shuffled, sourceRowsOf } from "./systems/source-values.ts";

const SYSTEMS = Object.entries({ ...DAEMONS, ...SOURCE_APPLICATIONS }).map(([name, statements]) =>
  sourceRowsOf(name, statements),
);

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
  expect(scores.reduce((sum, { ga }) => sum + ga, 0) / scores.length).toBeGreaterThan(0.9);
  expect(scores.reduce((sum, { fga }) => sum + fga, 0) / scores.length).toBeGreaterThan(0.78);
  expect(SYSTEMS.map((rows) => scoreOf(shuffled(rows, createRandom(5))))).toStrictEqual(scores);
});
