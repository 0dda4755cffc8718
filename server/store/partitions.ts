import type { Pool, PoolClient } from "pg";
import { DAY, MINUTE } from "../../shared/time.ts";
import { withTransaction } from "../lib/database.ts";

const MINUTES_PER_DAY = DAY / MINUTE;
/** Entries that claim another time are kept under the nearest of these days: 2000-01-01 and 2099-12-31. */
const FIRST_DAY = 10_957;
const LAST_DAY = 47_481;
/** Days this near to today get a partition each; those further off share one per 32, however many a stream invents. */
const NEAR_DAYS = 45;
const FAR_STRETCH_DAYS = 32;
/** The least that keys are kept for, see `retentionSchema`. */
const LEAST_KEPT_DAYS = 2;
/** Whoever makes or drops partitions holds it. */
export const PARTITION_LOCK = 77_003;

/** The partitioned tables, how many units of their key make a day, and what of a stretch of days they hold: parts expire apart. */
export const PARTITIONED = [
  { name: "entry_key", unitsPerDay: 1, part: "keys" },
  { name: "entry_pack", unitsPerDay: 1, part: "keys" },
  { name: "group_minute", unitsPerDay: MINUTES_PER_DAY, part: "minutes" },
  { name: "route_minute", unitsPerDay: MINUTES_PER_DAY, part: "minutes" },
] as const;
export type PartitionedTable = (typeof PARTITIONED)[number];

/** Days since 1970 of a moment in milliseconds, kept within what is stored. */
export function dayOf(at: number): number {
  return Math.min(Math.max(Math.floor(at / DAY), FIRST_DAY), LAST_DAY);
}

/** A minute since 1970, kept within what is stored. */
export function storableMinute(minute: number): number {
  return Math.min(Math.max(minute, FIRST_DAY * MINUTES_PER_DAY), (LAST_DAY + 1) * MINUTES_PER_DAY - 1);
}

/**
 * Makes the partitions that `days` (since 1970) lack, and gives those of them whose keys were forgotten: for entries of these there is
 * no place. Costs one query where nothing is missing.
 */
export async function ensurePartitions(pool: Pool, days: Iterable<number>, now: number): Promise<ReadonlySet<number>> {
  const forgotten = new Set<number>();
  const wanted = [...new Set(days)].sort((a, b) => a - b);
  if ((await missingDays(pool, wanted)).length === 0) return forgotten;
  await withTransaction(pool, async (client) => {
    forgotten.clear();
    await client.query("select pg_advisory_xact_lock($1::bigint)", [PARTITION_LOCK]);
    for (const day of await missingDays(client, wanted)) {
      // An earlier turn of this loop may have made a stretch that holds this day too.
      if ((await missingDays(client, [day])).length === 0) continue;
      if ((await makePartition(client, day, dayOf(now))) === "without keys") forgotten.add(day);
    }
  });
  return forgotten;
}

async function missingDays(client: Pool | PoolClient, days: number[]): Promise<number[]> {
  const { rows } = await client.query<{ day: number }>(
    `select day
     from unnest($1::integer[]) as day
     where not exists (
       select 1 from plumbline.day_partition where day >= from_day and day < to_day and has_keys and has_minutes
     )
     order by day`,
    [days],
  );
  return rows.map(({ day }) => day);
}

async function makePartition(client: PoolClient, day: number, today: number): Promise<"whole" | "without keys"> {
  const known = await stretchOf(client, day);
  const length = Math.abs(day - today) <= NEAR_DAYS ? 1 : FAR_STRETCH_DAYS;
  const stretch = known ?? { ...(await freeStretch(client, day, length)), ...NOTHING_YET };
  // No clock that is right drops the keys of days as new as these: one that ran ahead did, and what comes now must count.
  const isForgotten = stretch.keysForgotten && stretch.toDay <= today - LEAST_KEPT_DAYS;
  for (const table of PARTITIONED) {
    const isThere = table.part === "keys" ? stretch.hasKeys || isForgotten : stretch.hasMinutes;
    if (!isThere) await attachPartition(client, table, stretch);
  }
  await client.query(
    `insert into plumbline.day_partition (from_day, to_day, has_keys, keys_forgotten)
     values ($1::integer, $2::integer, $3::boolean, not $3::boolean)
     on conflict (from_day) do update set
       has_keys = excluded.has_keys,
       keys_forgotten = excluded.keys_forgotten,
       has_minutes = true`,
    [stretch.fromDay, stretch.toDay, !isForgotten],
  );
  return isForgotten ? "without keys" : "whole";
}

type Stretch = { fromDay: number; toDay: number; hasKeys: boolean; keysForgotten: boolean; hasMinutes: boolean };

const NOTHING_YET = { hasKeys: false, keysForgotten: false, hasMinutes: false };

/** What there is for a day, where a part of it expired; undefined where there is nothing. */
async function stretchOf(client: PoolClient, day: number): Promise<Stretch | undefined> {
  const { rows } = await client.query<Stretch>(
    `select
       from_day as "fromDay", to_day as "toDay",
       has_keys as "hasKeys", keys_forgotten as "keysForgotten", has_minutes as "hasMinutes"
     from plumbline.day_partition
     where $1::integer >= from_day and $1::integer < to_day`,
    [day],
  );
  return rows[0];
}

/** Makes one table's partition for a stretch of days. */
export async function attachPartition(
  client: PoolClient,
  { name, unitsPerDay }: PartitionedTable,
  { fromDay, toDay }: { fromDay: number; toDay: number },
): Promise<void> {
  const partition = `plumbline.${name}_${fromDay}`;
  // Attaching, unlike `create … partition of`, does not wait for the transactions that are writing.
  await client.query(`create table ${partition} (like plumbline.${name} including all)`);
  await client.query(
    `alter table plumbline.${name} attach partition ${partition}
     for values from (${fromDay * unitsPerDay}) to (${toDay * unitsPerDay})`,
  );
}

/** The stretch of `length` days around `day`, cut off where other partitions begin. */
async function freeStretch(
  client: PoolClient,
  day: number,
  length: number,
): Promise<{ fromDay: number; toDay: number }> {
  const from = day - (day % length);
  const { rows } = await client.query<{ fromDay: number; toDay: number }>(
    `select
       greatest($2::integer, coalesce(max(to_day) filter (where to_day <= $1::integer), $2::integer)) as "fromDay",
       least($3::integer, coalesce(min(from_day) filter (where from_day > $1::integer), $3::integer)) as "toDay"
     from plumbline.day_partition`,
    [day, from, from + length],
  );
  return rows[0] ?? { fromDay: from, toDay: from + length };
}
