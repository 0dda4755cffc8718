import type { Pool, PoolClient } from "pg";
import { minuteOf } from "../../shared/time.ts";
import { withTransaction } from "../lib/database.ts";
import { packCounts, sumPacks } from "./count-packs.ts";
import { LEVEL_MINUTES, type Level } from "./count-pieces.ts";

/** One replica packs at a time. Any fixed number. */
const ROLL_UP_LOCK = 77_026;
/** Stretches of ten minutes of one transaction: six hours. */
const SLOTS_AT_ONCE = 36;
/** Entries come late: a stretch is packed when it has been over for so many minutes. Until then its minutes are read. */
const LATE_MINUTES = 1;
/** Clocks run ahead: a stretch that begins later than this many minutes from now is packed as well. */
const EARLY_MINUTES = 20;
/** Minutes of an hour in which a group has to fail for that its hour is kept beside its minutes. */
const LOUD_MINUTES = 10;
const [SLOT_MINUTES, HOUR_MINUTES] = LEVEL_MINUTES;

/**
 * Packs the counters of what changed since the last time and is over at `now` (milliseconds since 1970), the newest first, and
 * gives how many stretches of ten minutes that were. Another replica that is at it is left alone. Readers see all of a stretch's
 * packs, or none. After each stretch `shouldStop` is asked; what is left then is packed another time.
 */
export async function rollUpCounts(pool: Pool, now: number, shouldStop: () => boolean = () => false): Promise<number> {
  let packed = 0;
  while (!shouldStop()) {
    const turn = await withTransaction(pool, (client) => packSome(client, minuteOf(now), shouldStop));
    packed += turn.packed;
    if (!turn.hasMore) break;
  }
  return packed;
}

async function packSome(
  client: PoolClient,
  minute: number,
  shouldStop: () => boolean,
): Promise<{ packed: number; hasMore: boolean }> {
  await client.query("set transaction isolation level repeatable read");
  const { rows } = await client.query<{ isOurs: boolean }>(`select pg_try_advisory_xact_lock($1::bigint) as "isOurs"`, [
    ROLL_UP_LOCK,
  ]);
  if (rows[0]?.isOurs !== true) return { packed: 0, hasMore: false };
  const changed = await takeMarks(client);
  const due = changed.filter((slot) => isDue(slot, minute));
  const slots: number[] = [];
  for (const slot of due.slice(0, SLOTS_AT_ONCE)) {
    if (shouldStop()) break;
    await numberGroups(client, slot);
    await packSlot(client, slot);
    slots.push(slot);
  }
  await leaveMarks(client, new Set(slots), changed);
  await packAbove(client, 1, slots);
  await packAbove(client, 2, slots);
  await keepLoudHours(client, slots);
  return { packed: slots.length, hasMore: due.length > slots.length };
}

function isDue(slot: number, minute: number): boolean {
  const first = slot * SLOT_MINUTES;
  return first + SLOT_MINUTES + LATE_MINUTES <= minute || first > minute + EARLY_MINUTES;
}

/** The marks that this transaction sees go; one that a batch sets meanwhile stays, with what that batch counts. */
async function takeMarks(client: PoolClient): Promise<number[]> {
  const { rows } = await client.query<{ slot: number }>(
    `with taken as (delete from plumbline.count_mark returning slots)
     select distinct slot from taken cross join unnest(slots) as slot order by slot desc`,
  );
  return rows.map(({ slot }) => slot);
}

async function leaveMarks(client: PoolClient, taken: ReadonlySet<number>, changed: readonly number[]): Promise<void> {
  const left = changed.filter((slot) => !taken.has(slot));
  if (left.length === 0) return;
  await client.query("insert into plumbline.count_mark (slots) values ($1::integer[])", [left]);
}

async function numberGroups(client: PoolClient, slot: number): Promise<void> {
  await client.query(
    `insert into plumbline.group_number (group_id)
     select id
     from plumbline.error_group
     where id in (
       select group_id
       from plumbline.group_minute
       where minute between $1::integer and $2::integer
         and not exists (select 1 from plumbline.group_number as known where known.group_id = group_minute.group_id)
     )
     order by id
     on conflict do nothing`,
    minutesOf(slot),
  );
}

/** The first and the last minute of a stretch. */
function minutesOf(slot: number): [number, number] {
  return [slot * SLOT_MINUTES, slot * SLOT_MINUTES + SLOT_MINUTES - 1];
}

async function packSlot(client: PoolClient, slot: number): Promise<void> {
  const { rows } = await client.query<[number, number]>({
    text: `select number, sum(count)::double precision
     from plumbline.group_minute
     join plumbline.group_number using (group_id)
     where minute between $1::integer and $2::integer
     group by number
     order by number`,
    values: minutesOf(slot),
    rowMode: "array",
  });
  await keepPack(client, 0, slot, packCounts(rows));
}

/** Packs the hours or days around these stretches out of the packs of the level below. */
async function packAbove(client: PoolClient, level: Exclude<Level, 0>, slots: readonly number[]): Promise<void> {
  const parts = LEVEL_MINUTES[level] / LEVEL_MINUTES[level === 1 ? 0 : 1];
  const { rows: numbered } = await client.query<{ highest: number | null }>(
    "select max(number) as highest from plumbline.group_number",
  );
  for (const slot of new Set(slots.map((one) => Math.floor((one * SLOT_MINUTES) / LEVEL_MINUTES[level])))) {
    const { rows } = await client.query<{ counts: Buffer }>(
      "select counts from plumbline.count_pack where level = $1::smallint and slot between $2::integer and $3::integer",
      [level - 1, slot * parts, slot * parts + parts - 1],
    );
    const packs = rows.map(({ counts }) => counts);
    await keepPack(client, level, slot, sumPacks(packs, numbered[0]?.highest ?? 0));
  }
}

async function keepPack(client: PoolClient, level: Level, slot: number, counts: Buffer): Promise<void> {
  if (counts.length === 0) {
    await client.query("delete from plumbline.count_pack where level = $1::smallint and slot = $2::integer", [
      level,
      slot,
    ]);
    return;
  }
  await client.query(
    `insert into plumbline.count_pack (level, slot, counts)
     values ($1::smallint, $2::integer, $3::bytea)
     on conflict (level, slot) do update set
       counts = excluded.counts, version = nextval('plumbline.count_pack_version')`,
    [level, slot, counts],
  );
}

async function keepLoudHours(client: PoolClient, slots: readonly number[]): Promise<void> {
  const hours = [...new Set(slots.map((slot) => Math.floor((slot * SLOT_MINUTES) / HOUR_MINUTES)))];
  await client.query("delete from plumbline.loud_hour where hour = any($1::integer[])", [hours]);
  await client.query(
    `insert into plumbline.loud_hour (group_id, hour, count, minutes)
     select group_id, hour, sum(count), string_agg(int2send((minute % 60)::smallint) || int4send(count), '' order by minute)
     from unnest($1::integer[]) as hour
     join plumbline.group_minute on minute between hour * ${HOUR_MINUTES} and hour * ${HOUR_MINUTES} + ${HOUR_MINUTES - 1}
     group by hour, group_id
     having count(*) >= $2::integer`,
    [hours, LOUD_MINUTES],
  );
}
