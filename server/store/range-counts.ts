import type { Pool, PoolClient } from "pg";
import { minuteOf } from "../../shared/time.ts";
import { inSnapshot } from "../lib/snapshot.ts";
import { addPack } from "./count-packs.ts";
import { type MinutePiece, type PackPiece, piecesOf } from "./count-pieces.ts";

/** Both ends in milliseconds since 1970. */
type Range = { from: number; to: number };

/** A group apart from others with which it is shown as one. `identity`, from 0, is the same for the same signature elsewhere. */
export type CountedGroup = { id: string; environment: string; identity: number };

/** Groups, and by the same place how often each failed; 0 where it did not. A place may be empty: numbers have gaps. */
export type Counted = { groups: readonly (CountedGroup | undefined)[]; counts: Float64Array };

export type RangeCounts = {
  /** Every group that failed in the range, with its entries in it, exactly, as of now; in no order, some others among them. */
  read: (range: Range) => Promise<Counted>;
};

type KeptPack = { version: string; counts: Buffer };
/** What never changes is read once: groups by their number, packs as long as their version stands, and sums of the same packs. */
type Memory = {
  groups: (CountedGroup | undefined)[];
  numbers: Map<string, number>;
  identities: Map<string, number>;
  packs: Map<string, KeptPack>;
  packBytes: number;
  sums: Map<string, Float64Array>;
};

const MAX_PACK_BYTES = 64 * 1024 * 1024;
const MAX_SUMS = 8;

/**
 * Counts of all groups over any range, quick at any size: from the packs of `rollUpCounts`, which are kept in memory up to 64 MB,
 * and from the single minutes where a stretch begins, ends, or changed since it was packed.
 */
export function createRangeCounts(pool: Pool): RangeCounts {
  const memory: Memory = {
    groups: [],
    numbers: new Map(),
    identities: new Map(),
    packs: new Map(),
    packBytes: 0,
    sums: new Map(),
  };
  return { read: (range) => inSnapshot(pool, (client) => readCounts(client, memory, range)) };
}

async function readCounts(client: PoolClient, memory: Memory, { from, to }: Range): Promise<Counted> {
  const [first, last] = [minuteOf(from), minuteOf(to)];
  const pieces = piecesOf(first, last, await changedSlots(client, first, last));
  await learnNumbers(client, memory);
  const { groups, numbers } = memory;
  const counts = new Float64Array(groups.length);
  // Long stretches are the same from one question to the next for an hour.
  counts.set(
    sumOf(
      memory,
      await readPacks(
        client,
        memory,
        pieces.packs.filter(({ level }) => level > 0),
      ),
    ),
  );
  for (const pack of await readPacks(
    client,
    memory,
    pieces.packs.filter(({ level }) => level === 0),
  )) {
    addPack(counts, pack.counts);
  }
  const fresh = new Map<string, number>();
  for (const [id, count] of await readMinutes(client, pieces.minutes)) {
    const number = numbers.get(id);
    if (number === undefined) fresh.set(id, count);
    else counts[number] = (counts[number] ?? 0) + count;
  }
  if (fresh.size === 0) return { groups, counts };
  const identified = await identify(client, memory, [...fresh.keys()]);
  return {
    groups: [...groups, ...identified],
    counts: Float64Array.from([...counts, ...identified.map(({ id }) => fresh.get(id) ?? 0)]),
  };
}

function sumOf({ groups, sums }: Memory, packs: readonly KeptPack[]): Float64Array {
  const key = packs.map(({ version }) => version).join();
  const known = sums.get(key);
  const sum = known ?? new Float64Array(groups.length);
  if (known === undefined) for (const pack of packs) addPack(sum, pack.counts);
  sums.delete(key);
  sums.set(key, sum);
  const [oldest] = sums.keys();
  if (sums.size > MAX_SUMS && oldest !== undefined) sums.delete(oldest);
  return sum;
}

/** The stretches of ten minutes whose packs do not tell all. */
export async function changedSlots(client: PoolClient, first: number, last: number): Promise<Set<number>> {
  const { rows } = await client.query<{ slot: number }>(
    `select distinct slot
     from plumbline.count_mark cross join unnest(slots) as slot
     where slot between $1::integer / 10 and $2::integer / 10`,
    [first, last],
  );
  return new Set(rows.map(({ slot }) => slot));
}

/** Groups get their numbers in order, and keep them. */
async function learnNumbers(client: PoolClient, { groups, numbers, identities }: Memory): Promise<void> {
  const { rows } = await client.query<[number, string, string, string]>({
    text: `select number, id, environment, identity
     from plumbline.group_number
     join plumbline.error_group on id = group_id
     where number >= $1::integer
     order by number`,
    values: [groups.length],
    rowMode: "array",
  });
  for (const [number, id, environment, identity] of rows) {
    groups[number] = { id, environment, identity: placeOf(identities, identity) };
    numbers.set(id, number);
  }
}

async function readPacks(client: PoolClient, memory: Memory, pieces: readonly PackPiece[]): Promise<KeptPack[]> {
  if (pieces.length === 0) return [];
  const known = pieces.map(({ level, slot }) => memory.packs.get(`${level}/${slot}`));
  const { rows } = await client.query<{ place: number; version: string; counts: Buffer | null }>(
    `select asked.place::integer as place, version::text, case when version = asked.known then null else counts end as counts
     from unnest($1::smallint[], $2::integer[], $3::bigint[]) with ordinality as asked (level, slot, known, place)
     join plumbline.count_pack using (level, slot)`,
    [pieces.map(({ level }) => level), pieces.map(({ slot }) => slot), known.map((pack) => pack?.version ?? null)],
  );
  return rows.flatMap(({ place, version, counts }) => {
    const [piece, pack] = [pieces[place - 1], known[place - 1]];
    if (piece === undefined) return [];
    const current = counts === null ? pack : { version, counts };
    if (current === undefined) return [];
    keepPack(memory, `${piece.level}/${piece.slot}`, current);
    return [current];
  });
}

/** Those read last stay. */
function keepPack(memory: Memory, key: string, pack: KeptPack): void {
  memory.packBytes += pack.counts.length - (memory.packs.get(key)?.counts.length ?? 0);
  memory.packs.delete(key);
  memory.packs.set(key, pack);
  for (const [oldest, { counts }] of memory.packs) {
    if (memory.packBytes <= MAX_PACK_BYTES) return;
    memory.packs.delete(oldest);
    memory.packBytes -= counts.length;
  }
}

async function readMinutes(client: PoolClient, pieces: readonly MinutePiece[]): Promise<[id: string, count: number][]> {
  if (pieces.length === 0) return [];
  // One long row is read in a fraction of the time of thousands of short ones; an id holds no line break.
  const { rows } = await client.query<{ ids: string | null; counts: string | null }>(
    `select string_agg(group_id, e'\\n') as ids, string_agg(count::text, e'\\n') as counts
     from (
       select group_id, sum(count) as count
       from unnest($1::integer[], $2::integer[]) as piece (first, last)
       join plumbline.group_minute on minute between first and last
       group by group_id
     ) as counted`,
    [pieces.map(({ first }) => first), pieces.map(({ last }) => last)],
  );
  const [row] = rows;
  if (row === undefined || row.ids === null || row.counts === null) return [];
  const counts = row.counts.split("\n");
  return row.ids.split("\n").map((id, index) => [id, Number(counts[index])]);
}

/** Groups that failed for the first time and were not packed yet. */
async function identify(client: PoolClient, { identities }: Memory, ids: readonly string[]): Promise<CountedGroup[]> {
  const { rows } = await client.query<{ id: string; environment: string; identity: string }>(
    "select id, environment, identity from plumbline.error_group where id = any($1::text[])",
    [ids],
  );
  return rows.map(({ identity, ...group }) => ({ ...group, identity: placeOf(identities, identity) }));
}

function placeOf(identities: Map<string, number>, identity: string): number {
  const place = identities.get(identity) ?? identities.size;
  identities.set(identity, place);
  return place;
}
