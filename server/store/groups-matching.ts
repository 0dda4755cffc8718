import type { GroupFilter } from "../../shared/api-groups.ts";
import { isWithin, type Reach } from "../../shared/identity.ts";
import type { ShownGroups } from "./shown-groups.ts";
import type { ListedGroup } from "./stored-groups.ts";
import { listOf } from "./text.ts";

/** Of a group and its place in `shown.groups`. */
type Condition = (group: ListedGroup, index: number) => boolean;

const LISTS = ["environment", "service", "family", "kind"] as const;

/** Whether a filter asks for a group that is shown, whenever it failed. `now` is the moment at which mutes are looked at. */
export function groupsMatching(shown: ShownGroups, filter: GroupFilter, now: number, reach: Reach): Condition {
  const conditions = [
    ...(reach === undefined ? [] : [({ environment }: ListedGroup) => isWithin(reach, environment)]),
    ...listConditions(filter),
    ...stateCondition(shown, filter, now),
    ...wordsCondition(shown, filter),
  ];
  return (group, index) => {
    // Of tens of thousands of groups each is asked.
    for (const holds of conditions) if (!holds(group, index)) return false;
    return true;
  };
}

function listConditions(filter: GroupFilter): Condition[] {
  return LISTS.flatMap((column) => {
    const list = listOf(filter[column]);
    if (list === null) return [];
    const names = new Set(list);
    return [(group: ListedGroup) => names.has(group[column] ?? "")];
  });
}

/** Words in the title, the group's id, or that of a group that is shown in it. */
function wordsCondition({ keptOf }: ShownGroups, { q = "" }: GroupFilter): Condition[] {
  const words = q.trim().replaceAll("\0", "").toLowerCase();
  if (words === "") return [];
  const id = keptOf.get(words) ?? words;
  return [(group) => group.words.includes(words) || group.id === id];
}

function stateCondition(
  { mutedUntil, stored, columns: { places } }: ShownGroups,
  { state = "all" }: GroupFilter,
  now: number,
): Condition[] {
  if (state === "all") return [];
  const isMuted = new Uint8Array(stored.byPlace.length);
  for (const [id, until] of mutedUntil) {
    const place = stored.byId.get(id)?.place;
    if (place !== undefined && until > now) isMuted[place] = 1;
  }
  const asked = state === "muted" ? 1 : 0;
  return [(_, index) => isMuted[places[index] ?? -1] === asked];
}
