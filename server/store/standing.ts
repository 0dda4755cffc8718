import type { Incident, IncidentGroup, SuccessCriterion } from "../../shared/incident.ts";

/** What the next look compares with, of an incident as it was derived: without samples, minutes and words. */
export type Standing = Pick<Incident, "id" | "title" | "environment" | "service" | "firstSeen" | "status"> & {
  groups: Pick<IncidentGroup, "id" | "role" | "family" | "slots" | "template" | "count" | "lastSeen">[];
  /** Seconds between events, where they are periodic. */
  periodSeconds: number | null;
  /** The criterion of recurrence as it was judged last; null where there is none. */
  recurrence: SuccessCriterion | null;
};

/** An incident in few words. */
export function standingOf(derived: Incident): Standing {
  const { id, title, environment, service, firstSeen, status, groups, symptoms, remediation } = derived;
  return {
    ...{ id, title, environment, service, firstSeen, status },
    groups: groups.map(({ id: groupId, role, family, slots, template, count, lastSeen }) => ({
      ...{ id: groupId, role, family, slots, template, count, lastSeen },
    })),
    periodSeconds: Math.max(0, ...symptoms.map(({ cadence }) => cadence?.periodSeconds ?? 0)) || null,
    recurrence: remediation.successCriteria.find(({ kind }) => kind === "recurrence") ?? null,
  };
}
