import type { Pool } from "pg";
import type { CheckRunsResponse } from "../../shared/api-incident.ts";
import { iso } from "./text.ts";

/** Runs of each check that are listed. */
const MAX_RUNS = 60;

/**
 * When each check of an incident ran and what it answered, oldest first, the newest 60 of each, up to a moment (milliseconds
 * since 1970) where one is given; undefined where there is no such incident.
 */
export async function listCheckRuns(
  pool: Pool,
  incidentId: string,
  at?: number,
): Promise<CheckRunsResponse["checks"] | undefined> {
  const { rows } = await pool.query<{ checks: CheckRunsResponse["checks"] }>(
    `select (
       select coalesce(json_agg(json_build_object('checkId', check_id, 'runs', runs, 'total', total) order by check_id), '[]')
       from (
         select
           check_id, max(total)::integer as total,
           json_agg(
             json_build_object(
               'at', ${iso("at")}, 'outcome', outcome
             ) order by at, id
           ) as runs
         from (
           select
             id, check_id, at, outcome,
             count(*) over (partition by check_id) as total,
             row_number() over (partition by check_id order by at desc, id desc) as age
           from plumbline.check_run
           where incident_id = incident.id and ($2::timestamptz is null or at <= $2::timestamptz)
         ) as run
         where age <= $3::integer
         group by check_id
       ) as listed
     ) as checks
     from plumbline.incident
     where id = $1::text`,
    [incidentId, at === undefined ? null : new Date(at), MAX_RUNS],
  );
  return rows[0]?.checks;
}
