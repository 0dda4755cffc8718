import type { ErrorGroup } from "../../shared/group.ts";
import { SECOND } from "../../shared/time.ts";

/**
 * How strongly one group's events go with another's, and by what. `share` is the part of `of`'s events that have an event of
 * `by` beside them, 0 … 1.
 */
export type Link = {
  by: ErrorGroup;
  of: ErrorGroup;
  kind: "trace" | "instance" | "time";
  share: number;
  /** Whether the events of `by` come first, as a rule. */
  isBefore: boolean;
};

/** Entries of one request are written within this; the edge's request entry is stamped with the request's start. */
const SAME_REQUEST = 2 * SECOND;
/** An instance that died takes the requests of its last and next seconds with it. */
const SAME_INSTANCE = 30 * SECOND;
/** A request log is stamped with the start of the request, so what it suffered comes up to its latency later. */
const MAX_LATENCY = 120 * SECOND;
const MIN_SHARE = 0.5;
/** A share that chance alone would give proves nothing. */
const MAX_SHARE_BY_CHANCE = 0.35;

/**
 * The strongest link from `by` to `of`, or undefined: shared traces first, then instance and time, then time alone. `least` is
 * the share from which on a link counts, default half.
 */
export function linkBetween(by: ErrorGroup, of: ErrorGroup, least = MIN_SHARE): Link | undefined {
  if (by.id === of.id || by.environment !== of.environment) return undefined;
  const byTrace = traceShare(by, of);
  if (byTrace >= least) return { by, of, kind: "trace", share: byTrace, isBefore: comesBefore(by, of) };
  if (by.service !== of.service) return undefined;
  const byInstance = instanceShare(by, of);
  if (byInstance >= least) return { by, of, kind: "instance", share: byInstance, isBefore: comesBefore(by, of) };
  const byTime = timeShare(by, of);
  if (byTime >= least) return { by, of, kind: "time", share: byTime, isBefore: comesBefore(by, of) };
  return undefined;
}

/** Share of `of`'s traces that `by` has too; 0 where few of its events carry one. */
function traceShare(by: ErrorGroup, of: ErrorGroup): number {
  if (of.traces.length === 0 || by.traces.length === 0) return 0;
  const known = new Set(by.traces);
  const shared = of.traces.filter((trace) => known.has(trace)).length;
  return shared / Math.min(of.traces.length, Math.max(by.traces.length, 1));
}

/** Share of `of`'s samples that have a sample of `by` on the same instance within half a minute (plus the latency). */
function instanceShare(by: ErrorGroup, of: ErrorGroup): number {
  const samples = of.samples.filter((sample) => sample.instance !== undefined);
  if (samples.length === 0 || samples.length * 2 < of.samples.length) return 0;
  const instances = new Set(by.instances.map((instance) => instance.name));
  const together = samples.filter((sample) => {
    if (sample.instance === undefined || !instances.has(sample.instance)) return false;
    const latency = Math.min(sample.request?.latencyMs ?? 0, MAX_LATENCY);
    return hasArrival(by.arrivals, sample.at - SAME_INSTANCE, sample.at + latency + SAME_INSTANCE);
  });
  return together.length / samples.length;
}

/** Share of `of`'s arrivals with one of `by` beside them; 0 where chance would do as much. */
function timeShare(by: ErrorGroup, of: ErrorGroup): number {
  const latency = Math.min(medianLatency(of), MAX_LATENCY);
  const reach = 2 * SAME_REQUEST + latency;
  const span = Math.max(by.lastSeen, of.lastSeen) - Math.min(by.firstSeen, of.firstSeen) + reach;
  const byChance = Math.min(1, (distinctTicks(by.arrivals, reach) * reach) / span);
  if (byChance > MAX_SHARE_BY_CHANCE && !isSameBurst(by, of)) return 0;
  const from = Math.max(of.arrivals[0] ?? 0, (by.arrivals[0] ?? 0) - reach);
  const comparable = by.count > by.arrivals.length ? of.arrivals.filter((at) => at >= from) : of.arrivals;
  if (comparable.length === 0) return 0;
  const together = comparable.filter((at) => hasArrival(by.arrivals, at - SAME_REQUEST, at + SAME_REQUEST + latency));
  return together.length / comparable.length;
}

/** Two groups that both live only in one short, common stretch of time: chance can't be told there, but neither denied. */
function isSameBurst(by: ErrorGroup, of: ErrorGroup): boolean {
  const bothShort = by.lastSeen - by.firstSeen < 60 * SECOND && of.lastSeen - of.firstSeen < 60 * SECOND;
  return bothShort && Math.abs(by.firstSeen - of.firstSeen) < 10 * SECOND;
}

/** How many stretches of `reach` hold an arrival. */
function distinctTicks(arrivals: readonly number[], reach: number): number {
  let ticks = 0;
  let last = Number.NEGATIVE_INFINITY;
  for (const at of arrivals) {
    if (at - last <= reach) continue;
    ticks += 1;
    last = at;
  }
  return ticks;
}

function medianLatency(group: ErrorGroup): number {
  const latencies = group.samples.map((sample) => sample.request?.latencyMs ?? 0).sort((a, b) => a - b);
  return latencies[Math.floor(latencies.length / 2)] ?? 0;
}

/** Whether the first events of `by` come no later than those of `of` (a request is stamped with its start: give it its latency). */
function comesBefore(by: ErrorGroup, of: ErrorGroup): boolean {
  return by.firstSeen <= of.firstSeen + medianLatency(of) + SAME_REQUEST;
}

/** Whether `arrivals` (ascending) hold a time in [from, to]. */
export function hasArrival(arrivals: readonly number[], from: number, to: number): boolean {
  let low = 0;
  let high = arrivals.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((arrivals[middle] ?? 0) < from) low = middle + 1;
    else high = middle;
  }
  const found = arrivals[low];
  return found !== undefined && found <= to;
}
