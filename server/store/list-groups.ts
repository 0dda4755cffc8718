import type { Pool } from "pg";
import type { GroupFilter } from "../../shared/api-groups.ts";
import type { ErrorGroup, Signature } from "../../shared/group.ts";
import type { Reach } from "../../shared/identity.ts";
import { greatest } from "./greatest.ts";
import { groupsMatching } from "./groups-matching.ts";
import { lastSeenBy } from "./last-seen-by.ts";
import { laterGroups } from "./later-groups.ts";
import type { RangeCounts } from "./range-counts.ts";
import { readShownCounts } from "./shown-counts.ts";
import type { ShownGroups } from "./shown-groups.ts";
import type { ListedGroup } from "./stored-groups.ts";

/** Both ends in milliseconds since 1970. */
type Range = { from: number; to: number };

/** A group as its row holds it. */
export type GroupRow = Pick<
  ErrorGroup,
  "id" | "environment" | "service" | "kind" | "title" | "firstSeen" | "lastSeen"
> & {
  signature: Signature;
  /** Milliseconds since 1970; null where it is not muted. */
  mutedUntil: number | null;
};

export type GroupPage = { groups: GroupRow[]; matching: number };

/** What lists are made of: the store, the groups of one moment, the counts of any range, and the moment at which mutes are looked at. */
export type GroupLists = { pool: Pool; shown: ShownGroups; counts: RangeCounts; now: number };

const DEFAULT_LIMIT = 500;

/** The groups with an entry in the range that match, in the order asked for, and how many match beyond the limit. */
export async function listGroups(
  { pool, shown, counts, now }: GroupLists,
  filter: GroupFilter,
  range: Range,
  reach?: Reach,
): Promise<GroupPage> {
  const { sort = "last-seen", limit = DEFAULT_LIMIT } = filter;
  const counted = sort === "count" ? await readShownCounts(counts, range, shown) : undefined;
  const isLater = await laterGroups(pool, shown, counts, { range, counted });
  const lastSeenOf = await lastSeenBy(pool, shown.groups, now);
  const matching = groupsMatching(shown, filter, now, reach).filter(
    (group) =>
      group.firstSeen <= range.to && lastSeenOf(group) >= range.from && (group.lastSeen <= range.to || isLater(group)),
  );
  const keys = {
    count: counted ?? (() => 0),
    "first-seen": ({ firstSeen }: ListedGroup) => firstSeen,
    "last-seen": lastSeenOf,
  };
  const page = greatest(matching, keys[sort], limit).map((group) => ({ ...group, lastSeen: lastSeenOf(group) }));
  return { groups: await readRows(pool, page, shown, now), matching: matching.length };
}

/** These groups, in this order; without those that are gone meanwhile. */
async function readRows(
  pool: Pool,
  page: readonly ListedGroup[],
  { mutedUntil }: ShownGroups,
  now: number,
): Promise<GroupRow[]> {
  const { rows } = await pool.query<Omit<GroupRow, "mutedUntil" | "firstSeen" | "lastSeen">>(
    `select own.id, environment, service, kind, coalesce(words.title, own.title) as title, signature
     from plumbline.error_group as own
     left join plumbline.group_text as words on words.group_id = own.id
     where own.id = any($1::text[])`,
    [page.map(({ id }) => id)],
  );
  const rowOf = new Map(rows.map((row) => [row.id, row]));
  return page.flatMap(({ id, firstSeen, lastSeen }) => {
    const row = rowOf.get(id);
    const until = mutedUntil.get(id) ?? 0;
    return row === undefined ? [] : [{ ...row, firstSeen, lastSeen, mutedUntil: until > now ? until : null }];
  });
}
