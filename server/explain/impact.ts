import type { Caller } from "../../shared/events.ts";
import type { ErrorGroup, RouteTraffic } from "../../shared/group.ts";
import type { Impact } from "../../shared/incident.ts";
import { DAY, MINUTE } from "../../shared/time.ts";
import { plural } from "../../shared/words.ts";
import { type ExplainInput, failedRequestsOf } from "./context.ts";
import { type CountedRequests, distinctRequests } from "./distinct-requests.ts";

export type Reach = Impact & {
  /** Share of the failing routes' requests that failed while the failure lasted, 0 … 1; undefined without traffic. */
  failedShare: number | undefined;
};

/** Who was hit, how often, and by what kind of caller. `isAutomated` reads a caller's user agent. */
export function impactOf(
  input: ExplainInput,
  isAutomated: (caller: Caller) => boolean,
  cadenceOf: (group: ErrorGroup) => { caller: string } | undefined,
): Reach {
  const { failure, context } = input;
  const failing = failedRequestsOf(failure);
  const counted = distinctRequests(failing);
  const failedRequests = counted.reduce((sum, { count }) => sum + count, 0);
  const callers = distinctCallers(counted.filter(({ count }) => count > 0).map(({ group }) => group));
  const automated = counted.reduce(
    (sum, each) => sum + automatedCount(each, isAutomated, cadenceOf(each.group) !== undefined),
    0,
  );
  const service = context.config.services.find((candidate) => candidate.name === failure.service);
  const automatedShare = failedRequests === 0 ? 0 : Math.round((automated / failedRequests) * 100) / 100;
  const impact = {
    failedRequests,
    perDay: perDay(failedRequests, context.from, context.now),
    distinctCallers: callers,
    automatedShare,
    capability: service?.capability ?? null,
    monthlyRevenueUsd: service?.impact?.monthlyRevenueUsd ?? null,
    failedShare: failedShare(failing, context.traffic),
  };
  return { ...impact, statement: inWords(impact, failing) };
}

/** A count scaled to 24 h of the window. */
export function perDay(count: number, from: number, now: number): number {
  return Math.round((count * DAY) / Math.max(now - from, MINUTE));
}

function distinctCallers(groups: readonly ErrorGroup[]): number {
  const known = new Set(
    groups.flatMap((group) =>
      group.callers.map((caller) => `${caller.remoteIp}|${caller.userAgent}|${caller.referer}`),
    ),
  );
  return Math.max(known.size, ...groups.map((group) => group.distinctCallers), 0);
}

/** Requests of a group that programs sent: by their user agent, or one caller at a steady rhythm. */
function automatedCount(
  { group, count }: CountedRequests,
  isAutomated: (caller: Caller) => boolean,
  isPeriodic: boolean,
): number {
  const counted = group.callers.reduce((sum, caller) => sum + caller.count, 0);
  if (counted === 0) return 0;
  const isOnePoller = isPeriodic && (group.callers[0]?.count ?? 0) / counted >= 0.95;
  const byAgent = group.callers.filter(isAutomated).reduce((sum, caller) => sum + caller.count, 0);
  return isOnePoller ? count : Math.round((byAgent / counted) * count);
}

/** The part of the failing routes' requests that failed, from the first failure to the last. */
function failedShare(failing: readonly ErrorGroup[], traffic: readonly RouteTraffic[]): number | undefined {
  const first = Math.floor(Math.min(...failing.map((group) => group.firstSeen)) / MINUTE);
  const last = Math.floor(Math.max(...failing.map((group) => group.lastSeen)) / MINUTE);
  const routes = new Set(
    failing.map(({ environment, service, signature: { slots } }) => routeKey({ environment, service, ...slots })),
  );
  const all = traffic
    .filter((route) => routes.has(routeKey(route)))
    .flatMap((route) => route.perMinute)
    .filter(([minute]) => minute >= first && minute <= last)
    .reduce((sum, [, ok, failed]) => sum + ok + failed, 0);
  const failed = failing.reduce((sum, group) => sum + group.count, 0);
  return all === 0 ? undefined : Math.min(1, failed / all);
}

type RouteName = { environment: string; service: string; method?: string; route?: string; origin?: string };

function routeKey({ environment, service, method, route, origin = "edge" }: RouteName): string {
  return JSON.stringify([environment, service, method, route, origin]);
}

function inWords(impact: Omit<Reach, "statement">, failing: readonly ErrorGroup[]): string {
  if (impact.failedRequests === 0) return "No failed request is known: the errors show in the logs alone.";
  const routes = new Set(failing.map((group) => `${group.signature.slots.method} ${group.signature.slots.route}`));
  const who = `${plural(impact.distinctCallers, "distinct caller")}`;
  const automated = Math.round(impact.automatedShare * 100);
  const kind =
    automated === 0
      ? "none of them is known to be a program"
      : `${automated} % of the requests came from programs that call by themselves`;
  const share =
    impact.failedShare === undefined
      ? ""
      : `, ${Math.round(impact.failedShare * 100)} % of ${routes.size === 1 ? "that route's" : "those routes'"} requests while it lasted`;
  const all = failing.reduce((sum, group) => sum + group.count, 0);
  const once = all > impact.failedRequests ? ` (those that passed through several services count once)` : "";
  return `${plural(impact.failedRequests, "request")} failed on ${plural(routes.size, "route")}${once}${share}; ${who}, ${kind}.`;
}
