import type { Pool, PoolClient } from "pg";
import { MINUTE, minuteOf } from "../../shared/time.ts";

/** Who keeps counts in memory reads this much of the newest minutes anew whenever a group or route changed, and more. */
const LATE_AFTER = 5 * MINUTE;
/** So much earlier than its last look a reader begins: clocks differ, and a transaction may take minutes to end. */
export const READ_BACK = 2 * LATE_AFTER;
/** How long notes are kept: who did not look for so long reads everything. */
export const NOTES_KEPT = 60 * MINUTE;

type Counted = { id: string; perMinute: readonly (readonly [minute: number, ...number[]])[] };

/** Notes groups or routes that a transaction counts in minutes long ago; every writer of minutes calls it. */
export async function noteLate(client: PoolClient, counted: readonly Counted[], now = Date.now()): Promise<void> {
  const oldest = minuteOf(now - LATE_AFTER);
  const late = counted.filter(({ perMinute }) => perMinute.some(([minute]) => minute < oldest));
  if (late.length === 0) return;
  await client.query("insert into plumbline.late_change (ids) values ($1::text[])", [late.map(({ id }) => id)]);
}

/** Notes that rows were deleted: who keeps them in memory reads everything anew. */
export async function noteDeleted(client: Pool | PoolClient): Promise<void> {
  await client.query("insert into plumbline.late_change default values");
}

/** Forgets notes that every reader has seen or is too late for. */
export async function forgetNotes(pool: Pool): Promise<void> {
  await pool.query("delete from plumbline.late_change where at < now() - make_interval(secs => $1::double precision)", [
    (2 * NOTES_KEPT) / 1000,
  ]);
}
