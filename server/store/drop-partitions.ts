import type { Pool, PoolClient } from "pg";
import { MINUTE } from "../../shared/time.ts";
import { withTransaction } from "../lib/database.ts";
import { attachPartition, PARTITION_LOCK, PARTITIONED, type PartitionedTable } from "./partitions.ts";

type Stretch = { fromDay: number; toDay: number; hasKeys: boolean; hasMinutes: boolean };

const SLOTS_PER_DAY = 144;
const MINUTE_SECONDS = MINUTE / 1000;
const OPEN_SINCE = `incident.status <> 'resolved'
  and old.minute >= floor(extract(epoch from incident.first_seen::timestamptz) / ${MINUTE_SECONDS})`;

/** Which counters an incident that is not resolved needs: those of its groups and of its service's routes since it began. */
const NEEDED: Partial<Record<PartitionedTable["name"], string>> = {
  group_minute: `exists (
    select 1 from plumbline.incident_group as link
    join plumbline.incident on incident.id = link.incident_id
    where link.group_id = old.group_id and ${OPEN_SINCE}
  )`,
  route_minute: `exists (
    select 1 from plumbline.route
    join plumbline.incident on incident.environment = route.environment and incident.service = route.service
    where route.id = old.route_id and ${OPEN_SINCE}
  )`,
};

/**
 * Drops the partitions whose days all lie before `keysBefore` and `minutesBefore` (days since 1970), and gives from how many
 * stretches of days something went. Of counters, those that an open incident needs are carried over into a small partition.
 * Which days' keys went is remembered.
 */
export async function dropPartitions(
  pool: Pool,
  { keysBefore, minutesBefore }: { keysBefore: number; minutesBefore: number },
): Promise<number> {
  return withTransaction(pool, async (client) => {
    await client.query("select pg_advisory_xact_lock($1::bigint)", [PARTITION_LOCK]);
    // Dropping waits for writers and makes new ones wait: not for long.
    await client.query("set local lock_timeout = '5s'");
    let gone = 0;
    for (const stretch of await oldStretches(client, keysBefore, minutesBefore)) {
      const dropsKeys = stretch.hasKeys && stretch.toDay <= keysBefore;
      const looksAtMinutes = stretch.hasMinutes && stretch.toDay <= minutesBefore;
      if (dropsKeys) await dropTables(client, stretch, "keys");
      const left = looksAtMinutes ? await keepNeeded(client, stretch) : "all";
      if (left !== "all") await markStretch(client, stretch);
      await noteStretch(client, stretch, !dropsKeys && stretch.hasKeys, stretch.hasMinutes && left !== "none");
      if (dropsKeys || left !== "all") gone += 1;
    }
    return gone;
  });
}

/** What counters are packed into is made anew. */
async function markStretch(client: PoolClient, { fromDay, toDay }: Stretch): Promise<void> {
  await client.query(
    `insert into plumbline.count_mark (slots)
     select array_agg(distinct slot)
     from (
       select slot * (array[1, 6, 144])[level + 1] as slot from plumbline.count_pack
     ) as packed
     where slot >= $1::integer * ${SLOTS_PER_DAY} and slot < $2::integer * ${SLOTS_PER_DAY}
     having count(*) > 0`,
    [fromDay, toDay],
  );
}

async function oldStretches(client: PoolClient, keysBefore: number, minutesBefore: number): Promise<Stretch[]> {
  const { rows } = await client.query<Stretch>(
    `select from_day as "fromDay", to_day as "toDay", has_keys as "hasKeys", has_minutes as "hasMinutes"
     from plumbline.day_partition
     where (has_keys and to_day <= $1::integer) or (has_minutes and to_day <= $2::integer)
     order by from_day`,
    [keysBefore, minutesBefore],
  );
  return rows;
}

async function dropTables(client: PoolClient, { fromDay }: Stretch, part: PartitionedTable["part"]): Promise<void> {
  for (const table of PARTITIONED) {
    if (table.part === part) await client.query(`drop table plumbline.${table.name}_${fromDay}`);
  }
}

async function noteStretch(client: PoolClient, { fromDay }: Stretch, hasKeys: boolean, hasMinutes: boolean) {
  // A row without any part stays, so that entries of its days are refused, not counted a second time.
  await client.query(
    `update plumbline.day_partition
     set has_keys = $2::boolean, keys_forgotten = keys_forgotten or (has_keys and not $2::boolean), has_minutes = $3::boolean
     where from_day = $1::integer`,
    [fromDay, hasKeys, hasMinutes],
  );
}

/** Leaves of a stretch's counters what open incidents need: all of it, some, or none, and then the partitions are gone. */
async function keepNeeded(client: PoolClient, stretch: Stretch): Promise<"all" | "some" | "none"> {
  const tables = PARTITIONED.filter(({ part }) => part === "minutes");
  const counts = [];
  for (const { name } of tables) {
    await client.query(`lock table plumbline.${name}_${stretch.fromDay} in share row exclusive mode`);
    const { rows } = await client.query<{ all: number; needed: number }>(
      `select count(*)::double precision as all, (count(*) filter (where ${NEEDED[name]}))::double precision as needed
       from plumbline.${name}_${stretch.fromDay} as old`,
    );
    counts.push(rows[0] ?? { all: 0, needed: 0 });
  }
  if (counts.every(({ needed }) => needed === 0)) {
    await dropTables(client, stretch, "minutes");
    return "none";
  }
  if (counts.every(({ all, needed }) => all === needed)) return "all";
  for (const table of tables) await carryOver(client, table, stretch);
  return "some";
}

async function carryOver(client: PoolClient, table: PartitionedTable, { fromDay, toDay }: Stretch): Promise<void> {
  const partition = `${table.name}_${fromDay}`;
  await client.query(
    `create table plumbline.${partition}_kept as
     select old.* from plumbline.${partition} as old where ${NEEDED[table.name]}`,
  );
  await client.query(`drop table plumbline.${partition}`);
  await attachPartition(client, table, { fromDay, toDay });
  await client.query(`insert into plumbline.${partition} select * from plumbline.${partition}_kept`);
  await client.query(`drop table plumbline.${partition}_kept`);
}
