import { expect, test } from "vitest";
import { shownIncident } from "../../server/api/shown-incident.ts";
import { barsOf, errorChart } from "../../shared/error-chart.ts";
import { DAY, HOUR, MINUTE, toIso } from "../../shared/time.ts";
import { ticksUpTo } from "../../web/parts/chart/ticks.ts";
import { storyResponse } from "./story.ts";

const NOW = Date.parse("2026-03-02T00:00:00.000Z");

test.each([
  [0, [0, 1]],
  [3.7, [0, 1, 2, 3, 4]],
  [4, [0, 1, 2, 3, 4]],
  [9, [0, 5, 10]],
  [0.03, [0, 0.01, 0.02, 0.03]],
  [1440, [0, 500, 1000, 1500]],
])("an axis up to %d has the figures %j", (most, ticks) => {
  expect(ticksUpTo(most)).toEqual(ticks);
});

test("a chart counts every entry of its range once, however long the range is", () => {
  const group = { id: "g", title: "g", count: 3 };
  const perMinute = [0, 90, 1439].map((minute): [string, number] => [toIso(NOW - DAY + minute * MINUTE), 1]);
  for (const days of [1, 30, 400, 100_000]) {
    const { series, binMinutes } = errorChart([{ ...group, perMinute }], { from: NOW - days * DAY, to: NOW });
    expect(
      series[0]?.counts.reduce((sum, count) => sum + count, 0),
      `${days} days`,
    ).toBe(3);
    expect(series[0]?.counts.length, `bins of ${binMinutes} minutes`).toBeLessThanOrEqual(146);
  }
});

test("entries outside the range are in no bin; bars take them at their ends", () => {
  const perMinute: [string, number][] = [
    [toIso(NOW - 2 * HOUR), 5],
    [toIso(NOW - 30 * MINUTE), 1],
  ];
  const range = { from: NOW - HOUR, to: NOW };
  const { series } = errorChart([{ id: "g", title: "g", count: 6, perMinute }], range);
  expect(series[0]?.counts.reduce((sum, count) => sum + count, 0)).toBe(1);
  expect([barsOf(perMinute, range)[0], barsOf(perMinute, range)[24]]).toEqual([5, 1]);
});

test("an incident is shown without minutes and lines, and says how many lines there are", () => {
  const { incident, analysis } = storyResponse(NOW);
  const { incident: shown, chart } = shownIncident(incident, analysis.window);
  expect(shown.groups.map(({ id, lines }) => [id, lines])).toEqual(
    incident.groups.map(({ id, samples }) => [id, samples.length]),
  );
  expect(shown.groups.every((group) => !("perMinute" in group) && !("samples" in group))).toBe(true);
  expect(shown.groups.map(({ bars }) => bars.reduce((sum, count) => sum + count, 0))).toEqual(
    incident.groups.map(({ perMinute }) => perMinute.reduce((sum, [, count]) => sum + count, 0)),
  );
  expect(chart.series.length).toBe(5);
});
