import type { Pool } from "pg";
import type { Incident } from "../shared/incident.ts";
import { loadDerived } from "./store/read-held.ts";
import type { Standing } from "./store/standing.ts";

/** What is held, with each group under the id of the one in which it is shown since; `keptOf` gives that. */
export function withShownGroups(held: readonly Standing[], keptOf: ReadonlyMap<string, string>): Standing[] {
  return held.map((one) => ({
    ...one,
    groups: one.groups.map((group) => ({ ...group, id: keptOf.get(group.id) ?? group.id })),
  }));
}

/**
 * Those of `gone` whose leading group was joined to one of another incident: whether their error is over is judged there, so that
 * none is called mended while it goes on. Each with that incident.
 */
export function absorbedBy(
  gone: readonly Standing[],
  current: readonly Incident[],
  keptIds: ReadonlySet<string>,
): Map<string, Incident> {
  return new Map(
    gone.flatMap((one) => {
      const lead = one.groups.find(({ role }) => role === "cause") ?? one.groups[0];
      if (lead === undefined || !keptIds.has(lead.id)) return [];
      const other = current.find(({ id, groups }) => id !== one.id && groups.some((group) => group.id === lead.id));
      return other === undefined ? [] : [[one.id, other] as const];
    }),
  );
}

/** Incidents that went into others, closed with the word where they go on. */
export async function closeAbsorbed(pool: Pool, absorbed: ReadonlyMap<string, Incident>): Promise<Incident[]> {
  return (await loadDerived(pool, [...absorbed.keys()])).map((incident) => {
    const other = absorbed.get(incident.id);
    const reason = `Its error group was joined to one of incident ${other?.id} (“${other?.title}”): whether it is over is judged there.`;
    const successCriteria = incident.remediation.successCriteria.map((one) =>
      one.kind === "recurrence" ? { ...one, state: "unverified" as const, reason } : one,
    );
    return { ...incident, status: "resolved", remediation: { ...incident.remediation, successCriteria } };
  });
}
