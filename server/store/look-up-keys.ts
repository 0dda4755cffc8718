import type { Pool, PoolClient } from "pg";
import { integerArray, uuidArrayOfWords } from "../lib/binary-arrays.ts";
import { type EntryKeys, hexOf, KeyTable, keysAt } from "./entry-keys.ts";
import { knownInPacks, packsOver, rowsBelow, spansOf } from "./key-packs.ts";

/** What was known of the keys of a batch at a moment; others may write more of them until a transaction holds their days. */
export type KnownKeys = {
  /** Their hashes. */
  known: ReadonlySet<string>;
  /** Ids of the packs that were looked through. */
  packs: ReadonlySet<string>;
};

/** Looks for keys, with nothing held. With `isBulk` it does so at the cost of few rows in the stretch of time that the keys lie in. */
export async function lookUpKeys(pool: Pool, keys: EntryKeys, isBulk: boolean): Promise<KnownKeys> {
  if (keys.days.length === 0) return { known: new Set(), packs: new Set() };
  const spans = spansOf(keys);
  const below = isBulk ? rowsBelow(pool, spans) : undefined;
  const [packs, rows] = await Promise.all([packsOver(pool, spans), below ?? knownInRows(pool, keys)]);
  const known = isBulk ? await amongThese(pool, keys, rows) : (rows ?? new Set<string>());
  if (packs.length > 0) {
    for (const hash of await knownInPacks(pool, keys, new KeyTable(keys.words), packs)) known.add(hash);
  }
  return { known, packs: new Set(packs.map(({ id }) => id)) };
}

/** Those of the keys that are among rows; where the rows were too many to be read, all keys are asked for. */
async function amongThese(pool: Pool, keys: EntryKeys, rows: ReadonlySet<string> | undefined): Promise<Set<string>> {
  if (rows === undefined) return knownInRows(pool, keys);
  if (rows.size === 0) return new Set();
  return new Set(hashesOf(keys).filter((hash) => rows.has(hash)));
}

/** The hashes of keys that are kept as rows. */
export async function knownInRows(client: Pool | PoolClient, keys: EntryKeys): Promise<Set<string>> {
  const { rows } = await client.query<{ hash: string }>(
    `select replace(hash::text, '-', '') as hash
     from plumbline.entry_key
     where day = any($1::integer[]) and hash = any($2::uuid[])`,
    [integerArray([...new Set(keys.days)]), uuidArrayOfWords(keys.words)],
  );
  return new Set(rows.map(({ hash }) => hash));
}

/** The keys but for those with these hashes. */
export function keysWithout(keys: EntryKeys, known: ReadonlySet<string>): EntryKeys {
  if (known.size === 0) return keys;
  return keysAt(
    keys,
    [...keys.days.keys()].filter((index) => !known.has(hexOf(keys.words, index))),
  );
}

function hashesOf({ days, words }: EntryKeys): string[] {
  return Array.from(days, (_, index) => hexOf(words, index));
}
