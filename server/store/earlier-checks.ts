import type { Pool } from "pg";
import type { Check } from "../../shared/check.ts";

/** Of each of these checks the first run from `since` on (milliseconds since 1970) that saw something, whatever incident it was for. */
export async function earliestChecks(pool: Pool, checkIds: readonly string[], since: number): Promise<Check[]> {
  if (checkIds.length === 0) return [];
  const { rows } = await pool.query<{ document: Check }>(
    `select distinct on (check_id) document
     from plumbline.check_run
     where check_id = any($1::text[])
       and at >= $2::timestamptz
       and outcome <> 'unknown'
     order by check_id, at, id`,
    [checkIds, new Date(since)],
  );
  return rows.map(({ document }) => document);
}
