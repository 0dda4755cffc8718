import type { Steps } from "../shared/in-steps.ts";
import type { Incident } from "../shared/incident.ts";
import type { DecidedCase } from "./correlate/regroup.ts";
import { incidentIdOfCase } from "./explain-case.ts";
import type { Standing } from "./store/standing.ts";

/** Tells of a case whether more happened than what is held of it says: it is new, or came back. */
export function newsFinder(held: readonly Standing[]): (failure: DecidedCase) => boolean {
  const known = new Map(held.map((one) => [one.id, one]));
  return (failure) => {
    const one = known.get(incidentIdOfCase(failure));
    if (one === undefined) return true;
    const lastSeen = Math.max(...failure.members.map(({ group }) => group.lastSeen));
    return one.status === "resolved" && one.groups.every((group) => Date.parse(group.lastSeen) < lastSeen);
  };
}

/**
 * What is held, without incidents that stay as they are for now: what they are of was not explained at this look. `seen` is what was.
 */
export function* withoutUnexplained(
  held: readonly Standing[],
  seen: readonly Incident[],
  unexplained: readonly DecidedCase[],
): Steps<readonly Standing[]> {
  if (unexplained.length === 0 || held.length === 0) return held;
  // Of the many that wait nearly none is held.
  const heldIds = new Set(held.map(({ id }) => id));
  const heldGroups = new Set(held.flatMap(({ groups }) => groups.map(({ id }) => id)));
  const [ids, groups] = [new Set<string>(), new Set<string>()];
  for (const failure of unexplained) {
    const id = incidentIdOfCase(failure);
    if (heldIds.has(id)) ids.add(id);
    for (const { group } of failure.members) if (heldGroups.has(group.id)) groups.add(group.id);
    yield;
  }
  const isSeen = new Set(seen.map(({ id }) => id));
  return held.filter((one) => isSeen.has(one.id) || !(ids.has(one.id) || one.groups.some(({ id }) => groups.has(id))));
}
