import type { PoolClient } from "pg";

/** Hours of one day in which a group failed in many minutes, as plumbline.loud_hour holds them. */
export type LoudDay = {
  /** Since 1970, ascending. */
  hours: readonly number[];
  /** How often the group failed in each of these hours. */
  totals: readonly number[];
  /** Where each of them begins in what follows, and where the last one ends. */
  places: readonly number[];
  /** Minutes within their hours, and how often the group failed in each. */
  minutes: Uint8Array;
  counts: Uint16Array | Int32Array;
};

/** A day since 1970 of one group. */
export type GroupDay = { id: string; day: number };

const HOURS_PER_DAY = 24;
/** Of one minute in plumbline.loud_hour: the minute in 2 bytes, its count in 4. */
const BYTES_PER_MINUTE = 6;
const MOST_IN_TWO_BYTES = 0xffff;

const NO_HOURS: LoudDay = {
  ...{ hours: [], totals: [], places: [0] },
  ...{ minutes: new Uint8Array(0), counts: new Uint16Array(0) },
};

/** Of hours of one day, ascending: their numbers, how many minutes each has, and all these minutes in base64. */
type Row = { place: number; hours: string; lengths: string; minutes: string };

/** The loud hours of each of these days, in the order asked for. */
export async function readLoudDays(client: PoolClient, asked: readonly GroupDay[]): Promise<LoudDay[]> {
  const { rows } = await client.query<Row>({
    // One row of text for a day is read in a fraction of the time of a row for each hour.
    name: "loud-days",
    text: `select
       place::integer, string_agg(hour::text, ',' order by hour) as hours,
       string_agg((length(minutes) / ${BYTES_PER_MINUTE})::text, ',' order by hour) as lengths,
       encode(string_agg(minutes, '' order by hour), 'base64') as minutes
     from unnest($1::text[], $2::integer[]) with ordinality as asked (id, day, place)
     join plumbline.loud_hour on group_id = asked.id and hour >= day * ${HOURS_PER_DAY} and hour < (day + 1) * ${HOURS_PER_DAY}
     group by place`,
    values: [asked.map(({ id }) => id), asked.map(({ day }) => day)],
  });
  const days = asked.map(() => NO_HOURS);
  for (const row of rows) days[row.place - 1] = loudDayOf(row);
  return days;
}

function loudDayOf({ hours, lengths, minutes }: Row): LoudDay {
  const bytes = Buffer.from(minutes, "base64");
  const all = Int32Array.from({ length: bytes.length / BYTES_PER_MINUTE }, (_, at) =>
    bytes.readInt32BE(at * BYTES_PER_MINUTE + 2),
  );
  const places = [0];
  for (const length of lengths.split(",")) places.push((places.at(-1) ?? 0) + Number(length));
  const sum = (from: number, to = from) => all.subarray(from, to).reduce((total, count) => total + count, 0);
  return {
    hours: hours.split(",").map(Number),
    totals: places.slice(1).map((end, hour) => sum(places[hour] ?? 0, end)),
    places,
    minutes: Uint8Array.from(all, (_, at) => bytes.readInt16BE(at * BYTES_PER_MINUTE)),
    counts: all.every((count) => count <= MOST_IN_TWO_BYTES) ? Uint16Array.from(all) : all,
  };
}
