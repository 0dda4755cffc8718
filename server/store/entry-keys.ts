import type { PoolClient } from "pg";
import { dayOf } from "./partitions.ts";
import { hashOf } from "./text.ts";

/**
 * Notes the keys of `entries` and gives those that were never seen before, each once. Another transaction that is
 * writing the same key is waited for.
 */
export async function insertNewKeys(
  client: PoolClient,
  entries: { key: string; at: number }[],
  isSample: boolean,
): Promise<Set<string>> {
  const keyByHash = new Map(entries.map(({ key, at }) => [hashOf(key), { key, day: dayOf(at) }]));
  const hashes = [...keyByHash.keys()].sort();
  const days = hashes.map((hash) => keyByHash.get(hash)?.day ?? 0);
  const { rows } = await client.query<{ hash: string }>(
    `insert into plumbline.entry_key (day, hash)
     select day, hash
     from unnest($1::integer[], $2::uuid[]) as entry (day, hash)
     order by day, hash
     on conflict do nothing
     returning replace(hash::text, '-', '') as hash`,
    [days, hashes],
  );
  if (isSample) await noteSampleKeys(client, days, hashes);
  return new Set(rows.map(({ hash }) => keyByHash.get(hash)?.key).filter((key) => key !== undefined));
}

async function noteSampleKeys(client: PoolClient, days: number[], hashes: string[]): Promise<void> {
  await client.query(
    `insert into plumbline.sample_key (day, hash)
     select day, hash
     from unnest($1::integer[], $2::uuid[]) as entry (day, hash)
     order by day, hash
     on conflict do nothing`,
    [days, hashes],
  );
}
