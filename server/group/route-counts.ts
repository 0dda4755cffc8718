import { compareTexts } from "../../shared/compare-texts.ts";
import type { Place, RequestFacts, RequestSample } from "../../shared/events.ts";
import type { RouteTraffic } from "../../shared/group.ts";
import { minuteOf } from "../../shared/time.ts";

/** What is counted of a route: requests that were answered and that failed, by minute and by revision. */
export type RouteState = Omit<RouteTraffic, "perMinute" | "revisions"> & {
  perMinute: Map<number, [ok: number, failed: number]>;
  revisions: Map<string, { ok: number; failed: number }>;
};

/** What names a route. */
export type Named = Pick<RequestFacts, "method" | "route">;

/** A route of which nothing is counted yet. */
export function newRoute(
  { environment, service }: Place,
  origin: RequestSample["origin"],
  { method, route }: Named,
): RouteState {
  return { environment, service, method, route, origin, perMinute: new Map(), revisions: new Map() };
}

/** Counts a request at a moment, in milliseconds since 1970. */
export function countRequest(route: RouteState, at: number, revision: string | undefined, failed: boolean): void {
  countsOfMinute(route, minuteOf(at))[failed ? 1 : 0] += 1;
  countsOfRevision(route, revision)[failed ? "failed" : "ok"] += 1;
}

function countsOfMinute({ perMinute }: RouteState, minute: number): [ok: number, failed: number] {
  const known = perMinute.get(minute);
  if (known !== undefined) return known;
  const counts: [number, number] = [0, 0];
  perMinute.set(minute, counts);
  return counts;
}

function countsOfRevision({ revisions }: RouteState, revision = ""): { ok: number; failed: number } {
  const known = revisions.get(revision);
  if (known !== undefined) return known;
  const counts = { ok: 0, failed: 0 };
  revisions.set(revision, counts);
  return counts;
}

/** Where the requests of a route are counted that a revision answered, and the minute counted last: requests come minute by minute. */
export type AnsweredCounts = {
  route: RouteState;
  ofRevision: { ok: number; failed: number };
  minute: number;
  ofMinute: [ok: number, failed: number];
};

/** Where requests of a place are counted; nothing is yet. */
export function answeredCounts(route: RouteState, { revision }: Place): AnsweredCounts {
  return { route, ofRevision: countsOfRevision(route, revision), minute: Number.NaN, ofMinute: [0, 0] };
}

/** Counts a request that was answered; `minute` is that since 1970. */
export function countAnswered(counts: AnsweredCounts, minute: number): void {
  if (counts.minute !== minute) {
    counts.minute = minute;
    counts.ofMinute = countsOfMinute(counts.route, minute);
  }
  counts.ofMinute[0] += 1;
  counts.ofRevision.ok += 1;
}

/** What was counted, in order of minutes and of names. */
export function readRoute(state: RouteState): RouteTraffic {
  return {
    ...state,
    perMinute: [...state.perMinute]
      .sort(([a], [b]) => a - b)
      .map(([minute, [ok, failed]]): [number, number, number] => [minute, ok, failed]),
    revisions: [...state.revisions]
      .map(([name, counts]) => ({ name, ...counts }))
      .sort((a, b) => compareTexts(a.name, b.name)),
  };
}
