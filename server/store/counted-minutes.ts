import type { PoolClient } from "pg";
import type { Steps } from "../../shared/in-steps.ts";
import { breather, goThrough } from "../lib/breathe.ts";
import { keepNewest } from "../lib/keep-newest.ts";
import { LEVEL_MINUTES, type MinutePiece } from "./count-pieces.ts";
import type { StoredGroups } from "./stored-groups.ts";

/** How often groups failed in some minutes: places with counts. */
export type CountedMinutes = { places: number[]; counts: number[] };
/** Minutes of stretches of ten in memory, by their ends and by what tells that nothing changed in them. */
export type KeptMinutes = Map<string, CountedMinutes>;

/** Two or three hold the newest minutes; all others are soon packed. */
const MAX_KEPT = 16;
const [SLOT_MINUTES] = LEVEL_MINUTES;
/** Stands for the place of a group that the directory does not know. */
const UNKNOWN = -1;
const IDS_AT_ONCE = 1024;

type Asked = {
  pieces: readonly MinutePiece[];
  /** What changed in stretches of ten minutes since they were packed. */
  marks: ReadonlyMap<number, string>;
  groups: StoredGroups;
};

/** How often groups failed in the minutes of each of these pieces; only minutes in which something changed since are read. */
export async function readMinutes(client: PoolClient, kept: KeptMinutes, asked: Asked): Promise<CountedMinutes[]> {
  const pieces = bySlot(asked.pieces);
  if (pieces.length === 0) return [];
  const keys = await keysOf(client, pieces, asked.marks);
  const known = keys.map((key) => (key === undefined ? undefined : kept.get(key)));
  const unknown = pieces.flatMap((piece, place) => (known[place] === undefined ? [{ piece, place }] : []));
  const counted = await countMinutes(
    client,
    unknown.map(({ piece }) => piece),
  );
  const breathe = breather();
  for (const [index, { place }] of unknown.entries()) {
    const { ids, counts } = counted[index] ?? { ids: [], counts: [] };
    const places = await goThrough(placesOf(ids, asked.groups), breathe);
    const minutes = { places, counts };
    known[place] = minutes;
    const key = keys[place];
    // A group that the directory does not know yet belongs to the next answer.
    if (!places.includes(UNKNOWN) && key !== undefined) keepNewest(kept, key, minutes, MAX_KEPT);
  }
  return known.flatMap((minutes) => minutes ?? []);
}

/** Of these groups, by id, in steps. */
function* placesOf(ids: readonly string[], { byId }: StoredGroups): Steps<number[]> {
  const places: number[] = [];
  for (const id of ids) {
    places.push(byId.get(id)?.place ?? UNKNOWN);
    if (places.length % IDS_AT_ONCE === 0) yield;
  }
  return places;
}

/** Each within one stretch of ten minutes; where there are many, as they are. */
function bySlot(pieces: readonly MinutePiece[]): MinutePiece[] {
  const cut = pieces.flatMap(({ first, last }) => {
    const parts: MinutePiece[] = [];
    for (let at = first; at <= last; at = (slotOf(at) + 1) * SLOT_MINUTES) {
      parts.push({ first: at, last: Math.min(last, (slotOf(at) + 1) * SLOT_MINUTES - 1) });
    }
    return parts;
  });
  return cut.length > MAX_KEPT ? [...pieces] : cut;
}

function slotOf(minute: number): number {
  return Math.floor(minute / SLOT_MINUTES);
}

/** What tells that the minutes of a piece are the same: the marks of its stretch, or where it has none its pack. */
async function keysOf(
  client: PoolClient,
  pieces: readonly MinutePiece[],
  marks: ReadonlyMap<number, string>,
): Promise<(string | undefined)[]> {
  const slots = pieces.map(({ first, last }) => (slotOf(first) === slotOf(last) ? slotOf(first) : undefined));
  const unmarked = slots.filter((slot) => slot !== undefined && !marks.has(slot));
  const versions = unmarked.length === 0 ? new Map<number, string>() : await readVersions(client, unmarked);
  return pieces.map(({ first, last }, place) => {
    const slot = slots[place];
    if (slot === undefined) return undefined;
    return `${first}-${last} ${marks.get(slot) ?? `version ${versions.get(slot) ?? "none"}`}`;
  });
}

async function readVersions(client: PoolClient, slots: readonly (number | undefined)[]): Promise<Map<number, string>> {
  const { rows } = await client.query<{ slot: number; version: string }>(
    "select slot, version::text from plumbline.count_pack where level = 0 and slot = any($1::integer[])",
    [slots],
  );
  return new Map(rows.map(({ slot, version }) => [slot, version]));
}

async function countMinutes(
  client: PoolClient,
  pieces: readonly MinutePiece[],
): Promise<({ ids: string[]; counts: number[] } | undefined)[]> {
  if (pieces.length === 0) return [];
  // One long row is read in a fraction of the time of thousands of short ones; an id holds no line break.
  const { rows } = await client.query<{ place: number; ids: string; counts: string }>(
    `select place, string_agg(group_id, e'\\n') as ids, string_agg(count::text, e'\\n') as counts
     from (
       select place::integer, group_id, sum(count) as count
       from unnest($1::integer[], $2::integer[]) with ordinality as piece (first, last, place)
       join plumbline.group_minute on minute between first and last
       group by place, group_id
     ) as counted
     group by place`,
    [pieces.map(({ first }) => first), pieces.map(({ last }) => last)],
  );
  const counted: ({ ids: string[]; counts: number[] } | undefined)[] = [];
  for (const { place, ids, counts } of rows) {
    counted[place - 1] = { ids: ids.split("\n"), counts: counts.split("\n").map(Number) };
  }
  return counted;
}
