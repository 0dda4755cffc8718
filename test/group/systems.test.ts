import { describe, expect, it } from "vitest";
import { APPLICATIONS } from "./systems/application-statements.ts";
import { createMoreValues, moreLineOf } from "./systems/more-values.ts";
import { PLATFORMS } from "./systems/platform-statements.ts";
import { average, scoreOf } from "./systems/score.ts";
import { SYSTEMS } from "./systems/statements.ts";
import { createValues, lineOf } from "./systems/values.ts";

type Row = { text: string; label: string };

/** How many lines a statement has, by turns: some are seen once, some often. */
const COUNTS = [1, 2, 5, 12, 30, 60];
/** A few different names in quotes stay identity: statements that quote a few users or queues are as many groups. That is what these lose. */
const FEW_QUOTED_NAMES = ["mysql"];

const MORE = { ...PLATFORMS, ...APPLICATIONS };

function rowsOf(name: string): Row[] {
  const value = createValues(1 + name.length);
  return linesOf(name, SYSTEMS[name] ?? [], (statement) => lineOf(statement, value));
}

function moreRowsOf(name: string): Row[] {
  const value = createMoreValues(1 + name.length);
  return linesOf(name, MORE[name] ?? [], (statement) => moreLineOf(statement, value));
}

function linesOf(name: string, statements: readonly string[], line: (statement: string) => string): Row[] {
  return statements.flatMap((statement, index) =>
    Array.from({ length: COUNTS[(index * 7 + name.length) % COUNTS.length] ?? 1 }, () => ({
      text: line(statement),
      label: `${name} ${index}`,
    })),
  );
}

function shuffled(rows: readonly Row[], seed: number): Row[] {
  const turned = [...rows];
  let state = seed;
  for (let i = turned.length - 1; i > 0; i--) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    const j = state % (i + 1);
    [turned[i], turned[j]] = [turned[j] as Row, turned[i] as Row];
  }
  return turned;
}

describe("statements of systems that no rule was written for", () => {
  const names = Object.keys(SYSTEMS);

  it.each(names.filter((name) => !FEW_QUOTED_NAMES.includes(name)))("%s: lines are told apart by statement", (name) => {
    const { ga, fga } = scoreOf(rowsOf(name));
    expect([name, ga > 0.97, fga > 0.75]).toEqual([name, true, true]);
  });

  it("on average nearly all lines are in the right group, in any order, and as one mixed stream", () => {
    const inOrder = names.map((name) => scoreOf(rowsOf(name)));
    expect(average(inOrder, "ga")).toBeGreaterThan(0.99);
    expect(average(inOrder, "fga")).toBeGreaterThan(0.97);
    for (const seed of [5, 9]) expect(names.map((name) => scoreOf(shuffled(rowsOf(name), seed)))).toEqual(inOrder);
    const mixed = scoreOf(shuffled(names.flatMap(rowsOf), 3));
    expect(mixed.ga).toBeGreaterThan(0.97);
    expect(mixed.fga).toBeGreaterThan(0.92);
  });
});

describe("forty-two more systems", () => {
  const names = Object.keys(MORE);

  it("on average most lines are in the right group, in any order, and as one mixed stream", () => {
    const inOrder = names.map((name) => scoreOf(moreRowsOf(name)));
    expect(average(inOrder, "ga")).toBeGreaterThan(0.97);
    expect(average(inOrder, "fga")).toBeGreaterThan(0.92);
    expect(names.map((name) => scoreOf(shuffled(moreRowsOf(name), 5)))).toEqual(inOrder);
    expect(names.map((name) => scoreOf(moreRowsOf(name).reverse()))).toEqual(inOrder);
    const mixed = scoreOf(shuffled(names.flatMap(moreRowsOf), 3));
    expect(mixed.ga).toBeGreaterThan(0.97);
    expect(mixed.fga).toBeGreaterThan(0.92);
  });
});
