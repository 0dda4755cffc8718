import { expect, it } from "vitest";
import { recognize } from "../../server/causes/recognize.ts";
import { Grouper } from "../../server/group/grouper.ts";
import { FRESH_APPLICATIONS } from "./systems/fresh-applications.ts";
import { FRESH_INFRASTRUCTURE } from "./systems/fresh-infrastructure.ts";
import { createFreshValues, freshLineOf } from "./systems/fresh-values.ts";

const SYSTEMS = Object.entries({ ...FRESH_INFRASTRUCTURE, ...FRESH_APPLICATIONS });
/** How many lines a statement has, by turns. */
const COUNTS = [1, 2, 5, 12, 30, 60];

type Row = { text: string; label: string };
type Placed = { label: string; group: string };

function rowsOf(name: string, statements: readonly string[]): Row[] {
  const value = createFreshValues(1 + name.length);
  return statements.flatMap((statement, index) =>
    Array.from({ length: COUNTS[(index * 7 + name.length) % COUNTS.length] ?? 1 }, () => ({
      text: freshLineOf(statement, value),
      label: `${name} ${index}`,
    })),
  );
}

function placed(rows: readonly Row[]): Placed[] {
  const grouper = new Grouper(recognize);
  const places = rows.map(({ text, label }) => ({ label, place: grouper.placeText(text) }));
  grouper.settle();
  return places.map(({ label, place }) => ({ label, group: place.group }));
}

/** The groups that hold lines of more than one statement. */
function mixedGroups(rows: readonly Placed[]): string[][] {
  const groups = Map.groupBy(rows, ({ group }) => group);
  return [...groups.values()]
    .map((lines) => [...new Set(lines.map(({ label }) => label))])
    .filter((own) => own.length > 1);
}

it("ten systems full of states, reasons and few names: no group holds two statements, alone or in one stream", () => {
  const all = SYSTEMS.map(([name, statements]) => rowsOf(name, statements));
  expect(all.flatMap((rows) => mixedGroups(placed(rows)))).toStrictEqual([]);
  expect(mixedGroups(placed(all.flat()))).toStrictEqual([]);
});

it("more than half of the statements come out as one group each", () => {
  const rows = placed(SYSTEMS.flatMap(([name, statements]) => rowsOf(name, statements)));
  const groupsOf = Map.groupBy(rows, ({ label }) => label);
  const whole = [...groupsOf.values()].filter((lines) => new Set(lines.map(({ group }) => group)).size === 1);
  expect(whole.length / groupsOf.size).toBeGreaterThan(0.5);
});
