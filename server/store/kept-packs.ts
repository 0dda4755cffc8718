import type { PoolClient } from "pg";
import { keepNewest } from "../lib/keep-newest.ts";
import { addPack } from "./count-packs.ts";
import type { PackPiece } from "./count-pieces.ts";

type Pack = { version: string; counts: Buffer };

/** Packs of plumbline.count_pack in memory, as long as their version stands, and sums of the same packs, by number of the group. */
export type KeptPacks = { packs: Map<string, Pack>; bytes: number; sums: Map<string, Float64Array> };

const MAX_BYTES = 64 * 1024 * 1024;
const MAX_SUMS = 8;

export function keptPacks(): KeptPacks {
  return { packs: new Map(), bytes: 0, sums: new Map() };
}

/** How often each group failed in these stretches, by its number below `length`; nothing may be changed in it. */
export async function sumOfPacks(
  client: PoolClient,
  kept: KeptPacks,
  pieces: readonly PackPiece[],
  length: number,
): Promise<Float64Array> {
  const packs = await readPacks(client, kept, pieces);
  const key = `${length}:${packs.map(({ version }) => version).join()}`;
  const known = kept.sums.get(key);
  const sum = known ?? new Float64Array(length);
  if (known === undefined) for (const pack of packs) addPack(sum, pack.counts);
  keepNewest(kept.sums, key, sum, MAX_SUMS);
  return sum;
}

async function readPacks(client: PoolClient, kept: KeptPacks, pieces: readonly PackPiece[]): Promise<Pack[]> {
  if (pieces.length === 0) return [];
  const known = pieces.map(({ level, slot }) => kept.packs.get(`${level}/${slot}`));
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
    keepPack(kept, `${piece.level}/${piece.slot}`, current);
    return [current];
  });
}

/** Those read last stay. */
function keepPack(kept: KeptPacks, key: string, pack: Pack): void {
  kept.bytes += pack.counts.length - (kept.packs.get(key)?.counts.length ?? 0);
  kept.packs.delete(key);
  kept.packs.set(key, pack);
  for (const [oldest, { counts }] of kept.packs) {
    if (kept.bytes <= MAX_BYTES) return;
    kept.packs.delete(oldest);
    kept.bytes -= counts.length;
  }
}
