import type { Pool, PoolClient } from "pg";
import { type EntryKeys, hexOf, KEY_WORDS, type KeyTable } from "./entry-keys.ts";

/** The stretch of a day, in milliseconds of the day, that keys of a batch lie in. */
export type DaySpan = { day: number; fromMs: number; toMs: number };

/** The first half of the advisory locks on days. */
const DAY_LOCKS = 77_004;
/** Packs that cover one moment; beyond that, keys are kept as rows. It bounds what any batch has to look through. */
const MAX_PACKS_AT_ONCE = 8;
/** Rows in the stretch of a batch, up to which a pack may be laid over them. */
const MAX_ROWS_BELOW = 50_000;
const PACKS_PER_READ = 8;
const KEY_BYTES = KEY_WORDS * 4;
const MS_PER_SECOND = 1000;

/** The stretches of a batch, one for each day, in their order. */
export function spansOf({ words, days }: EntryKeys): DaySpan[] {
  const spans = new Map<number, DaySpan>();
  days.forEach((day, index) => {
    const ms = words[index * KEY_WORDS] ?? 0;
    const span = spans.get(day);
    if (span === undefined) spans.set(day, { day, fromMs: ms, toMs: ms });
    else if (ms < span.fromMs) span.fromMs = ms;
    else if (ms > span.toMs) span.toMs = ms;
  });
  return [...spans.values()].sort((a, b) => a.day - b.day);
}

/**
 * Holds the days of a batch until the transaction ends: batches that write rows share them, one that writes packs has them alone. What is
 * asked after this sees all that was committed before.
 */
export async function lockDays(client: PoolClient, spans: readonly DaySpan[], isAlone: boolean): Promise<void> {
  const lock = isAlone ? "pg_advisory_xact_lock" : "pg_advisory_xact_lock_shared";
  await client.query(
    `select ${lock}($1::integer, day)
     from (select day from unnest($2::integer[]) as day order by day) as held`,
    [DAY_LOCKS, spans.map(({ day }) => day)],
  );
}

/** Keeps the keys in packs and gives the hashes of those that were known; undefined where they had better be rows. */
export async function insertPacks(
  client: PoolClient,
  keys: EntryKeys,
  table: KeyTable,
  spans: readonly DaySpan[],
  packs: readonly Pack[],
): Promise<Set<string> | undefined> {
  if (packs.length > MAX_PACKS_AT_ONCE * spans.length) return undefined;
  const rows = await rowsBelow(client, spans);
  if (rows === undefined) return undefined;
  const known = await foundIn(client, packs, table);
  const hashes = new Set(Array.from(keys.days, (_, index) => index).flatMap((index) => rowHash(keys, index, rows)));
  for (const hash of hashes) known.add(hash);
  await writePacks(client, keys, table, spans, known);
  return known;
}

/** The hashes of keys that packs hold. */
export async function knownInPacks(
  client: Pool | PoolClient,
  keys: EntryKeys,
  table: KeyTable,
  over: readonly Pack[],
): Promise<Set<string>> {
  if (over.length === 0) return new Set();
  const seconds = new Set(
    Array.from(keys.days, (day, index) => `${day}/${secondOf(keys.words[index * KEY_WORDS] ?? 0)}`),
  );
  const wanted = over.filter(({ day, fromMs, toMs }) => {
    for (let second = secondOf(fromMs); second <= secondOf(toMs); second++) {
      if (seconds.has(`${day}/${second}`)) return true;
    }
    return false;
  });
  return foundIn(client, wanted, table);
}

function secondOf(ms: number): number {
  return Math.floor(ms / MS_PER_SECOND);
}

/** A pack without its keys. */
export type Pack = DaySpan & { id: string };

/** The packs that reach into stretches of time. */
export async function packsOver(client: Pool | PoolClient, spans: readonly DaySpan[]): Promise<Pack[]> {
  const { rows } = await client.query<Pack>(
    `select pack.day, pack.id, pack.from_ms as "fromMs", pack.to_ms as "toMs"
     from unnest($1::integer[], $2::integer[], $3::integer[]) as wanted (day, from_ms, to_ms)
     join plumbline.entry_pack as pack
       on pack.day = wanted.day and pack.to_ms >= wanted.from_ms and pack.from_ms <= wanted.to_ms`,
    columnsOf(spans),
  );
  return rows;
}

/** The hashes of rows within the stretches; undefined where there are many. */
export async function rowsBelow(
  client: Pool | PoolClient,
  spans: readonly DaySpan[],
): Promise<Set<string> | undefined> {
  const found = new Set<string>();
  for (const { day, fromMs, toMs } of spans) {
    const { rows } = await client.query<{ hash: string }>(
      `select replace(hash::text, '-', '') as hash
       from plumbline.entry_key
       where day = $1::integer and hash between $2::uuid and $3::uuid
       limit $4::integer`,
      [day, `${hexMs(fromMs)}${"0".repeat(24)}`, `${hexMs(toMs)}${"f".repeat(24)}`, MAX_ROWS_BELOW],
    );
    if (rows.length >= MAX_ROWS_BELOW) return undefined;
    for (const { hash } of rows) found.add(hash);
  }
  return found;
}

function hexMs(ms: number): string {
  return ms.toString(16).padStart(8, "0");
}

function rowHash({ words }: EntryKeys, index: number, rows: ReadonlySet<string>): string[] {
  if (rows.size === 0) return [];
  const hash = hexOf(words, index);
  return rows.has(hash) ? [hash] : [];
}

/** Looks through packs, a few at a time. */
async function foundIn(client: Pool | PoolClient, packs: readonly Pack[], table: KeyTable): Promise<Set<string>> {
  const found = new Set<string>();
  for (let from = 0; from < packs.length; from += PACKS_PER_READ) {
    const some = packs.slice(from, from + PACKS_PER_READ);
    const { rows } = await client.query<{ keys: Buffer }>(
      `select pack.keys
       from unnest($1::integer[], $2::bigint[]) as wanted (day, id)
       join plumbline.entry_pack as pack on pack.day = wanted.day and pack.id = wanted.id`,
      [some.map(({ day }) => day), some.map(({ id }) => id)],
    );
    for (const row of rows) {
      const words = wordsIn(row.keys);
      for (let index = 0; index < words.length / KEY_WORDS; index++) {
        if (table.placeOf(words, index) >= 0) found.add(hexOf(words, index));
      }
    }
  }
  return found;
}

/** One pack for each day, of the keys that are new, each once. */
async function writePacks(
  client: PoolClient,
  keys: EntryKeys,
  table: KeyTable,
  spans: readonly DaySpan[],
  known: ReadonlySet<string>,
): Promise<void> {
  const packs = spans.flatMap((span) => packOf(keys, table, span, known) ?? []);
  if (packs.length === 0) return;
  await client.query(
    `insert into plumbline.entry_pack (day, from_ms, to_ms, keys)
     select day, from_ms, to_ms, keys
     from unnest($1::integer[], $2::integer[], $3::integer[], $4::bytea[]) as fresh (day, from_ms, to_ms, keys)`,
    [...columnsOf(packs), packs.map((pack) => pack.keys)],
  );
}

function packOf(
  { words, days }: EntryKeys,
  table: KeyTable,
  span: DaySpan,
  known: ReadonlySet<string>,
): (DaySpan & { keys: Buffer }) | undefined {
  const bytes = Buffer.allocUnsafe(days.length * KEY_BYTES);
  let length = 0;
  days.forEach((day, index) => {
    const isOther = day !== span.day || table.placeOf(words, index) !== index;
    if (isOther || (known.size > 0 && known.has(hexOf(words, index)))) return;
    for (let word = 0; word < KEY_WORDS; word++) {
      length = bytes.writeUInt32BE(words[index * KEY_WORDS + word] ?? 0, length);
    }
  });
  return length === 0 ? undefined : { ...span, keys: bytes.subarray(0, length) };
}

function wordsIn(keys: Buffer): Uint32Array {
  const words = new Uint32Array(keys.length / 4);
  for (let i = 0; i < words.length; i++) words[i] = keys.readUInt32BE(i * 4);
  return words;
}

function columnsOf(spans: readonly DaySpan[]): number[][] {
  return [spans.map(({ day }) => day), spans.map(({ fromMs }) => fromMs), spans.map(({ toMs }) => toMs)];
}
