import type { Pool } from "pg";
import type { GroupFilter } from "../../shared/api-groups.ts";
import type { Reach } from "../../shared/identity.ts";
import { greatest } from "./greatest.ts";
import { groupsMatching } from "./groups-matching.ts";
import { lastSeenBy } from "./last-seen-by.ts";
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
  const { matching, lastSeenOf } = await seenIn(lists, asked, range, counted);
  const { firstSeen, places } = shown.columns;
  const keyOf = {
    count: (index: number) => counted?.[places[index] ?? -1] ?? 0,
    "first-seen": (index: number) => firstSeen[index] ?? 0,
    "last-seen": lastSeenOf,
  }[sort];
  const idOf = (index: number) => shown.groups[index]?.id ?? "";
  const keys = new Float64Array(matching.length);
  matching.forEach((index, place) => {
    keys[place] = keyOf(index);
  });
  const page = greatest(matching, { keys, idOf, limit, skip: offset });
  return { groups: page.flatMap((index) => rowOf(shown, index, lastSeenOf(index), now)), matching: matching.length };
}

/** The places in `shown.groups` of those that match and may have an entry in the range, by their first and last. */
function askedFor(
  { groups, columns: { firstSeen, lastSeen } }: ShownGroups,
  { from, to }: Range,
  isAsked: (group: ListedGroup, index: number) => boolean,
): number[] {
  const asked: number[] = [];
  groups.forEach((group, index) => {
    if ((firstSeen[index] ?? 0) <= to && (lastSeen[index] ?? 0) >= from && isAsked(group, index)) asked.push(index);
  });
  return asked;
}

/** Of these, those that were seen in the range, and when each was seen last up to now. */
async function seenIn(
  { pool, shown, counts, now }: GroupLists,
  asked: number[],
  range: Range,
  counted: ShownCounts | undefined,
): Promise<{ matching: number[]; lastSeenOf: (index: number) => number }> {
  const { lastSeen, places } = shown.columns;
  // What was seen after the range, or by a clock that runs ahead, need not have been seen in it.
  const certain = Math.min(range.to, now);
  const isCertain = (index: number) => (lastSeen[index] ?? 0) <= certain;
  const doubtful = asked.filter((index) => !isCertain(index)).flatMap((index) => shown.groups[index] ?? []);
  if (doubtful.length === 0) return { matching: asked, lastSeenOf: (index) => lastSeen[index] ?? 0 };
  const seenBy = await lastSeenBy(pool, doubtful, now);
  const seen = doubtful.filter((group) => seenBy(group) >= range.from);
  const isLater = await laterGroups({ pool, shown, counts }, seen, range, counted);
  const within = new Map(
    seen
      .filter((group) => group.lastSeen <= range.to || isLater(group))
      .map((group) => [group.place, seenBy(group)] as const),
  );
  const knownOf = (index: number) => within.get(places[index] ?? -1);
  return {
    matching: asked.filter((index) => isCertain(index) || knownOf(index) !== undefined),
    lastSeenOf: (index) => knownOf(index) ?? lastSeen[index] ?? 0,
  };
}

function rowOf({ groups, mutedUntil }: ShownGroups, index: number, lastSeen: number, now: number): GroupRow[] {
  const group = groups[index];
  if (group === undefined) return [];
  const until = mutedUntil.get(group.id) ?? 0;
  return [{ ...group, lastSeen, mutedUntil: until > now ? until : null }];
}
