import type { Pool, PoolClient } from "pg";

/** Adds to the number of secrets of each kind that were replaced before anything was stored. */
export async function mergeRedactions(client: PoolClient, counts: ReadonlyMap<string, number>): Promise<void> {
  if (counts.size === 0) return;
  const kinds = [...counts.keys()].sort();
  await client.query(
    `insert into plumbline.redaction as total (kind, count)
     select kind, count
     from unnest($1::text[], $2::bigint[]) as part (kind, count)
     order by kind
     on conflict (kind) do update set count = total.count + excluded.count`,
    [kinds, kinds.map((kind) => counts.get(kind) ?? 0)],
  );
}

/** How many secrets of each kind were replaced so far, the most frequent first. */
export async function readRedactions(pool: Pool): Promise<{ kind: string; count: number }[]> {
  const { rows } = await pool.query<{ kind: string; count: number }>(
    "select kind, count::double precision from plumbline.redaction order by redaction.count desc, kind",
  );
  return rows;
}
