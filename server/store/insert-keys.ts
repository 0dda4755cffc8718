import type { PoolClient } from "pg";
import { integerArray, uuidArrayOfWords } from "../lib/binary-arrays.ts";
import { together } from "../lib/together.ts";
import { type EntryKeys, hexOf, KeyTable, keysAt } from "./entry-keys.ts";
import { insertPacks, knownInPacks, lockDays, packsOver, spansOf } from "./key-packs.ts";

/** What became of the keys of a batch. */
export type Inserted = {
  /** Hashes of those that were known before. */
  known: Set<string>;
  /** How many different keys the batch has. */
  distinct: number;
};

/** Fewer keys than this are cheap as rows, which any later batch finds faster. */
const MIN_PACKED_KEYS = 1000;

/**
 * Notes keys and tells which were known before. Another transaction that is writing the same key is waited for. Keys are kept as rows,
 * or, of a source that is read from its beginning to its end (`isBulk`), many in one row; both are looked through for each batch.
 */
export async function insertKeys(
  client: PoolClient,
  keys: EntryKeys,
  { isBulk, isSample }: { isBulk: boolean; isSample: boolean },
): Promise<Inserted> {
  if (keys.days.length === 0) return { known: new Set(), distinct: 0 };
  const table = new KeyTable(keys.words);
  const spans = spansOf(keys);
  const mayPack = isBulk && !isSample && keys.days.length >= MIN_PACKED_KEYS;
  const [, packs] = await together(lockDays(client, spans, mayPack), packsOver(client, spans));
  if (mayPack) {
    const known = await insertPacks(client, keys, table, spans, packs);
    if (known !== undefined) return { known, distinct: table.distinct };
  }
  const packed = await knownInPacks(client, keys, table, packs);
  const fresh = packed.size === 0 ? keys : without(keys, packed);
  const known = await insertRows(client, fresh, isSample);
  for (const hash of packed) known.add(hash);
  return { known, distinct: table.distinct };
}

function without(keys: EntryKeys, known: ReadonlySet<string>): EntryKeys {
  return keysAt(
    keys,
    [...keys.days.keys()].filter((index) => !known.has(hexOf(keys.words, index))),
  );
}

/** Writes in one order, so that transactions never wait for each other in a circle. */
async function insertRows(client: PoolClient, { words, days }: EntryKeys, isSample: boolean): Promise<Set<string>> {
  if (days.length === 0) return new Set();
  const parameters = [integerArray(days), uuidArrayOfWords(words)];
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

async function noteSampleKeys(client: PoolClient, parameters: Buffer[]): Promise<void> {
  await client.query(
    `insert into plumbline.sample_key (day, hash)
     select day, hash
     from unnest($1::integer[], $2::uuid[]) as entry (day, hash)
     order by day, hash
     on conflict do nothing`,
    parameters,
  );
}
