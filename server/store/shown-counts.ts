import type { Pool } from "pg";
import { readParts } from "./group-parts.ts";
import type { Counted, RangeCounts } from "./range-counts.ts";

/** Groups as they are shown, by the same place with their entries in a range, which are more than 0; in no order. */
export type ShownCounts = { ids: string[]; counts: number[] };

/** How often each group that is shown failed in the range (milliseconds since 1970), with all that is shown in it. */
export async function readShownCounts(
  pool: Pool,
  rangeCounts: RangeCounts,
  range: { from: number; to: number },
): Promise<ShownCounts> {
  const [counted, keptOf] = await Promise.all([rangeCounts.read(range), readParts(pool)]);
  return shownCounts(counted, keptOf);
}

function shownCounts({ groups, counts }: Counted, keptOf: ReadonlyMap<string, string>): ShownCounts {
  const shown: ShownCounts = { ids: [], counts: [] };
  const ofParts = new Map<string, number>();
  counts.forEach((count, place) => {
    const id = groups[place]?.id;
    if (count === 0 || id === undefined) return;
    const keptId = keptOf.get(id);
    if (keptId === undefined) {
      shown.ids.push(id);
      shown.counts.push(count);
    } else {
      ofParts.set(keptId, (ofParts.get(keptId) ?? 0) + count);
    }
  });
  if (ofParts.size === 0) return shown;
  shown.ids.forEach((id, place) => {
    const count = ofParts.get(id);
    if (count === undefined) return;
    shown.counts[place] = (shown.counts[place] ?? 0) + count;
    ofParts.delete(id);
  });
  for (const [id, count] of ofParts) {
    shown.ids.push(id);
    shown.counts.push(count);
  }
  return shown;
}

/** The most frequent `limit` ids, and all that are as frequent as the last of them: the most frequent first, then by id. */
export function mostFrequent({ ids, counts }: ShownCounts, limit: number): string[] {
  const sorted = Float64Array.from(counts).sort();
  const least = sorted[Math.max(0, sorted.length - limit)] ?? 0;
  const places: number[] = [];
  counts.forEach((count, place) => {
    if (count >= least) places.push(place);
  });
  places.sort((a, b) => (counts[b] ?? 0) - (counts[a] ?? 0) || ((ids[a] ?? "") < (ids[b] ?? "") ? -1 : 1));
  return places.map((place) => ids[place] ?? "");
}
