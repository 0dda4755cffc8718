import type { ErrorGroup } from "../../shared/group.ts";
import { filterInSteps, groupInSteps, indexInSteps, type Steps, sortInSteps } from "../../shared/in-steps.ts";
import { minuteOf, SECOND } from "../../shared/time.ts";
import type { Explanation } from "./explanations.ts";
import { isFailedRequest } from "./failed-request.ts";
import type { Linkable } from "./linkable.ts";
import { hasArrival, linkBetween } from "./links.ts";
import type { CorrelateMemory, Divided } from "./memory.ts";

/** The part of some failed requests that another cause than the first accounts for. */
export type Share = { group: ErrorGroup; explanation: Explanation };
/** Of each divided group what stays with the cause that explains it best, and the parts of the others by their causes' ids. */
export type Shares = { rest: ReadonlyMap<string, ErrorGroup>; parts: ReadonlyMap<string, Share[]> };

/** A cause that is seen beside these requests for so much of its events is theirs. */
const MOSTLY = 0.7;
const LEAST_PART = 0.05;
/** Causes of one service that are tried for each of its failing routes: the most frequent. */
const MAX_CAUSES = 50;
const SAME_REQUEST = 2 * SECOND;

/**
 * Failed requests of one route and status that have causes of two incidents, divided by which cause was logged beside each: one
 * part stays with the cause that explains most, the others go to theirs. `roots` says which incident a group belongs to.
 */
export function* shareRequests(
  groups: readonly Linkable[],
  explanations: ReadonlyMap<string, Explanation>,
  roots: ReadonlyMap<string, string>,
  memory: CorrelateMemory,
): Steps<Shares> {
  const rest = new Map<string, ErrorGroup>();
  const parts = new Map<string, Share[]>();
  const failed = yield* filterInSteps(groups, ({ group }) => isFailedRequest(group));
  const causes = yield* causesByPlace(groups, explanations);
  const byId = yield* indexInSteps(groups, (each) => [each.group.id, each]);
  const explainedBy = yield* groupInSteps(failed, ({ group }) => explanations.get(group.id)?.by.id);
  const ownRequests = (cause: Linkable) => explainedBy.get(cause.group.id) ?? [];
  for (const requests of failed) {
    yield;
    const first = byId.get(explanations.get(requests.group.id)?.by.id ?? "");
    const root = roots.get(requests.group.id);
    if (first === undefined || first.precedence?.tier !== 0) continue;
    const others = (causes.get(requests.place) ?? [])
      .slice(0, MAX_CAUSES)
      .filter((cause) => roots.get(cause.group.id) !== root && cause.group.kind !== "request")
      .filter((cause) => memory.isSo("beside", cause, requests, () => isBeside(cause, requests)))
      .filter((cause) => !hasOwnRequests(cause, requests, ownRequests(cause), memory));
    if (others.length === 0) continue;
    const divided = memory.divided(requests, [first, ...others], () => divide(requests, first, others));
    if (divided === undefined) continue;
    rest.set(requests.group.id, divided.rest);
    for (const { cause, group } of divided.parts) {
      const because = `These of its requests failed beside “${cause.group.title}”.`;
      const share = { group, explanation: { by: cause.group, because, kind: "time" as const } };
      const key = cause.group.id;
      parts.set(key, [...(parts.get(key) ?? []), share]);
    }
  }
  return { rest, parts };
}

/** What nothing explains of the best causes, by their place, the most frequent first. */
function* causesByPlace(
  groups: readonly Linkable[],
  explanations: ReadonlyMap<string, Explanation>,
): Steps<Map<string, Linkable[]>> {
  const causes = yield* filterInSteps(
    groups,
    ({ group, precedence }) => precedence?.tier === 0 && !explanations.has(group.id),
  );
  const sorted = yield* sortInSteps(causes, (a, b) => b.group.count - a.group.count);
  return yield* groupInSteps(sorted, ({ place }) => place);
}

function isBeside(cause: Linkable, requests: Linkable): boolean {
  return linkBetween(requests, cause, MOSTLY) !== undefined && linkBetween(cause, requests, LEAST_PART) !== undefined;
}

/** Whether other failed requests than these, of those that the cause explains, are beside its events already. */
function hasOwnRequests(
  cause: Linkable,
  requests: Linkable,
  explained: readonly Linkable[],
  memory: CorrelateMemory,
): boolean {
  return explained.some(
    (other) =>
      other !== requests &&
      memory.isSo("own-requests", other, cause, () => linkBetween(other, cause, MOSTLY) !== undefined),
  );
}

/** Each request goes to the cause whose event lies nearest; one without any stays. Undefined where a cause would get nothing. */
function divide(requests: Linkable, first: Linkable, others: readonly Linkable[]): Divided | undefined {
  const causes = [first, ...others];
  const taken = new Map<Linkable, number[]>(causes.map((cause) => [cause, []]));
  for (const at of requests.group.arrivals) taken.get(nearestOf(causes, at, requests.latency) ?? first)?.push(at);
  const used = [...taken].filter(([, arrivals]) => arrivals.length > 0);
  if (used.length < 2 || (taken.get(first)?.length ?? 0) === 0) return undefined;
  const partOf = (cause: Linkable) => part(requests.group, taken.get(cause) ?? [], cause);
  return {
    rest: partOf(first),
    parts: used.flatMap(([cause]) => (cause === first ? [] : [{ cause, group: partOf(cause) }])),
  };
}

function nearestOf(causes: readonly Linkable[], at: number, latency: number): Linkable | undefined {
  for (const reach of [SAME_REQUEST / 20, SAME_REQUEST / 4, SAME_REQUEST]) {
    const end = at + latency;
    const near = causes.find(
      ({ group: { arrivals } }) =>
        hasArrival(arrivals, end - reach, end + reach) || hasArrival(arrivals, at - reach, at + reach),
    );
    if (near !== undefined) return near;
  }
  const within = causes.find(({ group }) => hasArrival(group.arrivals, at - SAME_REQUEST, at + latency + SAME_REQUEST));
  return within ?? causes[0];
}

/** A group as if only these arrivals were its own. Where its oldest arrivals were dropped, counts are scaled. */
function part(group: ErrorGroup, arrivals: readonly number[], cause: Linkable): ErrorGroup {
  const own = new Set(arrivals);
  const share = arrivals.length / group.arrivals.length;
  const scale = (count: number) => Math.round(count * share);
  const isWhole = group.count === group.arrivals.length;
  const minutes = Map.groupBy(arrivals, minuteOf);
  const samples = group.samples.filter(({ at }) => own.has(at));
  const traces = group.traces.filter((trace) => cause.traces.has(trace));
  return {
    ...group,
    count: isWhole ? arrivals.length : scale(group.count),
    firstSeen: isWhole ? (arrivals[0] ?? group.firstSeen) : group.firstSeen,
    lastSeen: arrivals.at(-1) ?? group.lastSeen,
    perMinute: isWhole
      ? [...minutes].map(([minute, times]): [number, number] => [minute, times.length])
      : group.perMinute.map(([minute, count]): [number, number] => [minute, scale(count)]),
    arrivals: [...arrivals],
    samples: samples.length > 0 ? samples : group.samples,
    revisions: group.revisions.map((revision) => ({ ...revision, count: scale(revision.count) })),
    instances: group.instances.map((instance) => ({ ...instance, count: scale(instance.count) })),
    callers: group.callers
      .map((caller) => ({ ...caller, count: scale(caller.count) }))
      .filter(({ count }) => count > 0),
    traces: traces.length > 0 ? traces : group.traces,
  };
}
