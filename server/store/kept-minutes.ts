import type { PoolClient } from "pg";
import { firstPlace } from "../../shared/first-place.ts";
import { MAX_ARRIVALS } from "../../shared/group.ts";
import { MINUTE } from "../../shared/time.ts";
import { timesIn } from "./group-arrivals.ts";
import { inParts } from "./in-parts.ts";

/** Counts of a group by minute, ascending, and when the newest of its events came. Never changed once made. */
export type KeptMinutes = {
  counts: [minute: number, count: number][];
  /**
   * Milliseconds since 1970, ascending; of those minutes alone that hold one of the newest `MAX_ARRIVALS` events, or that are yet to
   * come. One list for all minutes: of tens of thousands of groups a list for each minute takes hundreds of megabytes.
   */
  arrivals: number[];
};

/** Minutes from `first` on, also those after `last`, the one that it is now: entries may claim a time that is yet to come. */
export type OpenRange = { first: number; last: number };

export const NO_MINUTES: KeptMinutes = { counts: [], arrivals: [] };

/** Lists as text, all three in the same order, which is no particular one. */
type Row = { groupId: string; minutes: string; counts: string; arrivals: string | null };

/** Groups that are read at once. */
const AT_ONCE = 500;
/** Events of a minute whose times are read with it; those of a louder one are looked up by themselves. */
const FEW = 32;

/** The minutes of these groups (of all where `ids` is null) from `first` on, in parts; groups without one are left out. */
export async function* readKeptMinutes(
  client: PoolClient,
  ids: readonly string[] | null,
  { first, last }: OpenRange,
): AsyncGenerator<[id: string, minutes: KeptMinutes], void, undefined> {
  if (ids?.length === 0) return;
  const parts = inParts<Row>(client, MINUTES, [first, last, MAX_ARRIVALS, ids, FEW], AT_ONCE);
  for await (const rows of parts) {
    for (const { groupId, minutes, counts, arrivals } of rows) {
      const times = timesIn(arrivals ?? "").sort((a, b) => a - b);
      // A list that grew has room for more, which a copy has not.
      yield [groupId, { counts: countsIn(minutes, counts), arrivals: times.slice() }];
    }
  }
}

/** Minutes with their counts, ascending. */
function countsIn(minutes: string, counts: string): KeptMinutes["counts"] {
  const own = counts.split(",");
  const pairs = minutes.split(",").map((minute, i): [number, number] => [Number(minute), Number(own[i])]);
  return pairs.sort(([a], [b]) => a - b);
}

/**
 * Of a day of many errors only the newest arrivals are looked up: reading all of them would take seconds. So would looking up each of the
 * few of a million minutes, or making JSON of them.
 */
const MINUTES = `select
       group_id as "groupId",
       string_agg(minute::text, ',') as minutes,
       string_agg(count::text, ',') as counts,
       string_agg(array_to_string(case when few is null then (
         select arrivals
         from plumbline.group_minute
         where group_minute.group_id = counted.group_id and group_minute.minute = counted.minute
       ) else few end, ','), ',') filter (where newer < $3::integer) as arrivals
     from (
       select
         group_id, minute, count,
         case when count <= $5::integer then arrivals end as few,
         coalesce(sum(count) filter (where minute <= $2::integer) over (
           partition by group_id order by minute desc rows between unbounded preceding and 1 preceding
         ), 0) as newer
       from plumbline.group_minute
       where minute >= $1::integer and ($4::text[] is null or group_id = any($4::text[]))
     ) as counted
     group by group_id`;

/** What is known, with all minutes from `from` on replaced. */
export function withNewer(
  known: KeptMinutes,
  newer: KeptMinutes | undefined,
  from: number,
  { last }: OpenRange,
): KeptMinutes {
  const fresh = newer ?? NO_MINUTES;
  const counts = [...known.counts.slice(0, placeOf(known.counts, from)), ...fresh.counts];
  const arrivals = [...known.arrivals.slice(0, placeOfArrival(known.arrivals, from)), ...fresh.arrivals];
  return { counts, arrivals: newestArrivals({ counts, arrivals }, last) };
}

/** Without those of `minutes` that are before `first`; the same object where there are none. */
export function withoutOlder(minutes: KeptMinutes, first: number): KeptMinutes {
  const { counts, arrivals } = minutes;
  const place = placeOf(counts, first);
  if (place === 0) return minutes;
  return { counts: counts.slice(place), arrivals: arrivals.slice(placeOfArrival(arrivals, first)) };
}

/** Those of `minutes` from `first` to `last`; the same lists where these are all. */
export function minutesBetween(minutes: KeptMinutes, { first, last }: OpenRange): KeptMinutes {
  const { counts, arrivals } = minutes;
  return {
    counts: partOf(counts, placeOf(counts, first), placeOf(counts, last + 1)),
    arrivals: partOf(arrivals, placeOfArrival(arrivals, first), placeOfArrival(arrivals, last + 1)),
  };
}

function partOf<T>(items: T[], from: number, to: number): T[] {
  return from === 0 && to === items.length ? items : items.slice(from, to);
}

/** The index of the first of these minutes from `minute` on. */
export function placeOf(counts: readonly (readonly [number, ...number[]])[], minute: number): number {
  return firstPlace(counts.length, (place) => (counts[place]?.[0] ?? 0) >= minute);
}

/** The index of the first of these times, milliseconds, from the beginning of `minute` on. */
function placeOfArrival(arrivals: readonly number[], minute: number): number {
  const from = minute * MINUTE;
  return firstPlace(arrivals.length, (place) => (arrivals[place] ?? 0) >= from);
}

/** Forgets arrivals of minutes after which enough events came. */
function newestArrivals({ counts, arrivals }: KeptMinutes, last: number): number[] {
  let newer = 0;
  let oldest = Number.POSITIVE_INFINITY;
  for (let i = counts.length - 1; i >= 0 && newer < MAX_ARRIVALS; i -= 1) {
    const [minute, count] = counts[i] ?? [0, 0];
    oldest = minute;
    if (minute <= last) newer += count;
  }
  return partOf(arrivals, placeOfArrival(arrivals, oldest), arrivals.length);
}
