import type { Pool } from "pg";
import type { Statement } from "../lib/statement.ts";

/** Adds to the number of secrets of each kind that were replaced before anything was stored. */
export function redactionStatements(counts: ReadonlyMap<string, number>): Statement[] {
  if (counts.size === 0) return [];
  const kinds = [...counts.keys()].sort();
  const text = `insert into plumbline.redaction as total (kind, count)
     select kind, count
     from unnest($1::text[], $2::bigint[]) as part (kind, count)
     order by kind
     on conflict (kind) do update set count = total.count + excluded.count`;
  return [{ name: "add-redactions", text, values: [kinds, kinds.map((kind) => counts.get(kind) ?? 0)] }];
}

/** How many secrets of each kind were replaced so far, the most frequent first. */
export async function readRedactions(pool: Pool): Promise<{ kind: string; count: number }[]> {
  const { rows } = await pool.query<{ kind: string; count: number }>(
    "select kind, count::double precision from plumbline.redaction order by redaction.count desc, kind",
  );
  return rows;
}
