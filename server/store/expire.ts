import type { Pool } from "pg";
import { DAY, minuteOf } from "../../shared/time.ts";
import { forgetJoins } from "./group-joins.ts";
import { dayOf, dropPartitionsBefore } from "./partitions.ts";
import { thinMoments } from "./thin-moments.ts";

/** How many stretches of days, groups and messages went. */
export type Expired = { partitions: number; groups: number; messages: number };

/**
 * Forgets what is older than `keepDays` before `now` (milliseconds since 1970): entries and counters by dropping the
 * partitions of whole days, the rest by row. Incidents stay. Safe to run on every replica at any time.
 */
export async function expire(pool: Pool, now: number, keepDays: number): Promise<Expired> {
  const before = now - keepDays * DAY;
  const partitions = await dropPartitionsBefore(pool, dayOf(before));
  const groups = await pool.query(
    `delete from plumbline.error_group as own
     where last_seen < $1::double precision
       -- One in which another is shown stays as long as that one.
       and not exists (
         select 1
         from plumbline.group_part as part
         join plumbline.error_group as member on member.id = part.member_id
         where part.kept_id = own.id and member.last_seen >= $1::double precision
       )`,
    [before],
  );
  await forgetJoins(pool);
  await thinMoments(pool, now, keepDays);
  await pool.query("delete from plumbline.route where last_minute < $1::integer", [minuteOf(before)]);
  await pool.query("delete from plumbline.change_event where at < $1::double precision", [before]);
  await pool.query("delete from plumbline.revision where last_seen < $1::double precision", [before]);
  await pool.query("delete from plumbline.sample_key where day < $1::integer", [dayOf(before)]);
  await pool.query("delete from plumbline.check_run where at < $1::timestamptz", [new Date(before)]);
  await pool.query("delete from plumbline.delivery_attempt where at < $1::timestamptz", [new Date(before)]);
  const messages = await pool.query(
    `delete from plumbline.outbox
     where created_at < $1::timestamptz
       and not exists (
         select 1 from plumbline.delivery
         where delivery.sequence = outbox.sequence and delivery.state = 'pending'
       )`,
    [new Date(before)],
  );
  return { partitions, groups: groups.rowCount ?? 0, messages: messages.rowCount ?? 0 };
}
