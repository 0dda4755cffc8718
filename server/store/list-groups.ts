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
  const { pool, shown, counts, now } = lists;
  const { sort = "last-seen", limit = DEFAULT_LIMIT, offset = 0 } = filter;
  const isAsked = groupsMatching(shown, filter, now, reach);
  const asked = shown.groups.filter((group) => mayLieIn(range, group) && isAsked(group));
  const counted = sort === "count" && asked.length > 0 ? await readShownCounts(counts, range, shown) : undefined;
  const lastSeenOf = await lastSeenBy(pool, asked, now);
  const matching = await seenIn(lists, asked, { range, lastSeenOf, counted });
  const keys = {
    count: counted ?? (() => 0),
    "first-seen": ({ firstSeen }: ListedGroup) => firstSeen,
    "last-seen": lastSeenOf,
  };
  const page = greatest(matching, keys[sort], limit, offset);
  return {
    groups: page.map((group) => ({
      ...group,
      lastSeen: lastSeenOf(group),
      mutedUntil: mutedUntil(shown, group, now),
    })),
    matching: matching.length,
  };
}

function mayLieIn({ from, to }: Range, { firstSeen, lastSeen }: ListedGroup): boolean {
  return firstSeen <= to && lastSeen >= from;
}

type Seen = { range: Range; lastSeenOf: (group: ListedGroup) => number; counted: ShownCounts | undefined };

/** Without those that were seen before the range and after it, or by a clock that runs ahead, and not in it. */
async function seenIn(
  { pool, shown, counts, now }: GroupLists,
  groups: readonly ListedGroup[],
  { range, lastSeenOf, counted }: Seen,
): Promise<readonly ListedGroup[]> {
  const certain = Math.min(range.to, now);
  const others = groups.filter(({ lastSeen }) => lastSeen > certain);
  if (others.length === 0) return groups;
  const seen = others.filter((group) => lastSeenOf(group) >= range.from);
  const isLater = await laterGroups({ pool, shown, counts }, seen, range, counted);
  const within = new Set(seen.filter((group) => group.lastSeen <= range.to || isLater(group)));
  return groups.filter((group) => group.lastSeen <= certain || within.has(group));
}

function mutedUntil({ mutedUntil: ends }: ShownGroups, { id }: ListedGroup, now: number): number | null {
  const until = ends.get(id) ?? 0;
  return until > now ? until : null;
}
