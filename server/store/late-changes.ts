import type { Pool, PoolClient } from "pg";
import { MINUTE, minuteOf } from "../../shared/time.ts";
import type { Statement } from "../lib/statement.ts";
import { LEVEL_MINUTES } from "./count-pieces.ts";
import { storableMinute } from "./partitions.ts";

/** Who keeps counts in memory reads this much of the newest minutes anew whenever a group or route changed, and more. */
const LATE_AFTER = 5 * MINUTE;
/** So much earlier than its last look a reader begins: clocks differ, and a transaction may take minutes to end. */
export const READ_BACK = 2 * LATE_AFTER;
/** How long notes are kept: who did not look for so long reads everything. */
export const NOTES_KEPT = 60 * MINUTE;

const [SLOT_MINUTES] = LEVEL_MINUTES;

type Counted = { id: string; perMinute: readonly (readonly [minute: number, ...number[]])[] };

/**
 * Marks what a transaction counts for those who keep counts: the stretches of ten minutes that have to be packed anew, and groups or
 * routes that are counted in minutes long ago. Every writer of minutes sends it; `now` in milliseconds since 1970.
 */
export function markStatement(groups: readonly Counted[], routes: readonly Counted[], now: number): Statement {
  const oldest = minuteOf(now - LATE_AFTER);
  const late = [...groups, ...routes].filter(({ perMinute }) => perMinute.some(([minute]) => minute < oldest));
  const slots = new Set(groups.flatMap(({ perMinute }) => perMinute.map(([minute]) => slotOf(storableMinute(minute)))));
  const text = `with marked as (
       insert into plumbline.count_mark (slots) select $1::integer[] where cardinality($1::integer[]) > 0
     )
     insert into plumbline.late_change (ids) select $2::text[] where cardinality($2::text[]) > 0`;
  return { name: "mark-minutes", text, values: [[...slots], late.map(({ id }) => id)] };
}

function slotOf(minute: number): number {
  return Math.floor(minute / SLOT_MINUTES);
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
