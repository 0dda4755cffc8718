import { isFamily } from "../shared/families.ts";
import type { RouteTraffic } from "../shared/group.ts";
import type { Incident, SuccessCriterion } from "../shared/incident.ts";
import { placeNames } from "../shared/place-names.ts";
import { type FailedGroup, recurrence, requiredSilence } from "./remediate/criteria.ts";
import { phaseOf } from "./remediate/steps.ts";
import { type Standing, standingOf } from "./store/standing.ts";

/** What a look found: incidents as they are derived now, and those that are held but left the window. */
export type Continued = { incidents: Incident[]; gone: Standing[] };

/**
 * The incidents of this look as continuations of those that are held: one whose lead changed (at first only the symptom was
 * seen, then its cause) keeps its id. What is held, not over, and not seen any more is `gone`. Pure; `otherwise` may give what it gave
 * for the same incident before.
 */
export function continueIncidents(
  derived: readonly Incident[],
  held: readonly Standing[],
  otherwise: Otherwise = (_incident, make) => make(),
): Continued {
  const own = new Set(derived.map(({ id }) => id));
  const known = new Set(held.map(({ id }) => id));
  const free = held.filter(({ id }) => !own.has(id));
  const placeOf = placeNames();
  const places = Map.groupBy(free, placeOf);
  const adopted = new Set<string>();
  const incidents = derived.map((incident) => {
    if (known.has(incident.id)) return incident;
    const earlier = mostAlike(
      incident,
      (places.get(placeOf(incident)) ?? []).filter(({ id }) => !adopted.has(id)),
    );
    if (earlier === undefined) return incident;
    adopted.add(earlier.id);
    return otherwise(incident, () => ({ ...incident, id: earlier.id }));
  });
  return { incidents, gone: free.filter(({ id, status }) => !adopted.has(id) && status !== "resolved") };
}

/** An incident that reads otherwise in one way, made from it. */
export type Otherwise = (incident: Incident, make: () => Incident) => Incident;

/** Of the held incidents of the same place that whose leading groups are among the incident's: the one with most in common. */
function mostAlike(incident: Incident, held: readonly Standing[]): Standing | undefined {
  const groups = new Set(incident.groups.map(({ id }) => id));
  const common = (other: Standing) => other.groups.filter(({ id, role }) => role !== "echo" && groups.has(id)).length;
  return held
    .filter((other) => common(other) > 0)
    .sort((a, b) => common(b) - common(a) || (a.firstSeen < b.firstSeen ? -1 : 1))[0];
}

/** The part of the silence that is asked for after which an incident whose endpoints answer again is recovering. */
const RECOVERING_PART = 0.5;

/**
 * The incident, as recovering where its endpoints answer as expected again and half of the time passed without a failure that
 * has to pass until it is over. Endpoints that answer between two failures say nothing. `now` in milliseconds since 1970.
 */
export function withRecovery(
  incident: Incident,
  now: number,
  otherwise: Otherwise = (_incident, make) => make(),
): Incident {
  const { successCriteria } = incident.remediation;
  const endpoints = successCriteria.filter(({ kind }) => kind === "endpoint");
  const isAnswered = endpoints.length > 0 && endpoints.every(({ state }) => state === "met");
  if (incident.status !== "open" || !isAnswered) return incident;
  const needed = requiredSilence(standingOf(incident).periodSeconds ?? undefined);
  return now - Date.parse(incident.lastSeen) < RECOVERING_PART * needed
    ? incident
    : otherwise(incident, () => ({ ...incident, status: "recovering" }));
}

/**
 * The recurrence of an incident without an event in the window, judged by the traffic since; undefined where it reads as it did,
 * so that nothing is to be written.
 */
export function judgeGone(gone: Standing, traffic: readonly RouteTraffic[], now: number): SuccessCriterion | undefined {
  const failed = (group: Standing["groups"][number]): FailedGroup => failedGroup(gone, group);
  const symptoms = gone.groups.filter(({ role }) => role === "symptom").map(failed);
  const lead = gone.groups.find(({ role }) => role === "cause") ?? gone.groups[0];
  if (lead === undefined) return undefined;
  const periodSeconds = gone.periodSeconds ?? undefined;
  const judged = recurrence({ lead: failed(lead), symptoms, periodSeconds, traffic, checks: [], now });
  const isSame = gone.recurrence?.state === judged.state && gone.recurrence.reason === judged.reason;
  return isSame ? undefined : judged;
}

/** The incident with another word about its recurrence; over where that is met. */
export function withRecurrence(incident: Incident, judged: SuccessCriterion): Incident {
  const criteria = incident.remediation.successCriteria.map((one) => (one.id === judged.id ? judged : one));
  const root = incident.hypotheses.find(({ role }) => role === "root-cause");
  const { steps } = incident.remediation;
  return {
    ...incident,
    status: judged.state === "met" ? "resolved" : incident.status,
    remediation: { phase: phaseOf(root, incident.hypotheses, steps, criteria), steps, successCriteria: criteria },
  };
}

function failedGroup({ environment, service }: Standing, group: Standing["groups"][number]): FailedGroup {
  const { family, slots, template, count } = group;
  const named = family !== null && isFamily(family) ? { family } : {};
  return {
    environment,
    service,
    count,
    lastSeen: Date.parse(group.lastSeen),
    signature: { ...named, slots, template, masks: [] },
  };
}
