import type { Cadence, ErrorGroup } from "../../shared/group.ts";
import type { Symptom } from "../../shared/incident.ts";
import { type FailureCase, failedRequestsOf } from "./context.ts";
import { perDay } from "./impact.ts";

/** The rhythm of some events, as `detect` finds it. */
export type FindCadence = (group: Pick<ErrorGroup, "arrivals" | "callers">) => Cadence | undefined;

/**
 * The requests that failed, most frequent first, each route and status once; the leading error where no request is known to have
 * failed.
 */
export function symptomsOf(
  failure: FailureCase,
  findCadence: FindCadence,
  window: { from: number; now: number },
): Symptom[] {
  const requests = failedRequestsOf(failure);
  const kinds = Map.groupBy(requests.length > 0 ? requests : [failure.lead], kindOf);
  return [...kinds.values()]
    .map((groups) => toSymptom(groups, findCadence, window))
    .sort((a, b) => b.count - a.count || (a.groupId < b.groupId ? -1 : 1));
}

/** One route may answer one status in several of the platform's wordings. */
function kindOf(group: ErrorGroup): string {
  const { method, route, status } = requestOf(group);
  return group.kind === "request" ? JSON.stringify([group.service, method, route, status]) : group.id;
}

function toSymptom(
  groups: readonly ErrorGroup[],
  findCadence: FindCadence,
  window: { from: number; now: number },
): Symptom {
  const [first, ...others] = groups.toSorted((a, b) => b.count - a.count || (a.id < b.id ? -1 : 1));
  if (first === undefined) throw new Error("a symptom is of at least one group");
  const count = groups.reduce((sum, group) => sum + group.count, 0);
  const arrivals =
    others.length === 0 ? first.arrivals : groups.flatMap((group) => group.arrivals).sort((a, b) => a - b);
  return {
    groupId: first.id,
    kind: first.kind,
    title: first.title,
    ...requestOf(first),
    count,
    perDay: perDay(count, window.from, window.now),
    cadence: wireCadence(findCadence({ arrivals, callers: first.callers })),
  };
}

function requestOf(group: ErrorGroup): Pick<Symptom, "method" | "route" | "status"> {
  if (group.kind !== "request") return { method: null, route: null, status: null };
  const { slots } = group.signature;
  const request = group.samples[0]?.request;
  const status = Number(slots.status ?? request?.status);
  return {
    method: slots.method ?? request?.method ?? null,
    route: slots.route ?? request?.route ?? null,
    status: Number.isInteger(status) ? status : null,
  };
}

/** A rhythm as reports and the API show it; null where there is none. */
export function wireCadence(cadence: Cadence | undefined): Symptom["cadence"] {
  if (cadence === undefined) return null;
  const { periodSeconds, jitterSeconds, confidence, caller } = cadence;
  return { periodSeconds, jitterSeconds, confidence, caller };
}
