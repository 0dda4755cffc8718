import { z } from "zod";
import type { IncidentGroup } from "./incident.ts";
import { MINUTE, minuteOf } from "./time.ts";
import type { Range } from "./time-range.ts";

/** Entries over time by group, at the resolution at which a chart draws them. */
export const errorChartSchema = z.object({
  /** What it spans, RFC 3339. */
  from: z.string(),
  to: z.string(),
  /** How long a bin is; bins start at whole multiples of it, the first one at or before `from`. */
  binMinutes: z.number().int(),
  /** At most six, those with the most entries first; where there are more groups the last one, of id null, is all others. */
  series: z.array(z.object({ id: z.string().nullable(), title: z.string(), counts: z.array(z.number().int()) })),
});
export type ErrorChart = z.infer<typeof errorChartSchema>;

/** What a chart counts of a group. */
export type ChartedGroup = Pick<IncidentGroup, "id" | "title" | "count" | "perMinute">;

const MAX_BINS = 144;
const BIN_MINUTES = [1, 2, 5, 10, 15, 30, 60, 120, 360, 720, 1440] as const;
const DAY_MINUTES = 1440;
const MAX_SERIES = 6;
const BARS = 48;

/** The entries of groups within a range, in at most 145 bins and six series. */
export function errorChart(groups: readonly ChartedGroup[], range: Range): ErrorChart {
  const minutes = Math.max(1, Math.ceil((range.to - range.from) / MINUTE));
  const binMinutes = BIN_MINUTES.find((size) => minutes / size <= MAX_BINS) ?? wholeDays(minutes / MAX_BINS);
  const bins = chartBins({ ...range, binMinutes });
  const start = bins[0]?.at ?? range.from;
  const { series, seriesOf } = seriesFor(groups, bins.length);
  for (const group of groups) {
    const counts = seriesOf(group);
    for (const [at, count] of group.perMinute) {
      const bin = Math.floor((Date.parse(at) - start) / (binMinutes * MINUTE));
      const before = counts[bin];
      if (before !== undefined) counts[bin] = before + count;
    }
  }
  return { from: new Date(range.from).toISOString(), to: new Date(range.to).toISOString(), binMinutes, series };
}

/** The bins of a range: when each starts (milliseconds since 1970), and how many minutes of the range it covers. */
export function chartBins({ from, to, binMinutes }: Range & { binMinutes: number }): { at: number; minutes: number }[] {
  const binMs = binMinutes * MINUTE;
  const start = Math.floor(from / binMs) * binMs;
  const many = Math.max(1, Math.ceil((to - start) / binMs));
  return Array.from({ length: many }, (_, index) => {
    const at = start + index * binMs;
    const end = Math.min(at + binMs, to);
    return { at, minutes: Math.max(1, Math.ceil(end / MINUTE) - minuteOf(Math.max(at, from))) };
  });
}

/** Counts per minute summed into 48 equal parts of a range; what lies outside counts to its ends. */
export function barsOf(perMinute: IncidentGroup["perMinute"], { from, to }: Range): number[] {
  const bars = Array.from({ length: BARS }, () => 0);
  for (const [at, count] of perMinute) {
    const bar = Math.floor(((Date.parse(at) - from) / Math.max(1, to - from)) * BARS);
    const place = Math.min(BARS - 1, Math.max(0, bar));
    bars[place] = (bars[place] ?? 0) + count;
  }
  return bars;
}

function wholeDays(minutes: number): number {
  return Math.ceil(minutes / DAY_MINUTES) * DAY_MINUTES;
}

function seriesFor(groups: readonly ChartedGroup[], bins: number) {
  const zeros = () => Array.from({ length: bins }, () => 0);
  const sorted = [...groups].sort((a, b) => b.count - a.count);
  const isTooMany = sorted.length > MAX_SERIES;
  const own = new Map(
    sorted.slice(0, isTooMany ? MAX_SERIES - 1 : MAX_SERIES).map((group) => [group.id, { ...group, counts: zeros() }]),
  );
  const series: ErrorChart["series"] = [...own.values()].map(({ id, title, counts }) => ({ id, title, counts }));
  const others = zeros();
  if (isTooMany) series.push({ id: null, title: `${sorted.length - own.size} other groups`, counts: others });
  return { series, seriesOf: ({ id }: ChartedGroup) => own.get(id)?.counts ?? others };
}
