import type { Pool } from "pg";
import { z } from "zod";
import { readSetting, writeSetting } from "./settings.ts";

/** What all replicas know of their last analysis. */
export type AnalysisState = {
  /** A number, in digits, that changes with every batch that is stored. */
  stored: string;
  /** What `stored` was before the last analysis began; undefined before the first. */
  analyzed: string | undefined;
  /** Milliseconds since the last analysis ended, by the database's clock; undefined before the first. */
  ageMs: number | undefined;
};

const NAME = "last-analysis";
const noteSchema = z.object({ analyzed: z.string(), at: z.number() });

/** What was stored, and what of it was analyzed by any replica. */
export async function readAnalysisState(pool: Pool): Promise<AnalysisState> {
  const { stored, now } = await readStored(pool);
  const note = noteSchema.safeParse(await readSetting(pool, NAME));
  if (!note.success) return { stored, analyzed: undefined, ageMs: undefined };
  return { stored, analyzed: note.data.analyzed, ageMs: now - note.data.at };
}

/** Tells all replicas that an analysis ended which began when `stored` was as given. */
export async function noteAnalyzed(pool: Pool, stored: string): Promise<void> {
  const { now } = await readStored(pool);
  await writeSetting(pool, NAME, { analyzed: stored, at: now });
}

async function readStored(pool: Pool): Promise<{ stored: string; now: number }> {
  const { rows } = await pool.query<{ stored: string; now: number }>(
    `select
       coalesce(sum(read), 0)::text as stored,
       (extract(epoch from clock_timestamp()) * 1000)::double precision as now
     from plumbline.source`,
  );
  return rows[0] ?? { stored: "0", now: 0 };
}
