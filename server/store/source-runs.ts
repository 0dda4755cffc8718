import type { Pool } from "pg";
import { z } from "zod";
import { SOURCE_STATES } from "../../shared/api.ts";
import { minuteOf, toIso } from "../../shared/time.ts";
import { storable } from "./text.ts";

/** What the replica that reads a source says of it. Times are milliseconds since 1970. */
const runStatusSchema = z.object({
  state: z.enum(SOURCE_STATES),
  detail: z.string(),
  sent: z.string().optional(),
  progress: z.object({ from: z.number(), readTo: z.number(), endsAt: z.number().optional() }).optional(),
  files: z.object({ read: z.number(), of: z.number(), endsAt: z.number().optional() }).optional(),
  coveredTo: z.number().optional(),
  lastError: z.object({ at: z.number(), message: z.string() }).optional(),
});
export type RunStatus = z.infer<typeof runStatusSchema>;

export type SourceRun = { aliveAt: number; status: RunStatus | undefined };

/** Notes that a source begins to be read, and gives when it last lived before, milliseconds since 1970; undefined for never. */
export async function beginRun(pool: Pool, source: string, now: number): Promise<number | undefined> {
  const { rows } = await pool.query<{ before: number | null }>(
    `with earlier as (
       select alive_at from plumbline.source_run where source = $1::text
     )
     insert into plumbline.source_run (source, began_at, alive_at)
     values ($1::text, $2::timestamptz, $2::timestamptz)
     on conflict (source) do update set began_at = excluded.began_at, alive_at = excluded.alive_at
     returning (select extract(epoch from alive_at)::double precision * 1000 from earlier) as before`,
    [storable(source), toIso(now)],
  );
  return rows[0]?.before ?? undefined;
}

/** Notes that a source lives, and what is said of it. */
export async function noteRun(pool: Pool, source: string, status: RunStatus, now: number): Promise<void> {
  await pool.query(
    `update plumbline.source_run
     set alive_at = greatest(alive_at, $2::timestamptz), status = $3::json
     where source = $1::text`,
    [storable(source), toIso(now), JSON.stringify(status)],
  );
}

/** What is known of each source that is or was read, by its name. */
export async function readRuns(pool: Pool): Promise<Map<string, SourceRun>> {
  const { rows } = await pool.query<{ source: string; aliveAt: number; status: unknown }>(
    `select source, extract(epoch from alive_at)::double precision * 1000 as "aliveAt", status
     from plumbline.source_run
     order by source`,
  );
  return new Map(
    rows.map(({ source, aliveAt, status }) => [source, { aliveAt, status: runStatusSchema.safeParse(status).data }]),
  );
}

/** Entries offered by each source in each of the last `minutes` minutes, oldest first; the last one is not over at `now`. */
export async function readMinutes(pool: Pool, now: number, minutes: number): Promise<Map<string, number[]>> {
  const last = minuteOf(now);
  const first = last - minutes + 1;
  const { rows } = await pool.query<{ source: string; minute: number; read: number }>(
    `select source, minute, read::double precision
     from plumbline.source_minute
     where minute between $1::integer and $2::integer
     order by source, minute`,
    [first, last],
  );
  const bySource = new Map<string, number[]>();
  for (const { source, minute, read } of rows) {
    const counts = bySource.get(source) ?? Array.from({ length: minutes }, () => 0);
    counts[minute - first] = read;
    bySource.set(source, counts);
  }
  return bySource;
}
