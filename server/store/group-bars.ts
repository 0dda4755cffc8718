import type { Pool, PoolClient } from "pg";
import { minuteOf } from "../../shared/time.ts";
import { byIndexes } from "../lib/snapshot.ts";

/** Both ends in milliseconds since 1970. */
type Range = { from: number; to: number };
/** The minutes of a range, both ends within, in so many equal parts. */
export type Parts = { first: number; last: number; count: number };
/** A group, and the one in which it is shown: itself, or another. */
export type Member = { id: string; keptId: string };
/** Minutes of one group that are read one by one, both ends within. */
type Stretch = Member & { first: number; last: number };

const HOUR_MINUTES = 60;
const SLOTS_PER_HOUR = 6;
/** Of one minute in plumbline.loud_hour: the minute in 2 bytes, its count in 4. */
const BYTES_PER_MINUTE = 6;

/**
 * Entries of these groups, with all that is shown in them, in equal parts of the range, by id. Hours in which a group failed in many
 * minutes are read as one row each, unless something changed in them since.
 */
export function readBars(
  pool: Pool,
  ids: string[],
  { from, to }: Range,
  count: number,
): Promise<Map<string, number[]>> {
  if (ids.length === 0) return Promise.resolve(new Map());
  const parts = { first: minuteOf(from), last: minuteOf(to), count };
  return byIndexes(pool, async (client) => barsOf(client, await readMembers(client, ids), parts));
}

/** The same within a transaction of `byIndexes`: of groups, each with the one in which it is shown. */
export async function barsOf(
  client: PoolClient,
  members: readonly Member[],
  parts: Parts,
): Promise<Map<string, number[]>> {
  const bars = new Map(members.map(({ keptId }) => [keptId, emptyBars(parts.count)]));
  const known = await addLoudHours(client, bars, members, parts);
  await addMinutes(client, bars, stretchesOf(members, known, parts), parts);
  return bars;
}

/** So many parts in which nothing was counted yet. */
export function emptyBars(count: number): number[] {
  return Array.from({ length: count }, () => 0);
}

export async function readMembers(client: PoolClient, ids: readonly string[]): Promise<Member[]> {
  const { rows } = await client.query<Member>(
    `select member_id as id, kept_id as "keptId" from plumbline.parts_of($1::text[])`,
    [ids],
  );
  return rows;
}

type Bars = ReadonlyMap<string, number[]>;
/** Hours since 1970 with their counts, in no order; for those that lie in more than one part their minutes in base64, else nothing. */
type LoudHours = { id: string; hours: string; counts: string; minutes: string };

/** Adds what is kept by the hour, and gives for each group which hours those were, ascending. */
async function addLoudHours(
  client: PoolClient,
  bars: Bars,
  members: readonly Member[],
  parts: Parts,
): Promise<Map<string, number[]>> {
  const first = Math.ceil(parts.first / HOUR_MINUTES);
  const last = Math.floor((parts.last + 1) / HOUR_MINUTES) - 1;
  const known = new Map<string, number[]>();
  if (first > last) return known;
  const { rows } = await client.query<LoudHours>({
    // One row of text for a group is read in a fraction of the time of a row for each hour; putting them in order takes half of that.
    name: "loud-hours",
    text: `select
       group_id as id, string_agg(hour::text, ',') as hours, string_agg(count::text, ',') as counts,
       string_agg(case when hour = any($4::integer[]) then encode(minutes, 'base64') else '' end, ',') as minutes
     from plumbline.loud_hour
     where group_id = any($1::text[]) and hour between $2::integer and $3::integer
       and hour <> all(array(
         select distinct slot / ${SLOTS_PER_HOUR}
         from plumbline.count_mark cross join unnest(slots) as slot
         where slot / ${SLOTS_PER_HOUR} between $2::integer and $3::integer
       ))
     group by group_id`,
    values: [members.map(({ id }) => id), first, last, cutHours(first, last, parts)],
  });
  const keptOf = new Map(members.map(({ id, keptId }) => [id, keptId]));
  for (const row of rows) {
    const hours = row.hours.split(",").map(Number);
    known.set(
      row.id,
      hours.toSorted((a, b) => a - b),
    );
    const own = bars.get(keptOf.get(row.id) ?? "");
    if (own !== undefined) addHours(own, hours, row, parts);
  }
  return known;
}

/** The hours that lie in more than one part. */
function cutHours(first: number, last: number, parts: Parts): number[] {
  const hours = Array.from({ length: last - first + 1 }, (_, index) => first + index);
  return hours.filter((hour) => {
    const minute = hour * HOUR_MINUTES;
    return partOf(minute, parts) !== partOf(minute + HOUR_MINUTES - 1, parts);
  });
}

/** The part in which a minute of the range lies, from 0. */
export function partOf(minute: number, { first, last, count }: Parts): number {
  return Math.floor(((minute - first) * count) / (last + 1 - first));
}

function addHours(bars: number[], hours: readonly number[], { counts, minutes }: LoudHours, parts: Parts): void {
  const [ownCounts, ownMinutes] = [counts.split(","), minutes.split(",")];
  hours.forEach((hour, index) => {
    const [minute, text = ""] = [hour * HOUR_MINUTES, ownMinutes[index]];
    if (text === "") add(bars, partOf(minute, parts), Number(ownCounts[index]));
    else addMinutesOf(bars, minute, Buffer.from(text, "base64"), parts);
  });
}

function addMinutesOf(bars: number[], minute: number, bytes: Buffer, parts: Parts): void {
  for (let at = 0; at < bytes.length; at += BYTES_PER_MINUTE) {
    add(bars, partOf(minute + bytes.readInt16BE(at), parts), bytes.readInt32BE(at + 2));
  }
}

function add(bars: number[], part: number, count: number): void {
  bars[part] = (bars[part] ?? 0) + count;
}

/** What is left of the range for each group beside the hours that are known, which are in ascending order. */
export function stretchesOf(
  members: readonly Member[],
  known: ReadonlyMap<string, readonly number[]>,
  { first, last }: Parts,
): Stretch[] {
  return members.flatMap((member) => {
    const stretches: Stretch[] = [];
    let at = first;
    for (const hour of known.get(member.id) ?? []) {
      if (hour * HOUR_MINUTES > at) stretches.push({ ...member, first: at, last: hour * HOUR_MINUTES - 1 });
      at = (hour + 1) * HOUR_MINUTES;
    }
    if (at <= last) stretches.push({ ...member, first: at, last });
    return stretches;
  });
}

/** Adds minutes of groups, read one by one. */
export async function addMinutes(
  client: PoolClient,
  bars: Bars,
  stretches: readonly Stretch[],
  parts: Parts,
): Promise<void> {
  const { rows } = await client.query<[id: string, bar: number, count: number]>({
    // As in `partOf`, in whole numbers.
    name: "bar-minutes",
    text: `select
       kept_id, ((minute - $5::integer)::bigint * $7::integer / ($6::integer + 1 - $5::integer))::integer,
       sum(count)::double precision
     from unnest($1::text[], $2::text[], $3::integer[], $4::integer[]) as stretch (id, kept_id, first, last)
     join plumbline.group_minute on group_id = stretch.id and minute between stretch.first and stretch.last
     group by 1, 2`,
    values: [
      stretches.map(({ id }) => id),
      stretches.map(({ keptId }) => keptId),
      stretches.map(({ first }) => first),
      stretches.map(({ last }) => last),
      ...[parts.first, parts.last, parts.count],
    ],
    rowMode: "array",
  });
  for (const [id, bar, count] of rows) {
    const own = bars.get(id);
    if (own !== undefined) add(own, bar, count);
  }
}
