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
const PARTITION_LOCK = 77_003;

/** The partitioned tables, and how many units of their key make a day. */
const TABLES = [
  { name: "entry_key", unitsPerDay: 1 },
  { name: "group_minute", unitsPerDay: MINUTES_PER_DAY },
  { name: "route_minute", unitsPerDay: MINUTES_PER_DAY },
] as const;

/** Days since 1970 of a moment in milliseconds, kept within what is stored. */
export function dayOf(at: number): number {
  return Math.min(Math.max(Math.floor(at / DAY), FIRST_DAY), LAST_DAY);
}

/** A minute since 1970, kept within what is stored. */
export function storableMinute(minute: number): number {
  return Math.min(Math.max(minute, FIRST_DAY * MINUTES_PER_DAY), (LAST_DAY + 1) * MINUTES_PER_DAY - 1);
}

/** Makes the partitions that `days` (since 1970) lack. Costs one query where none is missing. */
export async function ensurePartitions(pool: Pool, days: Iterable<number>, now: number): Promise<void> {
  const wanted = [...new Set(days)].sort((a, b) => a - b);
  if ((await missingDays(pool, wanted)).length === 0) return;
  await withTransaction(pool, async (client) => {
    await client.query("select pg_advisory_xact_lock($1::bigint)", [PARTITION_LOCK]);
    for (const day of await missingDays(client, wanted)) {
      // An earlier turn of this loop may have made a stretch that holds this day too.
      if ((await missingDays(client, [day])).length > 0) await makePartition(client, day, dayOf(now));
    }
  });
}

async function missingDays(client: Pool | PoolClient, days: number[]): Promise<number[]> {
  const { rows } = await client.query<{ day: number }>(
    `select day
     from unnest($1::integer[]) as day
     where not exists (
       select 1 from plumbline.day_partition where day >= from_day and day < to_day
     )
     order by day`,
    [days],
  );
  return rows.map(({ day }) => day);
}

async function makePartition(client: PoolClient, day: number, today: number): Promise<void> {
  const { fromDay, toDay } = await freeStretch(client, day, Math.abs(day - today) <= NEAR_DAYS ? 1 : FAR_STRETCH_DAYS);
  for (const { name, unitsPerDay } of TABLES) {
    const partition = `plumbline.${name}_${fromDay}`;
    // Attaching, unlike `create … partition of`, does not wait for the transactions that are writing.
    await client.query(`create table ${partition} (like plumbline.${name} including all)`);
    await client.query(
      `alter table plumbline.${name} attach partition ${partition}
       for values from (${fromDay * unitsPerDay}) to (${toDay * unitsPerDay})`,
    );
  }
  await client.query("insert into plumbline.day_partition (from_day, to_day) values ($1::integer, $2::integer)", [
    fromDay,
    toDay,
  ]);
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

/** Drops the partitions whose days all lie before `day`, and gives how many stretches went. */
export async function dropPartitionsBefore(pool: Pool, day: number): Promise<number> {
  return withTransaction(pool, async (client) => {
    await client.query("select pg_advisory_xact_lock($1::bigint)", [PARTITION_LOCK]);
    // Dropping waits for writers and makes new ones wait: not for long.
    await client.query("set local lock_timeout = '5s'");
    const { rows } = await client.query<{ fromDay: number }>(
      `delete from plumbline.day_partition where to_day <= $1::integer returning from_day as "fromDay"`,
      [day],
    );
    for (const { fromDay } of rows) {
      for (const { name } of TABLES) await client.query(`drop table plumbline.${name}_${fromDay}`);
    }
    return rows.length;
  });
}
