import pg, { type PoolClient } from "pg";
import { integerArray, uuidArrayOfWords } from "../lib/binary-arrays.ts";
import { together } from "../lib/together.ts";
import { type EntryKeys, KeyTable, keysAt } from "./entry-keys.ts";
import { insertPacks, knownInPacks, lockDays, packsOver, spansOf } from "./key-packs.ts";
import { type KnownKeys, keysWithout, knownInRows } from "./look-up-keys.ts";

/** What became of the keys of a batch. */
export type Inserted = {
  /** Hashes of those that were known before. */
  known: ReadonlySet<string>;
  /** How many different keys the batch has. */
  distinct: number;
};

/** https://www.postgresql.org/docs/current/errcodes-appendix.html */
const UNIQUE_VIOLATION = "23505";
/** Fewer keys than this are cheap as rows, which any later batch finds faster. */
const MIN_PACKED_KEYS = 1000;

export type KeyOptions = {
  isBulk: boolean;
  isSample: boolean;
  /** Whether others were seen to write the same keys at the same time: then each key is written with more care, at twice the cost. */
  isContended: boolean;
};

/** Keys were put into a pack after they were looked up. */
class PackCame extends Error {}

/**
 * Notes the keys that were not known when they were looked up, as rows and with one exchange. Rejects with a fault that `isKeyRace`
 * knows where another transaction has written one of them meanwhile; one that is writing it is waited for.
 */
export async function insertLookedUp(
  client: PoolClient,
  keys: EntryKeys,
  { known, packs }: KnownKeys,
): Promise<Inserted> {
  const fresh = firstCopies(keysWithout(keys, known));
  if (fresh.days.length === 0) return { known, distinct: known.size };
  const spans = spansOf(keys);
  const [, over] = await together(
    lockDays(client, spans, false),
    packsOver(client, spans),
    writeRows(client, parametersOf(fresh)),
  );
  if (over.some(({ id }) => !packs.has(id))) throw new PackCame("keys of this batch were packed meanwhile");
  return { known, distinct: fresh.days.length + known.size };
}

/**
 * Notes keys and tells which were known before. Another transaction that is writing the same key is waited for; where it wrote it,
 * this rejects with a fault that `isKeyRace` knows, or, with `isContended`, the key is known. Keys are kept as rows, or, of a source that
 * is read from its beginning to its end (`isBulk`), many in one row; both are looked through for each batch.
 */
export async function insertKeys(
  client: PoolClient,
  keys: EntryKeys,
  { isBulk, isSample, isContended }: KeyOptions,
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
  const fresh = keysWithout(keys, packed);
  const known = await (isContended ? insertCarefully : insertRows)(client, fresh);
  if (isSample) await noteSampleKeys(client, parametersOf(fresh));
  for (const hash of packed) known.add(hash);
  return { known, distinct: table.distinct };
}

/** Whether a transaction failed because another wrote one of its keys meanwhile. */
export function isKeyRace(error: unknown): boolean {
  if (error instanceof PackCame) return true;
  return (
    error instanceof pg.DatabaseError &&
    error.code === UNIQUE_VIOLATION &&
    error.table?.startsWith("entry_key") === true
  );
}

/** Looks for keys, then writes those that are new, which costs half of asking at each whether it is there. */
async function insertRows(client: PoolClient, keys: EntryKeys): Promise<Set<string>> {
  if (keys.days.length === 0) return new Set();
  const known = await knownInRows(client, keys);
  await writeRows(client, parametersOf(firstCopies(keysWithout(keys, known))));
  return known;
}

async function writeRows(client: PoolClient, parameters: Buffer[]): Promise<void> {
  await client.query(
    `insert into plumbline.entry_key (day, hash)
     ${IN_ORDER}`,
    parameters,
  );
}

/** In one order, so that transactions never wait for each other in a circle. */
const IN_ORDER = `select day, hash
     from unnest($1::integer[], $2::uuid[]) as entry (day, hash)
     order by day, hash`;

function parametersOf({ words, days }: EntryKeys): Buffer[] {
  return [integerArray(days), uuidArrayOfWords(words)];
}

function firstCopies(keys: EntryKeys): EntryKeys {
  const table = new KeyTable(keys.words, true);
  const first = [...keys.days.keys()].filter((index) => table.add(index));
  return first.length === keys.days.length ? keys : keysAt(keys, first);
}

async function insertCarefully(client: PoolClient, keys: EntryKeys): Promise<Set<string>> {
  if (keys.days.length === 0) return new Set();
  const { rows } = await client.query<{ hash: string }>(
    `with entry as materialized (
       ${IN_ORDER}
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
    parametersOf(keys),
  );
  return new Set(rows.map((row) => row.hash));
}

async function noteSampleKeys(client: PoolClient, parameters: Buffer[]): Promise<void> {
  await client.query(
    `insert into plumbline.sample_key (day, hash)
     ${IN_ORDER}
     on conflict do nothing`,
    parameters,
  );
}
