import { isFamily } from "../shared/families.ts";
import type { RouteTraffic } from "../shared/group.ts";
import type { Incident, IncidentGroup } from "../shared/incident.ts";
import { type FailedGroup, recurrence } from "./remediate/criteria.ts";
import { phaseOf } from "./remediate/steps.ts";

/**
 * The incidents of this look as continuations of those that are held: one whose lead changed (at first only the symptom was
 * seen, then its cause) keeps its id, and one whose events left the window is carried on, resolved once its routes were seen
 * to succeed. Pure.
 */
export function continueIncidents(
  derived: readonly Incident[],
  held: readonly Incident[],
  traffic: readonly RouteTraffic[],
  now: number,
): Incident[] {
  const own = new Set(derived.map(({ id }) => id));
  const free = held.filter(({ id }) => !own.has(id));
  const adopted = new Set<string>();
  const continued = derived.map((incident) => {
    if (held.some(({ id }) => id === incident.id)) return incident;
    const earlier = mostAlike(
      incident,
      free.filter(({ id }) => !adopted.has(id)),
    );
    if (earlier === undefined) return incident;
    adopted.add(earlier.id);
    return { ...incident, id: earlier.id };
  });
  const gone = free.filter(({ id, status }) => !adopted.has(id) && status !== "resolved");
  return [...continued, ...gone.map((incident) => carriedOn(incident, traffic, now))];
}

/** The held incident of the same place whose leading groups are among the incident's: the one with most in common. */
function mostAlike(incident: Incident, held: readonly Incident[]): Incident | undefined {
  const groups = new Set(incident.groups.map(({ id }) => id));
  const common = (other: Incident) => other.groups.filter(({ id, role }) => role !== "echo" && groups.has(id)).length;
  return held
    .filter((other) => other.environment === incident.environment && other.service === incident.service)
    .filter((other) => common(other) > 0)
    .sort((a, b) => common(b) - common(a) || (a.firstSeen < b.firstSeen ? -1 : 1))[0];
}

/** An incident without an event in the window: what it was, with its recurrence judged by the traffic since. */
function carriedOn(incident: Incident, traffic: readonly RouteTraffic[], now: number): Incident {
  const failed = (group: IncidentGroup): FailedGroup => failedGroup(incident, group);
  const symptoms = incident.groups.filter(({ role }) => role === "symptom").map(failed);
  const lead = incident.groups.find(({ role }) => role === "cause") ?? incident.groups[0];
  if (lead === undefined) return incident;
  const periodSeconds =
    Math.max(0, ...incident.symptoms.map(({ cadence }) => cadence?.periodSeconds ?? 0)) || undefined;
  const judged = recurrence({ lead: failed(lead), symptoms, periodSeconds, traffic, checks: [], now });
  const criteria = incident.remediation.successCriteria.map((one) => (one.id === judged.id ? judged : one));
  const root = incident.hypotheses.find(({ role }) => role === "root-cause");
  const { steps } = incident.remediation;
  return {
    ...incident,
    status: judged.state === "met" ? "resolved" : incident.status,
    remediation: { phase: phaseOf(root, incident.hypotheses, steps, criteria), steps, successCriteria: criteria },
  };
}

function failedGroup({ environment, service }: Incident, group: IncidentGroup): FailedGroup {
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
