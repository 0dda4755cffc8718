import type { Pool } from "pg";
import { minuteOf } from "../../shared/time.ts";
import type { RangeCounts } from "./range-counts.ts";
import { readShownCounts, type ShownCounts } from "./shown-counts.ts";
import type { ShownGroups } from "./shown-groups.ts";
import type { ListedGroup } from "./stored-groups.ts";

/** Both ends in milliseconds since 1970. */
type Range = { from: number; to: number };

const FEW = 1000;

type From = { pool: Pool; shown: ShownGroups; counts: RangeCounts };

/**
 * Which of these groups, as they are shown, that were seen after the end of the range too have entries in it. `counted`: how often each
 * group failed in the range, where that is known already.
 */
export async function laterGroups(
  { pool, shown, counts }: From,
  groups: readonly ListedGroup[],
  range: Range,
  counted: ShownCounts | undefined,
): Promise<(group: ListedGroup) => boolean> {
  if (counted !== undefined) return ({ place }) => (counted[place] ?? 0) > 0;
  const later = groups.filter(({ lastSeen }) => lastSeen > range.to);
  if (later.length === 0) return () => false;
  if (later.length > FEW) {
    const all = await readShownCounts(counts, range, shown);
    return ({ place }) => (all[place] ?? 0) > 0;
  }
  const ids = await withEntries(
    pool,
    later.map(({ id }) => id),
    range,
  );
  return ({ id }) => ids.has(id);
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
