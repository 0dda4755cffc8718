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
export function withoutUnexplained(
  held: readonly Standing[],
  seen: readonly Incident[],
  unexplained: readonly DecidedCase[],
): readonly Standing[] {
  if (unexplained.length === 0) return held;
  const ids = new Set(unexplained.map(incidentIdOfCase));
  const groups = new Set(unexplained.flatMap(({ members }) => members.map(({ group }) => group.id)));
  const isSeen = new Set(seen.map(({ id }) => id));
  return held.filter((one) => isSeen.has(one.id) || !(ids.has(one.id) || one.groups.some(({ id }) => groups.has(id))));
}
