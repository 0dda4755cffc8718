import type { Pool } from "pg";
import type { GroupFilter } from "../../shared/api-groups.ts";
import type { Reach } from "../../shared/identity.ts";
import { greatest } from "./greatest.ts";
import { groupsMatching } from "./groups-matching.ts";
import { isAhead, lastSeenBy } from "./last-seen-by.ts";
import { laterGroups } from "./later-groups.ts";
import type { RangeCounts } from "./range-counts.ts";
import { readShownCounts, type ShownCounts } from "./shown-counts.ts";
import type { ShownGroups } from "./shown-groups.ts";
import type { ListedGroup } from "./stored-groups.ts";

/** Both ends in milliseconds since 1970. */
type Range = { from: number; to: number };

/** A group as it is listed; `mutedUntil` in milliseconds since 1970, null where it is not muted. */
export type GroupRow = ListedGroup & { mutedUntil: number | null };

export type GroupPage = { groups: GroupRow[]; matching: number };

/** What lists are made of: the store, the groups of one moment, the counts of any range, and the moment at which mutes are looked at. */
export type GroupLists = { pool: Pool; shown: ShownGroups; counts: RangeCounts; now: number };

const DEFAULT_LIMIT = 500;

/**
 * The groups with an entry in the range that match, in the order asked for, and how many match beyond those that are skipped and the
 * limit. What only the store can tell is asked for groups that match otherwise alone.
 */
export async function listGroups(
  lists: GroupLists,
  filter: GroupFilter,
  range: Range,
  reach?: Reach,
): Promise<GroupPage> {
  const { shown, counts, now } = lists;
  const { sort = "last-seen", limit = DEFAULT_LIMIT, offset = 0 } = filter;
  const asked = askedFor(shown, range, groupsMatching(shown, filter, now, reach));
  const counted = sort === "count" && asked.length > 0 ? await readShownCounts(counts, range, shown) : undefined;
  const { matching, seenAt } = await seenIn(lists, asked, range, counted);
  const keys = keysOf(matching, { shown, sort, seenAt, counted });
  const idOf = (index: number) => shown.groups[index]?.id ?? "";
  const page = greatest(matching, { keys, idOf, limit, skip: offset });
  return { groups: page.flatMap((index) => rowOf(shown, index, seenAt[index] ?? 0, now)), matching: matching.length };
}

type Sorted = {
  shown: ShownGroups;
  sort: NonNullable<GroupFilter["sort"]>;
  seenAt: Float64Array;
  counted: ShownCounts | undefined;
};

/** What each of these is ordered by. Tens of thousands are asked for it: no number is put into an object of its own. */
function keysOf(matching: readonly number[], { shown, sort, seenAt, counted }: Sorted): Float64Array {
  const keys = new Float64Array(matching.length);
  const { firstSeen, places } = shown.columns;
  if (sort === "count") {
    for (let at = 0; at < keys.length; at += 1) keys[at] = counted?.[places[matching[at] ?? 0] ?? 0] ?? 0;
    return keys;
  }
  const column = sort === "first-seen" ? firstSeen : seenAt;
  for (let at = 0; at < keys.length; at += 1) keys[at] = column[matching[at] ?? 0] ?? 0;
  return keys;
}

/** The places in `shown.groups` of those that match and may have an entry in the range, by their first and last. */
function askedFor(
  { groups, columns: { firstSeen, lastSeen } }: ShownGroups,
  { from, to }: Range,
  isAsked: (group: ListedGroup, index: number) => boolean,
): number[] {
  const asked: number[] = [];
  for (let index = 0; index < groups.length; index += 1) {
    if ((firstSeen[index] ?? 0) > to || (lastSeen[index] ?? 0) < from) continue;
    const group = groups[index];
    if (group !== undefined && isAsked(group, index)) asked.push(index);
  }
  return asked;
}

/** What `seenAt` holds for a group that was not seen in the range. */
const NEVER = -1;

/** Of these, those that were seen in the range, and when each group was seen last up to now, in the order of `shown.groups`. */
async function seenIn(
  lists: GroupLists,
  asked: number[],
  range: Range,
  counted: ShownCounts | undefined,
): Promise<{ matching: number[]; seenAt: Float64Array }> {
  const { lastSeen } = lists.shown.columns;
  // What was seen after the range, or by a clock that runs ahead, need not have been seen in it.
  const certain = Math.min(range.to, lists.now);
  if (!asked.some((index) => (lastSeen[index] ?? 0) > certain)) return { matching: asked, seenAt: lastSeen };
  const seenAt = await seenByNow(lists, asked, range);
  const isSeen = asked.filter((index) => seenAt[index] !== NEVER);
  const later = isSeen.filter((index) => (lastSeen[index] ?? 0) > range.to);
  const isLater = await laterGroups(lists, later, range, counted);
  return { matching: isSeen.filter((index) => (lastSeen[index] ?? 0) <= range.to || isLater(index)), seenAt };
}

/** When each group was seen last up to now, never where that was before the range; only of what is ahead the store is asked. */
async function seenByNow({ pool, shown, now }: GroupLists, asked: number[], { from }: Range): Promise<Float64Array> {
  const { lastSeen } = shown.columns;
  const ahead = asked.filter((index) => isAhead(lastSeen[index] ?? 0, now));
  if (ahead.length === 0) return lastSeen;
  const groups = ahead.flatMap((index) => shown.groups[index] ?? []);
  const seenBy = await lastSeenBy(pool, groups, now);
  const seenAt = lastSeen.slice();
  ahead.forEach((index, place) => {
    const group = groups[place];
    const at = group === undefined ? NEVER : seenBy(group);
    seenAt[index] = at >= from ? at : NEVER;
  });
  return seenAt;
}

function rowOf({ groups, mutedUntil }: ShownGroups, index: number, lastSeen: number, now: number): GroupRow[] {
  const group = groups[index];
  if (group === undefined) return [];
  const until = mutedUntil.get(group.id) ?? 0;
  return [{ ...group, lastSeen, mutedUntil: until > now ? until : null }];
}
