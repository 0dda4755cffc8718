import type { Pool } from "pg";
import type { Json } from "../../shared/json.ts";
import type { Coverage, Gap, Rejection } from "../../shared/log-entry.ts";
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

/** What was read from every source, in order of the alphabet; the newest 100 rejections of each, oldest first. */
export async function readCoverage(pool: Pool): Promise<SourceCoverage[]> {
  const { rows } = await pool.query<SourceRow>(
    `select
       name as source,
       read::double precision, accepted::double precision, duplicates::double precision, rejected::double precision,
       newest_at as "newestAt", is_sample as "isSample",
       (
         select coalesce(json_agg(json_build_object('line', line, 'reason', reason) order by id), '[]')
         from plumbline.source_rejection
         where source_rejection.source = name
       ) as rejections,
       (
         select coalesce(
           json_agg(json_build_object('from', from_time, 'to', to_time, 'reason', reason) order by from_time, to_time),
           '[]'
         )
         from plumbline.source_gap
         where source_gap.source = name
       ) as gaps
     from plumbline.source
     order by name`,
  );
  return rows.map(({ source, newestAt, isSample, ...coverage }) => ({ source, coverage, newestAt, isSample }));
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
  gaps: Gap[];
};
