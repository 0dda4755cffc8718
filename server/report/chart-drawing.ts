import { MINUTE } from "../../shared/time.ts";
import { formatCount, plural } from "../../shared/words.ts";
import type { Block, Mark } from "./document.ts";
import { clock, moment } from "./phrases.ts";
import { visible } from "./visible.ts";

/** A chart in shares of its width, for formats that draw it themselves. */
export type ChartDrawing = {
  title: string;
  /** The chart in one sentence, for those who can't see it. */
  alt: string;
  most: number;
  /** `most` in words, for the axis: `2,080`. */
  top: string;
  counts: number[];
  /** Where the dashed lines are, 0 … 1 from the left. */
  marks: { x: number }[];
  /** The numbers of marks, which are those of the legend; those close together are one text: `2, 3`. */
  labels: { x: number; text: string }[];
  legend: string[];
  from: string;
  to: string;
};

/** More bars than these have no gaps between them: narrow ones would come and go with the size of the drawing. */
export const MOST_APART = 48;

/** Shares of the width: what is free between two numbers at least, and what a character of one takes. */
const GAP = 0.02;
const CHARACTER = 0.011;

/** What a chart shows, laid out. */
export function chartDrawing({ title, bars, marks }: Extract<Block, { kind: "chart" }>): ChartDrawing {
  const from = Date.parse(bars[0]?.at ?? "");
  const last = bars.at(-1);
  const to = Date.parse(last?.at ?? "") + (last?.minutes ?? 0) * MINUTE;
  const counts = bars.map((bar) => bar.count);
  const most = Math.max(1, ...counts);
  const total = counts.reduce((sum, count) => sum + count, 0);
  // What happened several times in the same words is one line of the legend, under one number.
  const same = [...Map.groupBy(marks, ({ label }) => label).values()];
  const placed = marks.map((mark) => ({
    x: Math.min(1, Math.max(0, (Date.parse(mark.at) - from) / (to - from))),
    text: String(same.findIndex((own) => own.includes(mark)) + 1),
  }));
  const [start, end] = [minute(from), minute(to)];
  return {
    title: visible(title),
    alt: visible(`${title}: ${total} in all, at most ${most} in one bar, ${start} to ${end}.`),
    most,
    top: formatCount(most),
    counts,
    marks: placed.map(({ x }) => ({ x })),
    labels: joinNear(placed),
    legend: legendOf(marks).map(visible),
    from: start,
    to: end,
  };
}

/** When each change was, those of the same words together: `2026-03-01 13:15:00 UTC: Deploy`, in the order of the first ones. */
export function legendOf(marks: readonly Mark[]): string[] {
  return [...Map.groupBy(marks, ({ label }) => label)].map(([label, same]) => `${momentsOf(same)}: ${label}`);
}

/** `2026-03-01 13:15 UTC`. */
function minute(at: number): string {
  return `${clock(new Date(at).toISOString()).slice(0, 16)} UTC`;
}

/** `2026-03-01 13:15:00 UTC, 4 times more until 2026-03-01 13:40:00 UTC`. */
function momentsOf(marks: readonly { at: string }[]): string {
  const [first, last] = [marks[0]?.at ?? "", marks.at(-1)?.at ?? ""];
  if (marks.length === 1) return moment(first);
  if (marks.length === 2) return `${moment(first)} and ${moment(last)}`;
  return `${moment(first)}, ${plural(marks.length - 1, "time")} more until ${moment(last)}`;
}

/** Numbers that would touch each other become one text, which starts where the first of them is, or ends at the chart's end. */
function joinNear(labels: readonly { x: number; text: string }[]): { x: number; text: string }[] {
  const joined: { x: number; numbers: string[] }[] = [];
  for (const { x, text } of labels.toSorted((a, b) => a.x - b.x)) {
    const last = joined.at(-1);
    if (last === undefined || x > last.x + widthOf(last.numbers) + GAP) joined.push({ x, numbers: [text] });
    else if (!last.numbers.includes(text)) last.numbers.push(text);
  }
  return joined.map(({ x, numbers }) => ({ x: Math.min(x, 1 - widthOf(numbers)), text: numbers.join(", ") }));
}

function widthOf(numbers: readonly string[]): number {
  return numbers.join(", ").length * CHARACTER;
}
