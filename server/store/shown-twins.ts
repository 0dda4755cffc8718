import { type ShownGroups, shownIn } from "./shown-groups.ts";
import { type ListedGroup, sameAs } from "./stored-groups.ts";

/** Both ends in milliseconds since 1970. */
type Range = { from: number; to: number };

/**
 * What `groupsAlsoIn` gives, out of the memory of a directory: there, signatures are the same where their `identity` in
 * plumbline.error_group is, a hash of 64 bits.
 */
export function twinsIn(
  shown: ShownGroups,
  ids: readonly string[],
  environment: string,
  { from, to }: Range,
): Set<string> {
  const known = new Map<number, boolean>();
  const isTwin = (group: ListedGroup) =>
    group.environment === environment && group.lastSeen >= from && group.firstSeen <= to;
  const isThere = (group: ListedGroup) => {
    const is = known.get(group.identity) ?? anyOf(sameAs(shown.stored, group), isTwin);
    known.set(group.identity, is);
    return is;
  };
  return new Set(ids.filter((id) => shownIn(shown, id).some(isThere)));
}

function anyOf(groups: Iterable<ListedGroup>, is: (group: ListedGroup) => boolean): boolean {
  for (const group of groups) if (is(group)) return true;
  return false;
}

/** Whether a group of an environment was seen in or after the range's start. */
export function wasGroupSeen({ stored }: ShownGroups, environment: string, { from }: Range): boolean {
  return stored.byPlace.some((group) => group.lastSeen >= from && group.environment === environment);
}
