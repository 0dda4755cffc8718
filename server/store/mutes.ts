import type { Pool, PoolClient } from "pg";
import type { Mute } from "../../shared/api-groups.ts";
import { withTransaction } from "../lib/database.ts";
import { storable } from "./text.ts";
import { tellListeners } from "./write-incident.ts";

/** Times in milliseconds since 1970. */
export type NewMute = { groupId: string; who: string; reason: string; since: number; until: number };

/** Mutes a group; an earlier mute is replaced, its counts begin anew. */
export async function muteGroup(pool: Pool, mute: NewMute): Promise<void> {
  await withTransaction(pool, async (client) => {
    await client.query(
      `insert into plumbline.group_mute (group_id, who, reason, since, until)
       values ($1::text, $2::text, $3::text, $4::timestamptz, $5::timestamptz)
       on conflict (group_id) do update set
         who = excluded.who, reason = excluded.reason, since = excluded.since, until = excluded.until,
         fired = 0, is_firing = false, last_fired_at = null, last_fired = null`,
      [mute.groupId, storable(mute.who), storable(mute.reason), new Date(mute.since), new Date(mute.until)],
    );
    await tellListeners(client, null, 0);
  });
}

/** Lifts a group's mute. Whether there was one. */
export async function unmuteGroup(pool: Pool, groupId: string): Promise<boolean> {
  return withTransaction(pool, async (client) => {
    const { rowCount } = await client.query("delete from plumbline.group_mute where group_id = $1::text", [groupId]);
    await tellListeners(client, null, 0);
    return rowCount === 1;
  });
}

/** A group's mute with what it kept quiet so far; undefined where it has none at `now` (milliseconds since 1970). */
export async function readMute(pool: Pool | PoolClient, groupId: string, now: number): Promise<Mute | undefined> {
  const { rows } = await pool.query<MuteRow>({
    name: "group-mute",
    text: `select
       who, reason, since, until, fired, last_fired_at as "lastFiredAt", last_fired as "lastFired",
       (
         select coalesce(sum(count), 0)::double precision
         from plumbline.parts_of(array[$1::text])
         join plumbline.group_minute on group_minute.group_id = member_id
         where minute >= floor(extract(epoch from since) / 60)::integer
       ) as entries
     from plumbline.group_mute
     where group_id = $1::text and until > $2::timestamptz`,
    values: [groupId, new Date(now)],
  });
  return rows[0] === undefined ? undefined : muteOf(rows[0]);
}

type MuteRow = {
  who: string;
  reason: string;
  since: Date;
  until: Date;
  fired: number;
  lastFiredAt: Date | null;
  lastFired: string | null;
  entries: number;
};

function muteOf({ who, reason, since, until, fired, lastFiredAt, lastFired, entries }: MuteRow): Mute {
  return {
    who,
    reason,
    since: since.toISOString(),
    until: until.toISOString(),
    entries,
    wouldHaveFired: fired,
    lastFired: lastFiredAt === null ? null : { at: lastFiredAt.toISOString(), statement: lastFired ?? "" },
  };
}

/**
 * The ids of the groups that are muted at `now` (milliseconds since 1970), in order; without those that are shown in another group,
 * whose own mute counts.
 */
export async function listMutedGroups(pool: Pool, now: number): Promise<string[]> {
  const { rows } = await pool.query<{ groupId: string }>(
    `select group_id as "groupId"
     from plumbline.group_mute
     where until > $1::timestamptz
       and not exists (select 1 from plumbline.group_part where member_id = group_id)
     order by group_id`,
    [new Date(now)],
  );
  return rows.map(({ groupId }) => groupId);
}

/** Forgets the mutes that ended by `now`, and gives their groups. */
export async function endMutes(pool: Pool, now: number): Promise<string[]> {
  const { rows } = await pool.query<{ groupId: string }>(
    `delete from plumbline.group_mute where until <= $1::timestamptz returning group_id as "groupId"`,
    [new Date(now)],
  );
  return rows.map(({ groupId }) => groupId);
}

/** A muted group whose incident would be open now. */
export type Firing = { groupId: string; statement: string };

/** Counts for each muted group how often an incident would have been opened: when one begins, not at every analysis. */
export async function noteFirings(pool: Pool, firings: readonly Firing[], now: number): Promise<void> {
  await pool.query(
    `update plumbline.group_mute as mute
     set
       fired = mute.fired + (seen.statement is not null and not mute.is_firing)::integer,
       last_fired_at = case
         when seen.statement is not null and not mute.is_firing then $3::timestamptz
         else mute.last_fired_at
       end,
       last_fired = coalesce(seen.statement, mute.last_fired),
       is_firing = seen.statement is not null
     from (
       select group_id, statement
       from plumbline.group_mute
       left join unnest($1::text[], $2::text[]) as fresh (group_id, statement) using (group_id)
     ) as seen
     where mute.group_id = seen.group_id and (mute.is_firing or seen.statement is not null)`,
    [firings.map(({ groupId }) => groupId), firings.map(({ statement }) => storable(statement)), new Date(now)],
  );
}
