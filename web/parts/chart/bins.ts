import type { IncidentGroup, TimelineItem } from "../../../shared/incident.ts";
import { MINUTE, minuteOf } from "../../../shared/time.ts";

/** Errors per minute of each series in one stretch of time that starts at `at` (milliseconds since 1970). */
export type Bin = {
  at: number /** Minutes of the window that it covers. */;
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

/** What a chart draws of a group. */
export type ChartGroup = Pick<IncidentGroup, "id" | "title" | "count" | "perMinute">;

/** Where the drawing begins and ends within its box: what the axis takes on the left, the margin on the right. */
export const PLOT_LEFT_PX = 36;
export const PLOT_RIGHT_PX = 12;

const MAX_BINS = 144;
const BIN_MINUTES = [1, 2, 5, 10, 15, 30, 60, 120, 360, 720, 1440] as const;
const MAX_SERIES = 6;
const MAX_MARKS = 9;
/** Flags nearer than this share of the window would cover each other. */
const MIN_FLAG_DISTANCE = 0.03;
const OTHERS = "others";
/** A platform starts instances all day; a deploy must not vanish among them. */
const INSTANCE_START = /^A new instance was started/;

/** What the chart draws: at most 145 bins and six series, the largest groups first, the rest as one. */
export function chartData(groups: ChartGroup[], timeline: TimelineItem[], from: number, to: number): ChartData {
  const minutes = Math.max(1, Math.ceil((to - from) / MINUTE));
  const binMinutes = BIN_MINUTES.find((size) => minutes / size <= MAX_BINS) ?? 1440;
  const { series, seriesOf } = seriesFor(groups);
  const bins = emptyBins(series, binMinutes * MINUTE, from, to);
  const start = bins[0]?.at ?? from;
  for (const group of groups) {
    const id = seriesOf.get(group.id) ?? OTHERS;
    for (const [at, errors] of group.perMinute) {
      const bin = bins[Math.floor((Date.parse(at) - start) / (binMinutes * MINUTE))];
      if (bin) bin.perMinute[id] = (bin.perMinute[id] ?? 0) + errors / bin.minutes;
    }
  }
  return { series, bins, binMinutes, from, to, marks: marksOf(timeline, from, to) };
}

/** Bins that start at whole multiples of their length; the first and the last count only the minutes in the window. */
function emptyBins(series: Series[], binMs: number, from: number, to: number): Bin[] {
  const start = Math.floor(from / binMs) * binMs;
  const many = Math.max(1, Math.ceil((to - start) / binMs));
  return Array.from({ length: many }, (_, index) => {
    const at = start + index * binMs;
    const end = Math.min(at + binMs, to);
    return {
      at,
      minutes: Math.max(1, Math.ceil(end / MINUTE) - minuteOf(Math.max(at, from))),
      perMinute: Object.fromEntries(series.map(({ id }) => [id, 0])),
    };
  });
}

function seriesFor(groups: ChartGroup[]) {
  const sorted = [...groups].sort((a, b) => b.count - a.count);
  const isTooMany = sorted.length > MAX_SERIES;
  const own = sorted.slice(0, isTooMany ? MAX_SERIES - 1 : MAX_SERIES);
  const series = own.map((group, index) => ({ id: group.id, title: group.title, color: colorOf(index) }));
  if (isTooMany) {
    series.push({ id: OTHERS, title: `${sorted.length - own.length} other groups`, color: colorOf(MAX_SERIES - 1) });
  }
  return { series, seriesOf: new Map(own.map((group) => [group.id, group.id])) };
}

function colorOf(index: number): string {
  return `var(--series-${index + 1})`;
}

/** Deploys and other changes, the first error and the recovery: numbered in order of time; where there are too many, what tells most. */
function marksOf(timeline: TimelineItem[], from: number, to: number): Mark[] {
  const marks = timeline
    .filter(({ kind }) => kind === "change" || kind === "first-error" || kind === "recovery")
    .map(({ at, kind, statement }) => ({ at: Date.parse(at), iso: at, kind, statement, label: "", flag: "" }))
    .filter(({ at }) => at >= from && at <= to)
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

/** 0 for turns of the incident itself, 1 for what people or pipelines changed, 2 for what happens by itself. */
function rankOf({ kind, statement }: Mark): number {
  if (kind !== "change") return 0;
  return INSTANCE_START.test(statement) ? 2 : 1;
}
