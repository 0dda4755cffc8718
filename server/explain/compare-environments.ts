import type { ErrorGroup, RouteTraffic } from "../../shared/group.ts";
import { MINUTE, toIso } from "../../shared/time.ts";
import { formatCount, list, plural } from "../../shared/words.ts";
import { type ExplainContext, type FailureCase, failedRequestsOf, referenceOf } from "./context.ts";
import type { Finding } from "./evidence.ts";

/** Requests that the reference must have answered before its silence says anything. */
const MIN_REQUESTS = 10;

/**
 * Whether the reference environment, under the same requests, has the same error: the same family with the same names.
 * Undefined where there is no reference, or where it served too little to say.
 */
export function compareWithReference(
  failure: FailureCase,
  group: ErrorGroup,
  context: ExplainContext,
): Finding | undefined {
  const reference = referenceOf(context.config, failure.environment);
  if (reference === undefined) return undefined;
  const same = context.groups.find((other) => other.environment === reference && isSameMistake(other, group));
  if (same !== undefined) {
    const statement = `${reference} has the same error: ${plural(same.count, "event")} in the same window, so it is not a matter of this environment alone.`;
    return {
      kind: "comparison",
      effect: "neutral",
      weight: 0,
      statement,
      at: toIso(same.firstSeen),
      ref: { groupId: same.id },
    };
  }
  const routes = referenceRoutes(failure, reference, context.traffic);
  const answered = routes.reduce((sum, route) => sum + answeredOf(route), 0);
  if (answered < MIN_REQUESTS) return undefined;
  const names = list([...new Set(routes.map((route) => `${route.method} ${route.route}`))], 3);
  return {
    kind: "comparison",
    effect: "supports",
    weight: 0.5,
    statement: `${reference} answered ${formatCount(answered)} requests of ${names} in the same window and logged this error never.`,
    at: toIso(lastAnswerOf(routes)),
    ref: {},
  };
}

function isSameMistake(a: ErrorGroup, b: ErrorGroup): boolean {
  if (a.signature.family !== b.signature.family) return false;
  if (a.signature.family === undefined) return templatesOf(a).some((template) => templatesOf(b).includes(template));
  const keys = new Set([...Object.keys(a.signature.slots), ...Object.keys(b.signature.slots)]);
  return [...keys].every((key) => a.signature.slots[key] === b.signature.slots[key]);
}

/** The texts of a group, with those of groups that are shown in it. */
function templatesOf({ signature, parts = [] }: ErrorGroup): string[] {
  return [signature.template, ...parts.map(({ template }) => template)];
}

/** The failing routes as the reference serves them; all its routes where the failure has none. */
function referenceRoutes(failure: FailureCase, reference: string, traffic: readonly RouteTraffic[]): RouteTraffic[] {
  const failing = new Set(
    failedRequestsOf(failure).map((group) => `${group.signature.slots.method} ${group.signature.slots.route}`),
  );
  const theirs = traffic.filter((route) => route.environment === reference);
  const hasEdge = theirs.some((route) => route.origin === "edge");
  return theirs
    .filter((route) => (hasEdge ? route.origin === "edge" : true))
    .filter((route) => failing.size === 0 || failing.has(`${route.method} ${route.route}`));
}

/** The minute of the newest of these answers: the same for as long as there is no newer one. */
function lastAnswerOf(routes: readonly RouteTraffic[]): number {
  const minutes = routes.map(({ perMinute }) => perMinute.findLast(([, ok]) => ok > 0)?.[0] ?? 0);
  return Math.max(...minutes) * MINUTE;
}

function answeredOf(route: RouteTraffic): number {
  return route.perMinute.reduce((sum, [, ok]) => sum + ok, 0);
}
