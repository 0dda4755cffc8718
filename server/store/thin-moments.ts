import type { Pool } from "pg";
import { DAY, HOUR } from "../../shared/time.ts";

/** Moments at which only counts moved: each minute for an hour, one in ten minutes for a day, then one an hour. */
const EACH_MINUTE = HOUR;
const EACH_TEN_MINUTES = DAY;
/** However often an incident changes, no more moments of it are kept. */
const MAX_PER_INCIDENT = 5000;

/**
 * Keeps the history of incidents bounded, and gives how many moments went: of those where only counts moved the last of each
 * stretch stays, and of those older than `keepDays` before `now` (milliseconds since 1970) the newest of each incident.
 */
export async function thinMoments(pool: Pool, now: number, keepDays: number): Promise<number> {
  const { rowCount } = await pool.query(
    `delete from plumbline.incident_moment as gone
     using (
       select
         incident_id, revision, at, is_counts,
         row_number() over (partition by incident_id order by revision desc) as place,
         row_number() over (
           partition by incident_id, at <= $1::timestamptz, document is not null order by revision desc
         ) as place_before,
         row_number() over (
           partition by incident_id, is_counts, case
             when at <= $3::timestamptz then date_bin('1 hour', at, 'epoch')
             when at <= $2::timestamptz then date_bin('10 minutes', at, 'epoch')
             else at
           end
           order by revision desc
         ) as place_in_stretch
       from plumbline.incident_moment
     ) as ranked
     where gone.incident_id = ranked.incident_id
       and gone.revision = ranked.revision
       and ranked.place > 1
       and (
         ranked.place > $4::integer
         or (ranked.is_counts and ranked.place_in_stretch > 1)
         or (ranked.at <= $1::timestamptz and (ranked.place_before > 1 or gone.document is null))
       )`,
    [new Date(now - keepDays * DAY), new Date(now - EACH_MINUTE), new Date(now - EACH_TEN_MINUTES), MAX_PER_INCIDENT],
  );
  return rowCount ?? 0;
}
