import type { PoolClient } from "pg";
import { keepNewest } from "../lib/keep-newest.ts";
import { type KeptWithin, keepWithin, keptWithin } from "../lib/keep-within.ts";
import { addPack } from "./count-packs.ts";
import type { PackPiece } from "./count-pieces.ts";

type Pack = { version: string; counts: Buffer };

/** Packs of plumbline.count_pack in memory, as long as their version stands, and sums of the same packs, by number of the group. */
export type KeptPacks = { packs: KeptWithin<Pack>; sums: Map<string, Float64Array> };

/** Those read last stay. */
const SIZE = { bytesOf: ({ counts }: Pack) => counts.length, maxBytes: 64 * 1024 * 1024 };
const MAX_SUMS = 8;

export function keptPacks(): KeptPacks {
  return { packs: keptWithin(), sums: new Map() };
}

/**
 * How often each group failed in these stretches, by its number below `length`, for each list of stretches; nothing may be changed in
 * what it gives.
 */
export async function sumsOfPacks(
  client: PoolClient,
  kept: KeptPacks,
  lists: readonly (readonly PackPiece[])[],
  length: number,
): Promise<Float64Array[]> {
  const packs = await readPacks(client, kept, lists.flat());
  return lists.map((pieces) => {
    const own = pieces.flatMap((piece) => packs.get(piece) ?? []);
    const key = `${length}:${own.map(({ version }) => version).join()}`;
    const known = kept.sums.get(key);
    const sum = known ?? new Float64Array(length);
    if (known === undefined) for (const pack of own) addPack(sum, pack.counts);
    keepNewest(kept.sums, key, sum, MAX_SUMS);
    return sum;
  });
}

async function readPacks(
  client: PoolClient,
  kept: KeptPacks,
  pieces: readonly PackPiece[],
): Promise<Map<PackPiece, Pack>> {
  if (pieces.length === 0) return new Map();
  const known = pieces.map(({ level, slot }) => kept.packs.values.get(`${level}/${slot}`));
  const { rows } = await client.query<{ place: number; version: string; counts: Buffer | null }>(
    `select asked.place::integer as place, version::text, case when version = asked.known then null else counts end as counts
     from unnest($1::smallint[], $2::integer[], $3::bigint[]) with ordinality as asked (level, slot, known, place)
     join plumbline.count_pack using (level, slot)`,
    [pieces.map(({ level }) => level), pieces.map(({ slot }) => slot), known.map((pack) => pack?.version ?? null)],
  );
  const packs = new Map<PackPiece, Pack>();
  for (const { place, version, counts } of rows) {
    const [piece, pack] = [pieces[place - 1], known[place - 1]];
    const current = counts === null ? pack : { version, counts };
    if (piece === undefined || current === undefined) continue;
    keepWithin(kept.packs, `${piece.level}/${piece.slot}`, current, SIZE);
    packs.set(piece, current);
  }
  return packs;
}
