import type { Pool } from "pg";
import type { Json } from "../../shared/json.ts";
import type { Coverage, Rejection } from "../../shared/log-entry.ts";
import { readGaps } from "./read-gaps.ts";
import { storable } from "./text.ts";

/** What was read from one source so far. */
export type SourceCoverage = {
  source: string;
  coverage: Coverage;
  /** The newest entry that was accepted, milliseconds since 1970; null before the first. */
  newestAt: number | null;
  isSample: boolean;
};

/** Where a source reads on, as its last batch said; undefined before the first. */
export async function readCursor(pool: Pool, source: string): Promise<Json | undefined> {
  const { rows } = await pool.query<{ cursor: Json }>("select cursor from plumbline.source where name = $1::text", [
    storable(source),
  ]);
  return rows[0]?.cursor ?? undefined;
}

/** Any time at all, for `readCoverage`. */
const EVER = { from: "-infinity", to: "infinity" };

/**
 * What was read from every source, in order of the alphabet; the newest 100 rejections of each, oldest first. Gaps are those
 * that overlap `window`, which is at any time where it is left out.
 */
export async function readCoverage(pool: Pool, window = EVER): Promise<SourceCoverage[]> {
  const { rows } = await pool.query<SourceRow>(
    `select
       name as source,
       read::double precision, accepted::double precision, duplicates::double precision, rejected::double precision,
       newest_at as "newestAt", is_sample as "isSample",
       (
         select coalesce(json_agg(json_build_object('line', line, 'reason', reason) order by id), '[]')
         from plumbline.source_rejection
         where source_rejection.source = name
       ) as rejections
     from plumbline.source
     order by name`,
  );
  const gaps = Map.groupBy(await readGaps(pool, window), ({ source }) => source);
  return rows.map(({ source, newestAt, isSample, ...counts }) => {
    return { source, coverage: { ...counts, gaps: gaps.get(source) ?? [] }, newestAt, isSample };
  });
}

type SourceRow = {
  source: string;
  read: number;
  accepted: number;
  duplicates: number;
  rejected: number;
  newestAt: number | null;
  isSample: boolean;
  rejections: Rejection[];
};

/** Where each source reads on, as it is stored, by its name. */
export async function readCursors(pool: Pool): Promise<Map<string, Json>> {
  const { rows } = await pool.query<{ source: string; cursor: Json }>(
    "select name as source, cursor from plumbline.source where cursor is not null",
  );
  return new Map(rows.map(({ source, cursor }) => [source, cursor]));
}
