import type { Check } from "../../shared/check.ts";
import type { ErrorGroup, RouteTraffic } from "../../shared/group.ts";
import type { SuccessCriterion } from "../../shared/incident.ts";
import { MINUTE, minuteOf, SECOND } from "../../shared/time.ts";
import { formatDuration, formatTime } from "../../shared/words.ts";

const LEAST_SILENCE = 10 * MINUTE;

export type CriteriaInput = {
  /** The group whose silence means that the failure is gone. */
  lead: ErrorGroup;
  symptoms: readonly ErrorGroup[];
  /** Seconds between events, where they are periodic. */
  periodSeconds: number | undefined;
  traffic: readonly RouteTraffic[];
  checks: readonly Check[];
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
  ];
}

/** How long the error must stay away: three periods, at least ten minutes. Milliseconds. */
export function requiredSilence(periodSeconds: number | undefined): number {
  return Math.max(3 * (periodSeconds ?? 0) * SECOND, LEAST_SILENCE);
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
  const served = servedSince(input, lastSeen);
  if (served === 0) {
    return {
      ...base,
      state: "unverified",
      reason: `No exposure: no event since ${formatTime(lastSeen)}, but no successful request of the failing routes either.`,
    };
  }
  return {
    ...base,
    state: "met",
    reason: `No event since ${formatTime(lastSeen)}, while requests of the failing routes succeeded.`,
  };
}

/** Successful requests after `lastSeen` on the failing routes; on any route of the service where none is known. */
function servedSince({ lead, symptoms, traffic }: CriteriaInput, lastSeen: number): number {
  const failing = new Set(symptoms.map((group) => `${group.signature.slots.method} ${group.signature.slots.route}`));
  return traffic
    .filter((route) => route.environment === lead.environment && route.service === lead.service)
    .filter((route) => failing.size === 0 || failing.has(`${route.method} ${route.route}`))
    .flatMap((route) => route.perMinute)
    .reduce((sum, [minute, ok]) => (minute > minuteOf(lastSeen) ? sum + ok : sum), 0);
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
