import { describe, expect, test } from "vitest";
import { chartDrawing } from "../../server/report/chart-drawing.ts";
import { svgChart } from "../../server/report/svg-chart.ts";

const START = Date.parse("2026-03-01T12:00:00Z");
const at = (minute: number) => new Date(START + minute * 60_000).toISOString();

/** As many bars of a minute as there are counts. */
function chart(counts: number[], marks: { at: string; label: string }[] = []) {
  return {
    kind: "chart" as const,
    title: "Log entries of this incident per minute",
    bars: counts.map((count, minute) => ({ at: at(minute), minutes: 1, count })),
    marks,
  };
}

describe("the marks of a chart", () => {
  test("that say the same have one number and one line of the legend, with how often and until when", () => {
    const deploys = [10, 60, 90].map((minute) => ({ at: at(minute), label: "Service api was deployed." }));
    const ready = { at: at(30), label: "Revision api-2 became ready." };
    const { labels, legend } = chartDrawing(chart(Array(100).fill(1), [deploys[0]!, ready, deploys[1]!, deploys[2]!]));
    expect(labels.map(({ text }) => text)).toEqual(["1", "2", "1", "1"]);
    expect(legend).toEqual([
      "2026-03-01 12:10:00 UTC, 2 times more until 2026-03-01 13:30:00 UTC: Service api was deployed.",
      "2026-03-01 12:30:00 UTC: Revision api-2 became ready.",
    ]);
  });

  test("that would touch each other are one text, also where the text before them has become wide", () => {
    const marks = [10, 11, 12, 15, 40].map((minute, i) => ({ at: at(minute), label: `change ${i}` }));
    const { labels } = chartDrawing(chart(Array(100).fill(1), marks));
    expect(labels.map(({ text }) => text)).toEqual(["1, 2, 3, 4", "5"]);
  });

  test("have their numbers within the chart, also at its end", () => {
    const { labels } = chartDrawing(
      chart(
        Array(100).fill(1),
        [97, 98, 99].map((minute, i) => ({ at: at(minute), label: `change ${i}` })),
      ),
    );
    expect(labels).toHaveLength(1);
    expect(labels[0]?.x).toBeLessThan(0.95);
  });
});

test("the axis writes thousands as people read them", () => {
  expect(chartDrawing(chart([2080, 3])).top).toBe("2,080");
});

test.each([
  [48, 48, 0],
  [49, 0, 1],
])("%i bars are drawn as %i bars and %i outline", (many, bars, outlines) => {
  const svg = svgChart(chart(Array(many).fill(2)));
  expect([svg.match(/<rect class="bar"/g)?.length ?? 0, svg.match(/<path class="bar"/g)?.length ?? 0]).toEqual([
    bars,
    outlines,
  ]);
});
