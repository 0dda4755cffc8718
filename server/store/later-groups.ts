import type { Pool } from "pg";
import { minuteOf } from "../../shared/time.ts";
import type { RangeCounts } from "./range-counts.ts";
import { readShownCounts, type ShownCounts } from "./shown-counts.ts";
import type { ShownGroups } from "./shown-groups.ts";

/** Both ends in milliseconds since 1970. */
type Range = { from: number; to: number };

const FEW = 1000;

type From = { pool: Pool; shown: ShownGroups; counts: RangeCounts };

/**
 * Which of these groups, by their places in `shown.groups`, that were seen after the end of the range have entries in it too. `counted`:
 * how often each group failed in the range, where that is known already.
 */
export async function laterGroups(
  { pool, shown, counts }: From,
  later: readonly number[],
  range: Range,
  counted: ShownCounts | undefined,
): Promise<(index: number) => boolean> {
  if (later.length === 0) return () => false;
  if (counted === undefined && later.length <= FEW) {
    const ids = later.flatMap((index) => shown.groups[index]?.id ?? []);
    const seen = await withEntries(pool, ids, range);
    return (index) => seen.has(shown.groups[index]?.id ?? "");
  }
  const { places } = shown.columns;
  const all = counted ?? (await readShownCounts(counts, range, shown));
  return (index) => (all[places[index] ?? -1] ?? 0) > 0;
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
