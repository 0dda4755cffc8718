import type { Pool } from "pg";
import { MINUTE, minuteOf } from "../../shared/time.ts";
import type { RangeCounts } from "./range-counts.ts";
import { readShownCounts, type ShownCounts } from "./shown-counts.ts";

/** Both ends in milliseconds since 1970. */
type Range = { from: number; to: number };

/** A range that ended longer ago than this is one of the past: many groups were seen after it. */
const RECENT = 10 * MINUTE;
const FEW = 1000;

/** Of the groups that are shown and were seen after the end of the range too, those that have entries in it; some others among them. */
export async function laterGroups(
  pool: Pool,
  rangeCounts: RangeCounts,
  range: Range,
  now: number,
  counted: ShownCounts | undefined,
): Promise<string[]> {
  if (range.to < now - RECENT) return (counted ?? (await readShownCounts(pool, rangeCounts, range))).ids;
  const later = await seenLater(pool, range);
  if (later.length === 0) return [];
  return later.length > FEW ? (await readShownCounts(pool, rangeCounts, range)).ids : withEntries(pool, later, range);
}

async function seenLater(pool: Pool, { to }: Range): Promise<string[]> {
  const { rows } = await pool.query<{ id: string }>(
    `select coalesce(kept_id, id) as id
     from (
       select id from plumbline.error_group where last_seen > $1::double precision limit $2::integer
     ) as later
     left join plumbline.group_part on member_id = id`,
    [to, FEW + 1],
  );
  return [...new Set(rows.map(({ id }) => id))];
}

async function withEntries(pool: Pool, ids: string[], { from, to }: Range): Promise<string[]> {
  const { rows } = await pool.query<{ id: string }>(
    `select distinct kept_id as id
     from plumbline.parts_of($1::text[])
     join plumbline.group_minute on group_id = member_id
     where minute between $2::integer and $3::integer`,
    [ids, minuteOf(from), minuteOf(to)],
  );
  return rows.map(({ id }) => id);
}
