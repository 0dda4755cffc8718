import type { Regrouping } from "../../shared/incident-decisions.ts";

/** The incident that a group belongs to by a person's decision; `isOwn` unless it came by a merge. */
export type Owner = { incidentId: string; isOwn: boolean };
export type Owners = ReadonlyMap<string, Owner>;

/**
 * Which incident each group belongs to by the decisions that hold, in order of time: the latest word about a group counts, and
 * what an incident held goes with it when it is merged. `heldBy` gives the groups that an incident holds by now: where they
 * are in no decision they stay with it, so that what was decided outlives the groups it was decided about.
 */
export function ownersOf(decisions: readonly Regrouping[], heldBy: (incidentId: string) => readonly string[]): Owners {
  const owners = new Map<string, Owner>();
  const mergedInto = new Map<string, string>();
  for (const { kind, from, into, moved, kept } of decisions) {
    const isMerge = kind === "merge";
    for (const id of kept) owners.set(id, { isOwn: true, ...owners.get(id), incidentId: isMerge ? into : from });
    for (const id of moved) owners.set(id, { incidentId: into, isOwn: !isMerge });
    if (isMerge) mergedInto.set(from, into);
  }
  for (const incidentId of new Set([...owners.values()].map((owner) => owner.incidentId))) {
    for (const id of heldBy(incidentId)) if (!owners.has(id)) owners.set(id, { incidentId, isOwn: true });
  }
  return new Map([...owners].map(([id, owner]) => [id, settled(owner, mergedInto)]));
}

/** Follows merges to the incident that stands by itself. */
function settled({ incidentId, isOwn }: Owner, mergedInto: ReadonlyMap<string, string>): Owner {
  const seen = new Set<string>();
  let current = incidentId;
  for (;;) {
    const next = mergedInto.get(current);
    if (next === undefined || seen.has(next)) return { incidentId: current, isOwn: isOwn && seen.size === 0 };
    seen.add(next);
    current = next;
  }
}
