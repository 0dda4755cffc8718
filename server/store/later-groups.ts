import type { Pool } from "pg";
import { minuteOf } from "../../shared/time.ts";
import type { RangeCounts } from "./range-counts.ts";
import { readShownCounts } from "./shown-counts.ts";
import type { ShownGroups } from "./shown-groups.ts";

/** Both ends in milliseconds since 1970. */
type Range = { from: number; to: number };

const FEW = 1000;

/**
 * Of the groups that are shown and were seen after the end of the range too, those that have entries in it; some others among them.
 * `counted`: how often each group failed in the range, where that is known already.
 */
export async function laterGroups(
  pool: Pool,
  shown: ShownGroups,
  counts: RangeCounts,
  { range, counted }: { range: Range; counted: ReadonlyMap<string, number> | undefined },
): Promise<ReadonlySet<string>> {
  if (counted !== undefined) return new Set(counted.keys());
  const later = shown.groups.filter(({ firstSeen, lastSeen }) => lastSeen > range.to && firstSeen <= range.to);
  if (later.length === 0) return new Set();
  if (later.length > FEW) return new Set((await readShownCounts(counts, range, shown)).keys());
  return withEntries(
    pool,
    later.map(({ id }) => id),
    range,
  );
}

async function withEntries(pool: Pool, ids: string[], { from, to }: Range): Promise<Set<string>> {
  const { rows } = await pool.query<{ id: string }>(
    `select distinct kept_id as id
     from plumbline.parts_of($1::text[])
     join plumbline.group_minute on group_id = member_id
     where minute between $2::integer and $3::integer`,
    [ids, minuteOf(from), minuteOf(to)],
  );
  return new Set(rows.map(({ id }) => id));
}
