import type { Pool, PoolClient } from "pg";
import { minuteOf } from "../../shared/time.ts";
import { inSnapshot } from "../lib/snapshot.ts";
import { together } from "../lib/together.ts";
import { type PackPiece, piecesOf } from "./count-pieces.ts";
import { type KeptMinutes, readMinutes } from "./counted-minutes.ts";
import { type KeptPacks, keptPacks, sumsOfPacks } from "./kept-packs.ts";
import type { StoredGroups } from "./stored-groups.ts";

/** Both ends in milliseconds since 1970. */
type Range = { from: number; to: number };

export type RangeCounts = {
  /**
   * How often each of these groups failed in the range, apart from others with which it is shown as one, by place; exactly, as of now.
   * What it gives is the asker's own.
   */
  read: (range: Range, groups: StoredGroups) => Promise<Float64Array>;
};

type Memory = {
  packs: KeptPacks;
  /** Ids of groups by their number. */
  ids: string[];
  /** What is known of the groups of one directory: their places by number, and counts of single minutes by place. */
  of: { groups: StoredGroups; places: (number | undefined)[]; minutes: KeptMinutes } | undefined;
};

/**
 * Counts of all groups over any range, quick at any size: from the packs of `rollUpCounts`, which are kept in memory up to 64 MB,
 * and from the single minutes where a stretch begins, ends, or changed since it was packed.
 */
export function createRangeCounts(pool: Pool): RangeCounts {
  const memory: Memory = { packs: keptPacks(), ids: [], of: undefined };
  return {
    read: (range, groups) => inSnapshot(pool, (client) => readCounts(client, memory, range, groups)),
  };
}

async function readCounts(
  client: PoolClient,
  memory: Memory,
  { from, to }: Range,
  groups: StoredGroups,
): Promise<Float64Array> {
  const [first, last] = [minuteOf(from), minuteOf(to)];
  const [marks] = await together(readMarks(client, first, last), learnNumbers(client, memory));
  const pieces = piecesOf(first, last, new Set(marks.keys()));
  const { length } = memory.ids;
  // Long stretches are the same from one question to the next for an hour.
  const isLong = ({ level }: PackPiece) => level > 0;
  const lists = [pieces.packs.filter(isLong), pieces.packs.filter((piece) => !isLong(piece))];
  const [[long, short], minutes] = await together(
    sumsOfPacks(client, memory.packs, lists, length),
    readMinutes(client, knownOf(memory, groups).minutes, { pieces: pieces.minutes, marks, groups }),
  );
  const { places } = knownOf(memory, groups);
  const counts = new Float64Array(groups.byPlace.length);
  for (let number = 0; number < length; number += 1) {
    const count = (long?.[number] ?? 0) + (short?.[number] ?? 0);
    if (count === 0) continue;
    const place = places[number] ?? placeOf(memory, groups, number);
    if (place !== undefined) counts[place] = count;
  }
  for (const piece of minutes) {
    piece.places.forEach((place, index) => {
      counts[place] = (counts[place] ?? 0) + (piece.counts[index] ?? 0);
    });
  }
  return counts;
}

function knownOf(memory: Memory, groups: StoredGroups): NonNullable<Memory["of"]> {
  if (memory.of?.groups === groups) return memory.of;
  memory.of = { groups, places: [], minutes: new Map() };
  return memory.of;
}

/** Undefined for a group that is gone, or not known to the directory yet. */
function placeOf(memory: Memory, groups: StoredGroups, number: number): number | undefined {
  const place = groups.byId.get(memory.ids[number] ?? "")?.place;
  if (place !== undefined) knownOf(memory, groups).places[number] = place;
  return place;
}

/** The stretches of ten minutes whose packs do not tell all, each with the marks that say so: the same marks, the same minutes. */
async function readMarks(client: PoolClient, first: number, last: number): Promise<Map<number, string>> {
  const { rows } = await client.query<{ slot: number; marks: string }>(
    `select slot, string_agg(id::text, ',' order by id) as marks
     from plumbline.count_mark cross join unnest(slots) as slot
     where slot between $1::integer / 10 and $2::integer / 10
     group by slot`,
    [first, last],
  );
  return new Map(rows.map(({ slot, marks }) => [slot, marks]));
}

/** Groups get their numbers in order, and keep them. */
async function learnNumbers(client: PoolClient, { ids }: Memory): Promise<void> {
  const { rows } = await client.query<[number, string]>({
    text: "select number, group_id from plumbline.group_number where number >= $1::integer order by number",
    values: [ids.length],
    rowMode: "array",
  });
  for (const [number, id] of rows) ids[number] = id;
}
