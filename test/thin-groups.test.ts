import { expect, test } from "vitest";
import { createThinner } from "../server/thin-groups.ts";
import { MINUTE } from "../shared/time.ts";
import { errorGroup } from "./lib/error-group.ts";

const START = Date.parse("2026-03-02T10:00:00Z");

/** A batch of one group whose events came at these minutes, with what is told of it: the minutes of its samples, and its traces. */
function toldOf(thinner: ReturnType<typeof createThinner>, minutes: readonly number[], traces: readonly string[] = []) {
  const group = errorGroup({ arrivals: minutes.map((minute) => START + minute * MINUTE), traces });
  const thinned = thinner.thin([group]);
  thinner.told(thinned);
  const [told] = thinned;
  expect(told?.count).toBe(minutes.length);
  return { minutes: told?.samples.map(({ at }) => (at - START) / MINUTE), traces: told?.traces };
}

const TWELVE = Array.from({ length: 12 }, (_, minute) => minute * 10);

test("the first samples of a group are all told", () => {
  expect(toldOf(createThinner(), TWELVE)).toStrictEqual({ minutes: TWELVE, traces: [] });
});

test("of a group that told enough, the newest sample is told, and none that lies close to others", () => {
  const thinner = createThinner();
  toldOf(thinner, TWELVE);

  expect(toldOf(thinner, [110.1, 110.2, 110.3])).toStrictEqual({ minutes: [110.3], traces: [] });
});

test("a sample far from all others is told, and an older first one too", () => {
  const thinner = createThinner();
  toldOf(thinner, TWELVE);

  expect(toldOf(thinner, [200, 300])).toStrictEqual({ minutes: [200, 300], traces: [] });
  expect(toldOf(thinner, [-50, 150.5])).toStrictEqual({ minutes: [-50, 150.5], traces: [] });
});

test("what was thinned and never told counts as not told", () => {
  const thinner = createThinner();
  thinner.thin([errorGroup({ arrivals: TWELVE.map((minute) => START + minute * MINUTE) })]);

  expect(toldOf(thinner, [1, 2, 3]).minutes).toStrictEqual([1, 2, 3]);
});

test("traces are told up to what the store keeps", () => {
  const thinner = createThinner();
  const traces = Array.from({ length: 500 }, (_, index) => String(index).padStart(32, "0"));

  expect(toldOf(thinner, [1], traces).traces).toHaveLength(500);
  expect(toldOf(thinner, [2], ["a".repeat(32)]).traces).toStrictEqual([]);
});
