import { hash } from "node:crypto";
import type { PoolClient } from "pg";
import { DAY } from "../../shared/time.ts";
import { dayOf } from "./partitions.ts";

/** What tells the entries of a batch apart, in their order; copies are allowed. */
export type EntryKeys = {
  /** 32 hex digits each, see `keyHashOf`. */
  hashes: string[];
  /** Days since 1970. */
  days: number[];
};

/**
 * The hash that an entry is known by within its day: its millisecond of the day, then 96 bits of its key. Entries come
 * roughly in order of time, so the index grows at its end and costs the same however large it is.
 */
export function keyHashOf(key: string, at: number): string {
  const milliseconds = Math.floor(((at % DAY) + DAY) % DAY);
  return milliseconds.toString(16).padStart(8, "0") + hash("sha256", key, "hex").slice(0, 24);
}

/** The keys of entries. */
export function keysOf(entries: readonly { key: string; at: number }[]): EntryKeys {
  return { hashes: entries.map(({ key, at }) => keyHashOf(key, at)), days: entries.map(({ at }) => dayOf(at)) };
}

/**
 * Notes keys and gives the hashes of those that were known before. Another transaction that is writing the same key is
 * waited for; all write in one order, so that they never wait for each other in a circle.
 */
export async function insertKeys(client: PoolClient, keys: EntryKeys, isSample: boolean): Promise<Set<string>> {
  if (keys.hashes.length === 0) return new Set();
  const parameters = [`{${keys.days.join(",")}}`, `{${keys.hashes.join(",")}}`];
  const { rows } = await client.query<{ hash: string }>(
    `with entry as materialized (
       select day, hash
       from unnest($1::integer[], $2::uuid[]) as entry (day, hash)
       order by day, hash
     ), fresh as (
       insert into plumbline.entry_key (day, hash)
       select day, hash from entry
       on conflict do nothing
       returning day, hash
     )
     select distinct replace(hash::text, '-', '') as hash
     from entry
     left join fresh using (day, hash)
     where fresh.hash is null`,
    parameters,
  );
  if (isSample) await noteSampleKeys(client, parameters);
  return new Set(rows.map((row) => row.hash));
}

async function noteSampleKeys(client: PoolClient, parameters: string[]): Promise<void> {
  await client.query(
    `insert into plumbline.sample_key (day, hash)
     select day, hash
     from unnest($1::integer[], $2::uuid[]) as entry (day, hash)
     order by day, hash
     on conflict do nothing`,
    parameters,
  );
}
