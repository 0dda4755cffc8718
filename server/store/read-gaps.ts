import type { Pool } from "pg";
import type { Gap, StoredGap } from "../../shared/gap.ts";
import { iso } from "./text.ts";

/** A row of `source_gap` as a `StoredGap`. */
export const GAP_COLUMNS = `
  id, source, kind, ${iso("from_at")} as "from", ${iso("to_at")} as "to", reason,
  suppressed::double precision, filler, ${iso("filled_at")} as "filledAt", filled_by as "filledBy", revision`;

/** The newest gaps of one source, newest first. */
export async function listGaps(pool: Pool, source: string, limit: number): Promise<Gap[]> {
  const { rows } = await pool.query<StoredGap>(
    `select ${GAP_COLUMNS}
     from plumbline.source_gap
     where source = $1::text
     order by from_at desc, id
     limit $2::integer`,
    [source, limit],
  );
  return rows.map(withoutRevision);
}

/** How many an answer names at most. */
const MAX_OVERLAPPING = 200;

/** The gaps of all sources that overlap a stretch of time, oldest first; times as RFC 3339. At most the newest 200. */
export async function readGaps(pool: Pool, { from, to }: { from: string; to: string }): Promise<Gap[]> {
  const { rows } = await pool.query<StoredGap>(
    `select ${GAP_COLUMNS}
     from plumbline.source_gap
     where from_at <= $2::timestamptz and coalesce(to_at, 'infinity') >= $1::timestamptz
     order by from_at desc, source, id
     limit $3::integer`,
    [from, to, MAX_OVERLAPPING],
  );
  return rows.map(withoutRevision).reverse();
}

export type GapCounts = { open: number; ended: number; filled: number; suppressed: number };

/** How many gaps of each source last, ended without being filled, and are filled; and the entries they held back. */
export async function countGaps(pool: Pool): Promise<Map<string, GapCounts>> {
  const { rows } = await pool.query<GapCounts & { source: string }>(
    `select
       source,
       count(*) filter (where filled_at is null and to_at is null)::integer as open,
       count(*) filter (where filled_at is null and to_at is not null)::integer as ended,
       count(*) filter (where filled_at is not null)::integer as filled,
       coalesce(sum(suppressed), 0)::double precision as suppressed
     from plumbline.source_gap
     group by source
     order by source`,
  );
  return new Map(rows.map(({ source, ...counts }) => [source, counts]));
}

function withoutRevision({ revision: _revision, ...gap }: StoredGap): Gap {
  return gap;
}
