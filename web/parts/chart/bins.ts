import { chartBins, type ErrorChart } from "../../../shared/error-chart.ts";
import type { TimelineItem } from "../../../shared/incident.ts";
import { MINUTE } from "../../../shared/time.ts";
import { beside } from "../../../shared/timeline-words.ts";
import { countOf } from "../../lib/format.ts";

/** Errors per minute of each series in one stretch of time that starts at `at` (milliseconds since 1970). */
export type Bin = {
  at: number;
  /** Minutes of the window that it covers. */
  minutes: number;
  perMinute: Record<string, number>;
};
export type Series = { id: string; title: string; color: string };
/** `label`: its number. `flag`: what stands above its line; empty where a mark just before it speaks for both. */
export type Mark = {
  at: number;
  label: string;
  flag: string;
  kind: TimelineItem["kind"];
  statement: string;
  iso: string;
};
export type ChartData = { series: Series[]; bins: Bin[]; binMinutes: number; from: number; to: number; marks: Mark[] };

/** Where the drawing begins and ends within its box: what the axis takes on the left, the margin on the right. */
export const PLOT_LEFT_PX = 36;
export const PLOT_RIGHT_PX = 12;

const MAX_MARKS = 9;
/** Flags nearer than this share of the window would cover each other. */
const MIN_FLAG_DISTANCE = 0.03;
const OTHERS = "others";
/** A platform starts instances all day; a deploy must not vanish among them. */
const INSTANCE_START = /^A new instance was started/;

/** What the chart draws: entries a minute in each bin and series, and the marks. */
export function chartData(chart: ErrorChart, timeline: readonly TimelineItem[]): ChartData {
  const { binMinutes } = chart;
  const [from, to] = [Date.parse(chart.from), Date.parse(chart.to)];
  const series = chart.series.map(({ id, title }, index) => ({ id: id ?? OTHERS, title, color: colorOf(index) }));
  const bins = chartBins({ from, to, binMinutes }).map(({ at, minutes }, bin) => ({
    at,
    minutes,
    perMinute: Object.fromEntries(chart.series.map(({ id, counts }) => [id ?? OTHERS, (counts[bin] ?? 0) / minutes])),
  }));
  return { series, bins, binMinutes, from, to, marks: marksOf(timeline, from, to) };
}

function colorOf(index: number): string {
  return `var(--series-${index + 1})`;
}

/**
 * Deploys and other changes, live checks, what became of the incident, the first error and the recovery: numbered in order of time;
 * where there are too many, what tells most.
 */
function marksOf(timeline: readonly TimelineItem[], from: number, to: number): Mark[] {
  const marks = checksTogether(timeline)
    .filter(({ kind }) => kind !== "error" && kind !== "detection")
    .map((item) => ({
      ...{ at: Date.parse(item.at), iso: item.at, kind: item.kind, statement: beside(item) },
      ...{ label: "", flag: "" },
    }))
    // The live systems are asked just after the entries were read.
    .filter(({ at }) => at >= from && at <= to + MINUTE)
    .map((mark) => ({ ...mark, at: Math.min(mark.at, to) }))
    .sort((a, b) => rankOf(a) - rankOf(b) || a.at - b.at)
    .slice(0, MAX_MARKS)
    .sort((a, b) => a.at - b.at);
  let last: Mark | undefined;
  for (const [index, mark] of marks.entries()) {
    mark.label = String(index + 1);
    if (last && mark.at - last.at < (to - from) * MIN_FLAG_DISTANCE) {
      last.flag = `${last.label}–${mark.label}`;
    } else {
      mark.flag = mark.label;
      last = mark;
    }
  }
  return marks;
}

/** The live checks of one minute as one item. */
function checksTogether(timeline: readonly TimelineItem[]): TimelineItem[] {
  const checks = Map.groupBy(
    timeline.filter(({ kind }) => kind === "check"),
    ({ at }) => at.slice(0, "2026-03-01T10:00".length),
  );
  const asked = [...checks.values()].flatMap((own) => {
    const [first] = own;
    if (first === undefined || own.length === 1) return own;
    return [{ ...first, statement: `${countOf(own.length, "live check")} ran` }];
  });
  return [...timeline.filter(({ kind }) => kind !== "check"), ...asked];
}

/** 0 for turns of the incident itself, 1 for what people or pipelines changed, 2 for live checks, 3 for what happens by itself. */
function rankOf({ kind, statement }: Mark): number {
  if (kind === "check") return 2;
  if (kind !== "change") return 0;
  return INSTANCE_START.test(statement) ? 3 : 1;
}
