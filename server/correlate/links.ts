import { firstPlace } from "../../shared/first-place.ts";
import type { ErrorGroup } from "../../shared/group.ts";
import { SECOND } from "../../shared/time.ts";
import { type Linkable, PROBES } from "./linkable.ts";

/**
 * How strongly one group's events go with another's, and by what. `share` is the part of `of`'s events that have an event of
 * `by` beside them, 0 … 1.
 */
export type Link = {
  by: ErrorGroup;
  of: ErrorGroup;
  kind: "trace" | "instance" | "time";
  share: number;
  /** How far `of`'s events lie from those of `by`, as a rule, from their start or (of requests) their end; milliseconds, 0 by trace. */
  distance: number;
  /** Whether the events of `by` come first, as a rule. */
  isBefore: boolean;
};

/** Entries of one request are written within this; the edge's request entry is stamped with the request's start. */
const SAME_REQUEST = 2 * SECOND;
/** An instance that died takes the requests of its last and next seconds with it. */
const SAME_INSTANCE = 30 * SECOND;
const MIN_SHARE = 0.5;
/** A share that chance alone would give proves nothing. */
const MAX_SHARE_BY_CHANCE = 0.35;
/** So many traces are kept of a group: beyond, a trace may be missing from the list and not from the group. */
const ALL_TRACES = 500;
const MOST_LOOKED_AT = 400;

/**
 * The strongest link from `by` to `of`, or undefined: shared traces first, then instance and time, then time alone. `least` is
 * the share from which on a link counts, default half. Groups whose requests are all traced and share no trace have nothing to
 * do with each other, but for what ends a whole instance.
 */
export function linkBetween(by: Linkable, of: Linkable, least = MIN_SHARE): Link | undefined {
  if (by.group.id === of.group.id || by.group.environment !== of.group.environment) return undefined;
  const link = (kind: Link["kind"], share: number): Link => ({
    by: by.group,
    of: of.group,
    kind,
    share,
    distance: kind === "trace" ? 0 : distanceBetween(by, of),
    isBefore: comesBefore(by, of),
  });
  const byTrace = traceShare(by, of);
  if (byTrace >= least && byTrace > 0) return link("trace", byTrace);
  if (by.group.service !== of.group.service || !meet(by, of)) return undefined;
  if (by.isOfInstance || (of.endsInstances && !isByChance(by, of, 2 * SAME_INSTANCE))) {
    const byInstance = instanceShare(by, of);
    if (byInstance >= least) return link("instance", byInstance);
  }
  if (areOtherRequests(by, of, byTrace)) return undefined;
  const byTime = timeShare(by, of, least);
  if (byTime < least) return undefined;
  return link(isOnSameInstances(by, of) ? "instance" : "time", byTime);
}

/** Share of `of`'s traces that `by` has too. */
function traceShare(by: Linkable, of: Linkable): number {
  if (of.traces.size === 0 || by.traces.size === 0) return 0;
  let shared = 0;
  for (const trace of of.traces) if (by.traces.has(trace)) shared += 1;
  return shared / (by.traces.size < ALL_TRACES ? of.traces.size : Math.min(of.traces.size, by.traces.size));
}

/** Whether all requests of both are traced and none is the same: then they have nothing to do with each other. */
function areOtherRequests(by: Linkable, of: Linkable, byTrace: number): boolean {
  return by.isTraced && of.isTraced && byTrace === 0 && !by.endsInstances;
}

/** Whether the two were seen in one stretch of time at all. */
function meet(by: Linkable, of: Linkable): boolean {
  const reach = SAME_INSTANCE + of.latency;
  return by.group.firstSeen <= of.group.lastSeen + reach && by.group.lastSeen >= of.group.firstSeen - SAME_INSTANCE;
}

/** Share of `of`'s samples that have an event of `by` on the same instance within half a minute (plus the latency). */
function instanceShare(by: Linkable, of: Linkable): number {
  const samples = of.group.samples.filter((sample) => sample.instance !== undefined);
  if (samples.length === 0 || samples.length * 2 < of.group.samples.length) return 0;
  const together = samples.filter((sample) => {
    if (sample.instance === undefined || !by.instances.has(sample.instance)) return false;
    const latency = sample.request?.latencyMs ?? 0;
    return hasArrival(by.group.arrivals, sample.at - SAME_INSTANCE, sample.at + latency + SAME_INSTANCE);
  });
  return together.length / samples.length;
}

/** Whether nearly all instances of `of` are among those of `by`, as far as either says. */
function isOnSameInstances(by: Linkable, of: Linkable): boolean {
  if (of.instances.size === 0 || by.instances.size === 0) return false;
  let shared = 0;
  for (const instance of of.instances) if (by.instances.has(instance)) shared += 1;
  return shared / of.instances.size >= 0.8;
}

/** Share of `of`'s arrivals with one of `by` beside them; 0 where chance would do as much. */
function timeShare(by: Linkable, of: Linkable, least: number): number {
  for (const windows of requestWindows(of)) {
    const reach = windows.reduce((sum, [from, to]) => sum + to - from, 0);
    const share = shareWithin(by, of, windows, least);
    if (share >= least && !isByChance(by, of, reach)) return share;
  }
  return 0;
}

type WindowOfTime = readonly [from: number, to: number];

/** Where errors of one request lie, from its start: of a slow one near its start or its end as a rule, else in between. */
function requestWindows({ latency, latencies: [low, high] }: Linkable): WindowOfTime[][] {
  const whole: WindowOfTime = [-SAME_REQUEST, SAME_REQUEST + latency];
  if (latency <= 2 * SAME_REQUEST) return [[whole]];
  // Requests that run into a time limit all end after the same time; others within about a twentieth of the usual.
  const from = Math.max(low, latency * 0.95);
  const to = Math.min(high, latency * 1.05);
  const end: WindowOfTime = [from - SAME_REQUEST, to + SAME_REQUEST];
  return [[[-SAME_REQUEST, SAME_REQUEST], end], [whole]];
}

function shareWithin(by: Linkable, of: Linkable, windows: readonly WindowOfTime[], least: number): number {
  const [cause, echo] = [by.group, of.group];
  const reach = windows.at(-1)?.[1] ?? 0;
  const isBeside = (at: number) => windows.some(([start, end]) => hasArrival(cause.arrivals, at + start, at + end));
  // Where the cause's oldest events were dropped, older ones of the other say nothing.
  const isCut = cause.count > cause.arrivals.length;
  const first = isCut ? firstFrom(echo.arrivals, (cause.arrivals[0] ?? 0) - reach) : 0;
  if (!isCut && least >= MIN_SHARE && !of.firstProbes.some(isBeside)) return 0;
  if (shareOf(echo.arrivals, first, PROBES, isBeside) < least / 3) return 0;
  return shareOf(echo.arrivals, first, MOST_LOOKED_AT, isBeside);
}

/** The share of these times from the place `first` on, of at most `count` that are evenly spread over them, of which it is so. */
function shareOf(times: readonly number[], first: number, count: number, isSo: (at: number) => boolean): number {
  const all = times.length - first;
  const looked = Math.min(all, count);
  const step = all / looked;
  let found = 0;
  for (let i = 0; i < looked; i += 1) {
    if (isSo(times[first + Math.floor(i * step)] ?? 0)) found += 1;
  }
  return found / Math.max(looked, 1);
}

/**
 * Whether two groups too frequent for single moments to tell anything began together and go on together: `by` is beside nearly
 * every event of `of`. With `isEqual`, they also come equally often.
 */
export function runTogether(by: Linkable, of: Linkable, isEqual: boolean): Link | undefined {
  const [cause, echo] = [by.group, of.group];
  if (cause.id === echo.id || cause.environment !== echo.environment || cause.service !== echo.service)
    return undefined;
  if (areOtherRequests(by, of, traceShare(by, of))) return undefined;
  if (Math.abs(cause.firstSeen - echo.firstSeen) > SAME_INSTANCE + of.latency) return undefined;
  const ratio = cause.count / echo.count;
  if (isEqual && (ratio < 0.8 || ratio > 1.25)) return undefined;
  const share = shareWithin(by, of, [[-SAME_REQUEST, SAME_REQUEST + of.latency]], 0.8);
  if (share < 0.8) return undefined;
  const kind = isOnSameInstances(by, of) ? "instance" : "time";
  return { by: cause, of: echo, kind, share, distance: distanceBetween(by, of), isBefore: comesBefore(by, of) };
}

/** Whether `by` comes so often that most moments have one of its events beside them. */
function isByChance(by: Linkable, of: Linkable, reach: number): boolean {
  if (isSameBurst(by.group, of.group)) return false;
  const [a, b] = [by.group, of.group];
  const span = Math.max(a.lastSeen, b.lastSeen) - Math.min(a.firstSeen, b.firstSeen) + reach;
  return (distinctTicks(a.arrivals, reach) * reach) / span > MAX_SHARE_BY_CHANCE;
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

/** The median distance of a few of `of`'s events to the nearest of `by`'s. */
function distanceBetween(by: Linkable, of: Linkable): number {
  const toNearest = (at: number) => {
    const next = firstFrom(by.group.arrivals, at);
    return Math.min(
      Math.abs((by.group.arrivals[next] ?? Number.POSITIVE_INFINITY) - at),
      Math.abs(at - (by.group.arrivals[next - 1] ?? Number.NEGATIVE_INFINITY)),
    );
  };
  const distances = of.probes.map((at) => Math.min(toNearest(at), toNearest(at + of.latency))).sort((a, b) => a - b);
  return distances[Math.floor(distances.length / 2)] ?? 0;
}

/** Whether the first events of `by` come no later than those of `of` (a request is stamped with its start: give it its latency). */
function comesBefore(by: Linkable, of: Linkable): boolean {
  return by.group.firstSeen <= of.group.firstSeen + of.latency + SAME_REQUEST;
}

/** Whether `arrivals` (ascending) hold a time in [from, to]. */
export function hasArrival(arrivals: readonly number[], from: number, to: number): boolean {
  const found = arrivals[firstFrom(arrivals, from)];
  return found !== undefined && found <= to;
}

/** The place of the first time at or after `from`; the length where there is none. */
function firstFrom(arrivals: readonly number[], from: number): number {
  return firstPlace(arrivals.length, (place) => (arrivals[place] ?? 0) >= from);
}
