import type { Check } from "../../shared/check.ts";
import type { ErrorGroup, RouteTraffic } from "../../shared/group.ts";
import type { SuccessCriterion } from "../../shared/incident.ts";
import { MINUTE, minuteOf, SECOND } from "../../shared/time.ts";
import { formatDuration, formatTime, list } from "../../shared/words.ts";

const LEAST_SILENCE = 10 * MINUTE;
/** A route with at least this part of the failures must be seen to succeed before they count as over. */
const MAJOR_PART = 0.1;

/** What of a group the criteria need: an incident that is no longer in the window has no more. */
export type FailedGroup = Pick<ErrorGroup, "environment" | "service" | "lastSeen" | "count" | "signature"> & {
  /** Where its events come from; absent where that is no longer known. */
  revisions?: readonly { name: string }[];
};

export type CriteriaInput = {
  /** The group whose silence means that the failure is gone. */
  lead: FailedGroup;
  symptoms: readonly FailedGroup[];
  /** Seconds between events, where they are periodic. */
  periodSeconds: number | undefined;
  traffic: readonly RouteTraffic[];
  checks: readonly Check[];
  /** Whether the failure keeps instances from starting, whatever its family is. */
  isOfStart?: boolean;
  /** Revisions of the service that were first seen after the failure began: what runs in place of one that did not start. */
  newerRevisions?: readonly string[];
  /** Milliseconds since 1970. */
  now: number;
};

/** What must be seen before the incident counts as over, and whether it has been. The first is always the recurrence. */
export function successCriteria(input: CriteriaInput): SuccessCriterion[] {
  const own = input.checks.filter((check) => check.environment === input.lead.environment);
  return [
    recurrence(input),
    ...own
      .filter((check) => check.kind === "endpoint")
      .map((check) => fromCheck(check, "endpoint", `${check.target} answers as expected`)),
    ...own.filter(isSchemaCheck).map((check) => fromCheck(check, "schema", schemaTitle(check))),
    ...own
      .filter((check) => check.kind === "row")
      .map((check) => fromCheck(check, "row", `The required row is there (${check.target})`)),
    ...own
      .filter((check) => check.kind === "connections")
      .map((check) => fromCheck(check, "capacity", "Connections stay below the limit")),
    ...own
      .filter((check) => check.kind === "budget" && check.outcome !== "unknown")
      .map((check) => fromCheck(check, "capacity", "All pools together fit into the connection limits")),
  ];
}

/** How long the error must stay away: three periods, at least ten minutes. Milliseconds. */
export function requiredSilence(periodSeconds: number | undefined): number {
  return Math.max(3 * (periodSeconds ?? 0) * SECOND, LEAST_SILENCE);
}

/** When the error will have stayed away for long enough, milliseconds since 1970. */
export function silenceEndsAt({ lead, symptoms, periodSeconds }: CriteriaInput): number {
  return Math.max(lead.lastSeen, ...symptoms.map((group) => group.lastSeen)) + requiredSilence(periodSeconds);
}

/** Met only when the silence lasted long enough while the failing routes had traffic that succeeded. */
export function recurrence(input: CriteriaInput): SuccessCriterion {
  const { lead, symptoms, periodSeconds, now } = input;
  const needed = requiredSilence(periodSeconds);
  const lastSeen = Math.max(lead.lastSeen, ...symptoms.map((group) => group.lastSeen));
  const silence = now - lastSeen;
  const title = `No further event for ${formatDuration(needed)} while its routes have traffic`;
  const base = { id: "recurrence", kind: "recurrence" as const, title };
  if (silence < needed) {
    return {
      ...base,
      state: "unmet",
      reason: `The last event was at ${formatTime(lastSeen)}; it must stay away until ${formatTime(lastSeen + needed)}.`,
    };
  }
  const unserved = unservedRoutes(input, lastSeen);
  if (unserved !== undefined) {
    return {
      ...base,
      state: "unverified",
      reason: `No exposure: no event since ${formatTime(lastSeen)}, but no successful request of ${unserved} either.`,
    };
  }
  return {
    ...base,
    state: "met",
    reason: `No event since ${formatTime(lastSeen)}, while requests of the failing routes succeeded.`,
  };
}

/**
 * In words what has had no success after `lastSeen`: the failing routes, or those of them with a good part of the failures.
 * Undefined where there was exposure. Where no instance started, or no failing route is known, any route of the service counts.
 */
function unservedRoutes(input: CriteriaInput, lastSeen: number): string | undefined {
  const { lead, symptoms, traffic } = input;
  const succeeded = traffic.filter((one) => one.environment === lead.environment && hasSuccess(one, lastSeen));
  const ofService = succeeded.filter((one) => one.service === lead.service);
  if (input.isOfStart === true || lead.signature.family?.startsWith("boot.") === true)
    return unstarted(input, ofService);
  if (symptoms.length === 0) return ofService.length > 0 ? undefined : "the service";
  const failed = new Map<string, number>();
  const names = new Map<string, string>();
  for (const { service, signature, count } of symptoms) {
    const { method = "", route = "" } = signature.slots;
    const key = routeKey({ service, method, route });
    failed.set(key, (failed.get(key) ?? 0) + count);
    names.set(key, `${method} ${route}`);
  }
  const isServed = new Set(succeeded.map(routeKey));
  const total = symptoms.reduce((sum, group) => sum + group.count, 0);
  const unserved = [...failed.keys()].filter((route) => !isServed.has(route));
  if (unserved.length === failed.size) return "the failing routes";
  const major = unserved.filter((route) => (failed.get(route) ?? 0) >= MAJOR_PART * total);
  if (major.length === 0) return undefined;
  return list(
    major.map((route) => names.get(route) ?? route),
    3,
  );
}

/** A revision that did not start is over when it serves, or a newer one does; that an older one goes on serving says nothing. */
function unstarted(
  { lead, newerRevisions = [] }: CriteriaInput,
  succeeded: readonly RouteTraffic[],
): string | undefined {
  const failed = (lead.revisions ?? []).map(({ name }) => name).filter((name) => name !== "");
  const serving = new Set([...failed, ...newerRevisions]);
  const isServed = succeeded.some(({ revisions }) => revisions.some(({ name, ok }) => ok > 0 && serving.has(name)));
  if (failed.length === 0 ? succeeded.length > 0 : isServed) return undefined;
  return failed.length === 0 ? "the service" : `revision ${list(failed, 3)} or a newer one`;
}

function routeKey({ service, method, route }: Pick<RouteTraffic, "service" | "method" | "route">): string {
  return JSON.stringify([service, method, route]);
}

function hasSuccess(route: RouteTraffic, after: number): boolean {
  return route.perMinute.some(([minute, ok]) => ok > 0 && minute > minuteOf(after));
}

function isSchemaCheck(check: Check): boolean {
  return [
    "relation",
    "column",
    "function",
    "privilege",
    "migrations",
    "drift",
    "schema",
    "constraint",
    "type",
  ].includes(check.kind);
}

function schemaTitle(check: Check): string {
  if (check.kind === "drift") return `The schemas agree (${check.target})`;
  if (check.kind === "migrations") return "All migrations are applied";
  return `${check.kind} ${check.target} is as the code expects`;
}

/** A confirmed fault is an unmet criterion, a refuted one a met; what could not be seen stays unverified. */
function fromCheck(check: Check, kind: SuccessCriterion["kind"], title: string): SuccessCriterion {
  const state = check.outcome === "confirmed" ? "unmet" : check.outcome === "refuted" ? "met" : "unverified";
  const reason = check.outcome === "unknown" ? `Could not be seen: ${check.reason}` : check.statement;
  return { id: `${kind}-${check.id}`, kind, title, state, reason };
}
