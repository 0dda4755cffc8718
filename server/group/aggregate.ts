import { compareTexts } from "../../shared/compare-texts.ts";
import type { Caller, ChangeEvent, ErrorEvent, Place, RequestSample } from "../../shared/events.ts";
import type { ErrorGroup, RouteTraffic, Signature } from "../../shared/group.ts";
import { MAX_ARRIVALS, MAX_SAMPLES } from "../../shared/group.ts";
import { minuteOf } from "../../shared/time.ts";
import { joinsAmong } from "./joins.ts";
import {
  type AnsweredCounts,
  answeredCounts,
  countAnswered,
  countRequest,
  type Named,
  newRoute,
  type RouteState,
  readRoute,
} from "./route-counts.ts";

const MAX_CALLERS = 20;
const MAX_COUNTED_CALLERS = 10_000;
const MAX_INSTANCES = 50;
const MAX_COUNTED_INSTANCES = 1000;
const MAX_TRACES = 500;
const MAX_CHANGES = 5000;

export type Aggregate = { groups: ErrorGroup[]; traffic: RouteTraffic[]; changes: ChangeEvent[] };

/** An error event with the group it belongs to. */
export type GroupedEvent = { event: ErrorEvent; groupId: string; title: string; signature: Signature };

export type Aggregator = {
  addError: (grouped: GroupedEvent) => void;
  addRequest: (sample: RequestSample) => void;
  /** The same for a request of the edge's log that did not fail; quick where places and routes are the same objects again. */
  addAnswered: (place: Place, at: number, route: Named) => void;
  addChange: (change: ChangeEvent) => void;
  /** Makes one group of those that are one statement; each keeps the id of the one that came first. */
  joinGroups: () => void;
  /** Everything so far, groups and routes in order of first appearance in time, then id. */
  read: () => Aggregate;
};

/**
 * Counts events, requests and changes into groups, routes and a list. Counts are exact; samples are few and bounded. `isPart`
 * keeps callers and instances whole, for counts that are added to others.
 */
export function createAggregator(isPart = false): Aggregator {
  return new Counts(isPart);
}

/** A class, as one is made for each batch: functions made anew each time would be compiled anew. */
class Counts implements Aggregator {
  readonly #isPart: boolean;
  readonly #groups = new Map<string, GroupState>();
  readonly #routes = new Map<string, RouteState>();
  /** Counts by the objects that name places and routes, which are few. */
  readonly #answered = new Map<Place, Map<Named, AnsweredCounts>>();
  readonly #changes: ChangeEvent[] = [];

  constructor(isPart: boolean) {
    this.#isPart = isPart;
  }

  addError(grouped: GroupedEvent): void {
    let state = this.#groups.get(grouped.groupId);
    if (state === undefined) {
      state = newGroup(grouped);
      this.#groups.set(grouped.groupId, state);
    }
    countEvent(state, grouped.event);
  }

  addRequest(sample: RequestSample): void {
    const failed = (sample.request.status ?? 0) >= 500;
    countRequest(this.#routeOf(sample, sample.origin, sample.request), sample.at, sample.revision, failed);
  }

  addAnswered(place: Place, at: number, route: Named): void {
    const ofPlace = this.#answered.get(place) ?? new Map<Named, AnsweredCounts>();
    const known = ofPlace.get(route);
    const counts = known ?? answeredCounts(this.#routeOf(place, "edge", route), place);
    if (known === undefined) this.#answered.set(place, ofPlace.set(route, counts));
    countAnswered(counts, minuteOf(at));
  }

  addChange(change: ChangeEvent): void {
    if (this.#changes.length < MAX_CHANGES) this.#changes.push(change);
  }

  joinGroups(): void {
    const groups = this.#groups;
    const { joins, texts } = joinsAmong(groups.values());
    for (const { memberId, parentId } of joins) {
      const [member, kept] = [groups.get(memberId), groups.get(parentId)];
      if (member === undefined || kept === undefined) continue;
      addGroup(kept, member);
      groups.delete(memberId);
    }
    for (const { id, template, title } of texts) {
      const group = groups.get(id);
      if (group !== undefined) groups.set(id, { ...group, title, signature: { ...group.signature, template } });
    }
  }

  read(): Aggregate {
    return {
      groups: [...this.#groups.values()]
        .map((state) => readGroup(state, this.#isPart))
        .sort((a, b) => a.firstSeen - b.firstSeen || compareTexts(a.id, b.id)),
      traffic: [...this.#routes.entries()].sort(([a], [b]) => compareTexts(a, b)).map(([, state]) => readRoute(state)),
      changes: [...this.#changes].sort((a, b) => a.at - b.at || compareTexts(a.entry.key, b.entry.key)),
    };
  }

  #routeOf(place: Place, origin: RequestSample["origin"], request: Named): RouteState {
    const key = `${place.environment}|${place.service}|${origin}|${request.method}|${request.route}`;
    const known = this.#routes.get(key);
    if (known !== undefined) return known;
    const state = newRoute(place, origin, request);
    this.#routes.set(key, state);
    return state;
  }
}

type GroupState = Omit<
  ErrorGroup,
  "perMinute" | "revisions" | "instances" | "callers" | "traces" | "distinctCallers"
> & {
  perMinute: Map<number, number>;
  revisions: Map<string, { count: number; firstSeen: number; lastSeen: number }>;
  instances: Map<string, number>;
  callers: Map<string, Caller & { count: number }>;
  traces: Set<string>;
};

function newGroup({ event, groupId, title, signature }: GroupedEvent): GroupState {
  return {
    id: groupId,
    environment: event.environment,
    service: event.service,
    signature,
    kind: event.kind,
    title,
    count: 0,
    firstSeen: event.at,
    lastSeen: event.at,
    perMinute: new Map(),
    arrivals: [],
    samples: [],
    revisions: new Map(),
    instances: new Map(),
    callers: new Map(),
    traces: new Set(),
  };
}

function countEvent(group: GroupState, event: ErrorEvent): void {
  group.count += 1;
  group.firstSeen = Math.min(group.firstSeen, event.at);
  group.lastSeen = Math.max(group.lastSeen, event.at);
  increment(group.perMinute, minuteOf(event.at));
  group.arrivals.push(event.at);
  // Trimmed in halves, so that keeping the newest costs little per event.
  if (group.arrivals.length >= 2 * MAX_ARRIVALS) group.arrivals = newest(group.arrivals);
  group.samples.push(event);
  if (group.samples.length >= 4 * MAX_SAMPLES) group.samples = spreadSamples(group.samples);
  if (event.revision !== undefined)
    addRevision(group.revisions, event.revision, { count: 1, firstSeen: event.at, lastSeen: event.at });
  if (event.instance !== undefined) incrementBounded(group.instances, event.instance, MAX_COUNTED_INSTANCES);
  if (event.request !== undefined) countCaller(group.callers, event.request.caller);
  if (event.trace !== undefined && group.traces.size < MAX_TRACES) group.traces.add(event.trace);
}

function readGroup(state: GroupState, isPart: boolean): ErrorGroup {
  const [maxInstances, maxCallers] = isPart ? [undefined, undefined] : [MAX_INSTANCES, MAX_CALLERS];
  const { perMinute, revisions, instances, callers, traces, ...rest } = state;
  return {
    ...rest,
    arrivals: newest(state.arrivals),
    samples: spreadSamples(state.samples),
    perMinute: [...perMinute].sort(([a], [b]) => a - b),
    revisions: [...revisions]
      .map(([name, value]) => ({ name, ...value }))
      .sort((a, b) => a.firstSeen - b.firstSeen || compareTexts(a.name, b.name)),
    instances: byCount([...instances].map(([name, count]) => ({ name, count }))).slice(0, maxInstances),
    callers: byCount([...callers.values()].map((caller) => ({ name: callerKey(caller), ...caller })))
      .map(({ name: _name, ...caller }) => caller)
      .slice(0, maxCallers),
    distinctCallers: callers.size,
    traces: [...traces].sort(),
  };
}

/** Adds all that was counted of one group to another. */
function addGroup(to: GroupState, from: GroupState): void {
  to.count += from.count;
  to.firstSeen = Math.min(to.firstSeen, from.firstSeen);
  to.lastSeen = Math.max(to.lastSeen, from.lastSeen);
  for (const [minute, count] of from.perMinute) increment(to.perMinute, minute, count);
  to.arrivals = newest([...to.arrivals, ...from.arrivals]);
  to.samples = spreadSamples([...to.samples, ...from.samples]);
  for (const [name, seen] of from.revisions) addRevision(to.revisions, name, seen);
  for (const [name, count] of from.instances) incrementBounded(to.instances, name, MAX_COUNTED_INSTANCES, count);
  for (const caller of from.callers.values()) countCaller(to.callers, caller, caller.count);
  for (const trace of from.traces) if (to.traces.size < MAX_TRACES) to.traces.add(trace);
  to.parts = [...(to.parts ?? []), { id: from.id, template: from.signature.template }];
}

/** The newest arrival times, ascending. */
function newest(arrivals: number[]): number[] {
  return [...arrivals].sort((a, b) => a - b).slice(-MAX_ARRIVALS);
}

/** The first, the last and evenly spread samples between, in order of time. */
function spreadSamples(samples: ErrorEvent[]): ErrorEvent[] {
  const sorted = [...samples].sort((a, b) => a.at - b.at || compareTexts(a.entry.key, b.entry.key));
  if (sorted.length <= MAX_SAMPLES) return sorted;
  const step = (sorted.length - 1) / (MAX_SAMPLES - 1);
  return Array.from({ length: MAX_SAMPLES }, (_, i) => sorted[Math.round(i * step)]).filter((s) => s !== undefined);
}

type RevisionTimes = { count: number; firstSeen: number; lastSeen: number };

function addRevision(revisions: GroupState["revisions"], name: string, { count, firstSeen, lastSeen }: RevisionTimes) {
  const seen = revisions.get(name) ?? { count: 0, firstSeen, lastSeen };
  seen.count += count;
  seen.firstSeen = Math.min(seen.firstSeen, firstSeen);
  seen.lastSeen = Math.max(seen.lastSeen, lastSeen);
  revisions.set(name, seen);
}

function countCaller(callers: GroupState["callers"], caller: Caller, count = 1): void {
  const key = callerKey(caller);
  const known = callers.get(key);
  if (known !== undefined) known.count += count;
  else if (callers.size < MAX_COUNTED_CALLERS) callers.set(key, { ...caller, count });
}

function callerKey(caller: Caller): string {
  return `${caller.remoteIp ?? ""}|${caller.userAgent ?? ""}|${caller.referer ?? ""}`;
}

function increment<K>(counts: Map<K, number>, key: K, by = 1): void {
  counts.set(key, (counts.get(key) ?? 0) + by);
}

function incrementBounded(counts: Map<string, number>, key: string, limit: number, by = 1): void {
  if (counts.has(key) || counts.size < limit) increment(counts, key, by);
}

function byCount<T extends { name: string; count: number }>(items: T[]): T[] {
  return items.sort((a, b) => b.count - a.count || compareTexts(a.name, b.name));
}
