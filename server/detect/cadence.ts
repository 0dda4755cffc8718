import type { Caller } from "../../shared/events.ts";
import type { Cadence } from "../../shared/group.ts";
import { HOUR, SECOND } from "../../shared/time.ts";
import { describeCaller } from "./caller.ts";

const MIN_GAPS = 5;
const MAX_RELATIVE_DEVIATION = 0.1;
const MIN_PERIOD = 2 * SECOND;
const MAX_MISSED_TICKS = 5;
/** Share of gaps that must be whole multiples of the period. */
const MIN_REGULAR_SHARE = 0.7;

/**
 * The rhythm of `arrivals` (milliseconds since 1970, ascending), or undefined where there is none: the median gap m with
 * a median absolute deviation below 0.1 m over at least five gaps. Missing and doubled ticks do not break it.
 */
export function cadenceOf(
  arrivals: readonly number[],
  callers: readonly (Caller & { count: number })[],
): Cadence | undefined {
  const ticks = foldBursts(arrivals);
  const gaps = gapsOf(ticks);
  if (gaps.length < MIN_GAPS) return undefined;
  const roughPeriod = median(gaps);
  if (roughPeriod < MIN_PERIOD) return undefined;
  const single = gaps.map((gap) => gap / ticksIn(gap, roughPeriod)).filter((gap) => gap > 0);
  const period = median(single);
  const deviation = median(single.map((gap) => Math.abs(gap - period)));
  const regular = gaps.filter((gap) => isMultiple(gap, period)).length / gaps.length;
  if (deviation / period >= MAX_RELATIVE_DEVIATION || regular < MIN_REGULAR_SHARE || isGrowing(gaps)) return undefined;
  return {
    periodSeconds: round(period / SECOND),
    jitterSeconds: round(deviation / SECOND),
    confidence: round(regular * Math.min(1, gaps.length / 20 + 0.5) * (1 - deviation / period)),
    isClockLocked: isLocked(ticks, period),
    caller: describeCaller(callers, isLocked(ticks, period)),
    nextExpectedAt: (ticks.at(-1) ?? 0) + period,
  };
}

/** Events closer than a tenth of the usual gap are one tick: several entries of one request, or a retry at once. */
function foldBursts(arrivals: readonly number[]): number[] {
  const gaps = gapsOf(arrivals).filter((gap) => gap > 0);
  if (gaps.length === 0) return [...arrivals];
  const usual = upperMedian(gaps);
  const ticks: number[] = [];
  for (const at of arrivals) {
    const last = ticks.at(-1);
    if (last === undefined || at - last > usual * 0.1) ticks.push(at);
  }
  return ticks;
}

function gapsOf(times: readonly number[]): number[] {
  const gaps: number[] = [];
  for (let i = 1; i < times.length; i += 1) gaps.push((times[i] ?? 0) - (times[i - 1] ?? 0));
  return gaps;
}

/** How many periods a gap spans: 1, or more where ticks were missed. */
function ticksIn(gap: number, period: number): number {
  const ticks = Math.round(gap / period);
  return ticks >= 1 && ticks <= MAX_MISSED_TICKS ? ticks : 1;
}

function isMultiple(gap: number, period: number): boolean {
  const ticks = Math.round(gap / period);
  return ticks >= 1 && ticks <= MAX_MISSED_TICKS && Math.abs(gap - ticks * period) <= 0.15 * period;
}

/** Gaps that grow by more than a third each time are a retry with back-off, not a rhythm. */
function isGrowing(gaps: readonly number[]): boolean {
  const grown = gaps.slice(1).filter((gap, i) => gap > (gaps[i] ?? gap) * 1.3).length;
  return grown >= (gaps.length - 1) * 0.7;
}

/** Whether ticks fall on the same second of the hour: only periods that divide an hour can tell. */
function isLocked(ticks: readonly number[], period: number): boolean {
  const wholePeriod = Math.round(period / SECOND) * SECOND;
  if (wholePeriod < 10 * SECOND || HOUR % wholePeriod !== 0) return false;
  const angles = ticks.map((at) => ((at % wholePeriod) / wholePeriod) * 2 * Math.PI);
  const x = angles.reduce((sum, angle) => sum + Math.cos(angle), 0) / angles.length;
  const y = angles.reduce((sum, angle) => sum + Math.sin(angle), 0) / angles.length;
  const phase = (((Math.atan2(y, x) / (2 * Math.PI)) * wholePeriod + wholePeriod) % wholePeriod) / SECOND;
  const nearStart = Math.min(phase, wholePeriod / SECOND - phase) <= 3;
  return Math.hypot(x, y) > 0.99 && nearStart;
}

function upperMedian(values: readonly number[]): number {
  return sortedNumbers(values)[Math.floor(values.length / 2)] ?? 0;
}

/** Numbers are sorted many times faster without a function that compares them. */
function sortedNumbers(values: readonly number[]): Float64Array {
  return Float64Array.from(values).sort();
}

/** The middle value; the mean of the two middle ones for an even count; 0 for none. */
export function median(values: readonly number[]): number {
  const sorted = sortedNumbers(values);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
