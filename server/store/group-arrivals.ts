import type { Pool, PoolClient } from "pg";
import { minuteOf } from "../../shared/time.ts";

/** Both ends in milliseconds since 1970. */
type Range = { from: number; to: number };

/** Enough to see a rhythm; a minute may hold up to 2000. */
export const ARRIVAL_MINUTES = 90;
/** Of the groups that are shown as one, those seen last. */
export const ARRIVAL_PARTS = 20;
export const MAX_ARRIVALS = 400;

/** When the newest entries of each of these groups in the range came, milliseconds since 1970, ascending, by id. */
export async function readArrivals(
  pool: Pool | PoolClient,
  ids: readonly string[],
  { from, to }: Range,
): Promise<Map<string, number[]>> {
  const { rows } = await pool.query<{ id: string; arrivals: string }>({
    name: "group-arrivals",
    text: `select kept_id as id, string_agg(array_to_string(arrivals, ','), ',') as arrivals
     from (
       select
         member_id, kept_id,
         row_number() over (partition by kept_id order by last_seen desc, member_id) as place
       from plumbline.parts_of($1::text[])
       join plumbline.error_group on id = member_id
     ) as part
     cross join lateral (
       select case when cardinality(arrivals) > $6 then arrivals[cardinality(arrivals) - $6 + 1:] else arrivals end as arrivals
       from (
         select
           arrivals,
           coalesce(sum(count) over (order by minute desc rows between unbounded preceding and 1 preceding), 0) as newer
         from (
           select minute, count, arrivals
           from plumbline.group_minute
           where group_id = member_id and minute between $2::integer and $3::integer
           order by minute desc
           limit $4::integer
         ) as newest
       ) as minutes
       where newer < $6::integer
     ) as enough
     where place <= $5::integer
     group by kept_id`,
    values: [ids, minuteOf(from), minuteOf(to), ARRIVAL_MINUTES, ARRIVAL_PARTS, MAX_ARRIVALS],
  });
  return new Map(rows.map(({ id, arrivals }) => [id, newestOf(timesIn(arrivals))]));
}

/** The times in a text of times, milliseconds since 1970. An empty list stands for minutes whose arrivals were not kept. */
export function timesIn(text: string): number[] {
  return text.split(",").flatMap((time) => (time === "" ? [] : [Number(time)]));
}

/** As many as tell a rhythm, ascending. */
export function newestOf(times: number[]): number[] {
  return times.sort((x, y) => x - y).slice(-MAX_ARRIVALS);
}
