import type { Pool } from "pg";
import { ARRIVAL_MINUTES, MAX_ARRIVALS, timesIn } from "./group-arrivals.ts";
import { type Parts, partOf } from "./group-bars.ts";

/** The newest minutes from `since` on in which a group failed, the newest first, with how often; at most 90. */
export type NewestMinutes = {
  /** Minutes since 1970. */
  since: number;
  minutes: number[];
  counts: number[];
  /** When entries came in the first of these minutes, milliseconds since 1970: of as many as tell a rhythm. */
  arrivals: number[][];
};

/** The same of each of these groups, apart from others with which it is shown, by id. */
export async function readNewestMinutes(
  pool: Pool,
  ids: readonly string[],
  since: number,
): Promise<Map<string, NewestMinutes>> {
  const { rows } = await pool.query<{ id: string; minutes: string; counts: string; arrivals: string }>(
    // One row of text for a group is read in a fraction of the time of a row for each minute.
    `select
       part.id, string_agg(minute::text, ',' order by minute desc) as minutes,
       string_agg(count::text, ',' order by minute desc) as counts,
       string_agg(
         array_to_string(arrivals[greatest(cardinality(arrivals) - $4::integer, 0) + 1:], ','), ';' order by minute desc
       ) filter (where newer < $4::integer) as arrivals
     from unnest($1::text[]) as part (id)
     cross join lateral (
       select
         minute, count, arrivals,
         coalesce(sum(count) over (order by minute desc rows between unbounded preceding and 1 preceding), 0) as newer
       from (
         select minute, count, arrivals
         from plumbline.group_minute
         where group_id = part.id and minute >= $2::integer
         order by minute desc
         limit $3::integer
       ) as newest
     ) as seen
     group by part.id`,
    [ids, since, ARRIVAL_MINUTES, MAX_ARRIVALS],
  );
  const newest = new Map<string, NewestMinutes>();
  for (const id of ids) newest.set(id, { since, minutes: [], counts: [], arrivals: [] });
  for (const { id, minutes, counts, arrivals } of rows) {
    const times = arrivals.split(";").map(timesIn);
    newest.set(id, { since, minutes: timesIn(minutes), counts: timesIn(counts), arrivals: times });
  }
  return newest;
}

/** Whether these hold every minute from `first` on. */
export function reachBack({ since, minutes }: NewestMinutes, first: number): boolean {
  return since <= first && (minutes.length < ARRIVAL_MINUTES || (minutes.at(-1) ?? first) <= first);
}

/** Whether these hold the newest arrivals between two minutes, both within. */
export function tellArrivals(newest: NewestMinutes, first: number, last: number): boolean {
  const { since, minutes, arrivals } = newest;
  if (since <= first && (minutes[0] ?? last) <= last) return true;
  return reachBack(newest, first) && arrivals.length === minutes.length;
}

/** Adds what lies in the range, or in a stretch of it, both ends within, to the parts of the range. */
export function addToBars(
  bars: number[],
  { minutes, counts }: NewestMinutes,
  parts: Parts,
  { first, last }: Pick<Parts, "first" | "last"> = parts,
): void {
  minutes.forEach((minute, place) => {
    if (minute < first || minute > last) return;
    const part = partOf(minute, parts);
    bars[part] = (bars[part] ?? 0) + (counts[place] ?? 0);
  });
}

/** When entries came between two minutes, both within; of as many of the newest as tell a rhythm, in no order. */
export function arrivalsBetween({ minutes, counts, arrivals }: NewestMinutes, first: number, last: number): number[] {
  const times: number[] = [];
  let newer = 0;
  arrivals.forEach((own, place) => {
    const minute = minutes[place] ?? 0;
    if (minute < first || minute > last || newer >= MAX_ARRIVALS) return;
    times.push(...own);
    newer += counts[place] ?? 0;
  });
  return times;
}
