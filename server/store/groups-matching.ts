import type { GroupFilter } from "../../shared/api-groups.ts";
import { isWithin, type Reach } from "../../shared/identity.ts";
import type { ShownGroups } from "./shown-groups.ts";
import type { ListedGroup } from "./stored-groups.ts";
import { listOf } from "./text.ts";

type Condition = (group: ListedGroup) => boolean;

const LISTS = ["environment", "service", "family", "kind"] as const;

/** Whether a filter asks for a group that is shown, whenever it failed. `now` is the moment at which mutes are looked at. */
export function groupsMatching(shown: ShownGroups, filter: GroupFilter, now: number, reach: Reach): Condition {
  const conditions = [
    ...(reach === undefined ? [] : [({ environment }: ListedGroup) => isWithin(reach, environment)]),
    ...listConditions(filter),
    ...stateCondition(shown, filter, now),
    ...wordsCondition(shown, filter),
  ];
  return (group) => {
    // Of tens of thousands of groups each is asked.
    for (const holds of conditions) if (!holds(group)) return false;
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

function stateCondition({ mutedUntil }: ShownGroups, { state = "all" }: GroupFilter, now: number): Condition[] {
  if (state === "all") return [];
  const isAsked = state === "muted";
  return [({ id }) => (mutedUntil.get(id) ?? 0) > now === isAsked];
}
