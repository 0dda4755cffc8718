import type { Pool, PoolClient } from "pg";
import { minuteOf } from "../../shared/time.ts";
import { SAME_TIME } from "./last-seen-by.ts";

/** How many entries state a time that is yet to come, and the latest of these times in milliseconds since 1970. */
export type EntriesAhead = { count: number; latestAt: number };

/**
 * The entries of a group, as it is shown, that are ahead of `now` (milliseconds since 1970) by more than clocks differ; undefined
 * where there is none. Exact up to 2,000 of them within the present minute.
 */
export async function entriesAhead(
  pool: Pool | PoolClient,
  shownId: string,
  now: number,
): Promise<EntriesAhead | undefined> {
  const from = now + SAME_TIME;
  const { rows } = await pool.query<EntriesAhead>({
    name: "entries-ahead",
    text: `select
       last_seen as "latestAt",
       (
         select coalesce(
           sum(
             case
               when minute > $2::integer then count
               else (select count(*) from unnest(arrivals) as at where at > $3::double precision)
             end
           ),
           0
         )
         from plumbline.parts_of(array[$1::text])
         join plumbline.group_minute on group_id = member_id
         where minute >= $2::integer
       )::double precision as count
     from plumbline.shown_group
     where id = $1::text and last_seen > $3::double precision`,
    values: [shownId, minuteOf(from), from],
  });
  return rows[0];
}
