import type { PoolClient } from "pg";
import { MAX_ARRIVALS } from "../../shared/group.ts";

/** Counts of a group by minute, ascending, and when the newest of its events came. Never changed once made. */
export type KeptMinutes = {
  counts: readonly [minute: number, count: number][];
  /** By minute; of those minutes alone that hold one of the newest `MAX_ARRIVALS` events, or that are yet to come. */
  arrivals: ReadonlyMap<number, readonly number[]>;
};

/** Minutes from `first` on, also those after `last`, the one that it is now: entries may claim a time that is yet to come. */
export type OpenRange = { first: number; last: number };

export const NO_MINUTES: KeptMinutes = { counts: [], arrivals: new Map() };

type Row = { groupId: string; counts: [number, number][]; arrivals: [number, number[]][] | null };

/** The minutes of these groups (of all where `ids` is null) from `first` on; groups without one are left out. */
export async function readKeptMinutes(
  client: PoolClient,
  ids: readonly string[] | null,
  { first, last }: OpenRange,
): Promise<Map<string, KeptMinutes>> {
  if (ids?.length === 0) return new Map();
  // Of a day of many errors only the newest arrivals are looked up: reading all of them would take seconds.
  const { rows } = await client.query<Row>(
    `select
       group_id as "groupId",
       json_agg(json_build_array(minute, count) order by minute) as counts,
       json_agg(json_build_array(minute, (
         select to_json(arrivals)
         from plumbline.group_minute
         where group_minute.group_id = counted.group_id and group_minute.minute = counted.minute
       ))) filter (where newer < $3::integer) as arrivals
     from (
       select
         group_id, minute, count,
         coalesce(sum(count) filter (where minute <= $2::integer) over (
           partition by group_id order by minute desc rows between unbounded preceding and 1 preceding
         ), 0) as newer
       from plumbline.group_minute
       where minute >= $1::integer and ($4::text[] is null or group_id = any($4::text[]))
     ) as counted
     group by group_id`,
    [first, last, MAX_ARRIVALS, ids],
  );
  return new Map(rows.map(({ groupId, counts, arrivals }) => [groupId, { counts, arrivals: new Map(arrivals ?? []) }]));
}

/** What is known, with all minutes from `from` on replaced. */
export function withNewer(
  known: KeptMinutes,
  newer: KeptMinutes | undefined,
  from: number,
  { last }: OpenRange,
): KeptMinutes {
  const fresh = newer ?? NO_MINUTES;
  const counts = [...known.counts.slice(0, placeOf(known.counts, from)), ...fresh.counts];
  const arrivals = new Map(fresh.arrivals);
  for (const [minute, times] of known.arrivals) if (minute < from) arrivals.set(minute, times);
  return newestArrivals({ counts, arrivals }, last);
}

/** Without minutes before `first`; the same object where there are none. */
export function withoutOlder(minutes: KeptMinutes, first: number): KeptMinutes {
  const place = placeOf(minutes.counts, first);
  if (place === 0) return minutes;
  const arrivals = new Map([...minutes.arrivals].filter(([minute]) => minute >= first));
  return { counts: minutes.counts.slice(place), arrivals };
}

/** The index of the first of these minutes from `minute` on. */
export function placeOf(counts: readonly (readonly [number, ...number[]])[], minute: number): number {
  let low = 0;
  let high = counts.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((counts[middle]?.[0] ?? 0) < minute) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Forgets arrivals of minutes after which enough events came. */
function newestArrivals({ counts, arrivals }: KeptMinutes, last: number): KeptMinutes {
  const kept = new Map<number, readonly number[]>();
  let newer = 0;
  for (let i = counts.length - 1; i >= 0 && newer < MAX_ARRIVALS; i -= 1) {
    const [minute, count] = counts[i] ?? [0, 0];
    kept.set(minute, arrivals.get(minute) ?? []);
    if (minute <= last) newer += count;
  }
  return { counts, arrivals: kept };
}
