import type { Block } from "./document.ts";
import { clock, moment } from "./phrases.ts";
import { visible } from "./visible.ts";

/** A chart in shares of its width, for formats that draw it themselves. */
export type ChartDrawing = {
  title: string;
  /** The chart in one sentence, for those who can't see it. */
  alt: string;
  most: number;
  counts: number[];
  /** Where the dashed lines are, 0 … 1 from the left. */
  marks: { x: number }[];
  /** The numbers of marks; those close together are one text: `2, 3`. */
  labels: { x: number; text: string }[];
  legend: string[];
  from: string;
  to: string;
};

/** Marks nearer to each other than this share of the width have their numbers beside each other. */
const NEAR = 0.03;

/** What a chart shows, laid out. */
export function chartDrawing({ title, bars, marks }: Extract<Block, { kind: "chart" }>): ChartDrawing {
  const from = Date.parse(bars[0]?.at ?? "");
  const last = bars.at(-1);
  const to = Date.parse(last?.at ?? "") + (last?.minutes ?? 0) * 60_000;
  const counts = bars.map((bar) => bar.count);
  const most = Math.max(1, ...counts);
  const total = counts.reduce((sum, count) => sum + count, 0);
  const placed = marks.map((mark, i) => ({
    x: Math.min(1, Math.max(0, (Date.parse(mark.at) - from) / (to - from))),
    text: String(i + 1),
  }));
  const [start, end] = [minute(from), minute(to)];
  return {
    title: visible(title),
    alt: visible(`${title}: ${total} in all, at most ${most} in one bar, ${start} to ${end}.`),
    most,
    counts,
    marks: placed.map(({ x }) => ({ x })),
    labels: joinNear(placed),
    legend: marks.map((mark) => visible(`${moment(mark.at)}: ${mark.label}`)),
    from: start,
    to: end,
  };
}

/** `2026-03-01 13:15 UTC`. */
function minute(at: number): string {
  return `${clock(new Date(at).toISOString()).slice(0, 16)} UTC`;
}

function joinNear(labels: readonly { x: number; text: string }[]): { x: number; text: string }[] {
  const joined: { x: number; text: string }[] = [];
  for (const label of labels) {
    const near = joined.find((other) => Math.abs(other.x - label.x) < NEAR);
    if (near === undefined) joined.push({ ...label });
    else near.text = `${near.text}, ${label.text}`;
  }
  return joined;
}
