import type { RangeCounts } from "./range-counts.ts";
import type { ShownGroups } from "./shown-groups.ts";

/** How often a group that is shown failed in a range, with all that is shown in it, by its place. */
export type ShownCounts = Float64Array;

/** The counts of a range (milliseconds since 1970). */
export async function readShownCounts(
  rangeCounts: RangeCounts,
  range: { from: number; to: number },
  { keptOf, stored }: ShownGroups,
): Promise<ShownCounts> {
  const counts = await rangeCounts.read(range, stored);
  for (const [id, keptId] of keptOf) {
    const [part, kept] = [stored.byId.get(id)?.place, stored.byId.get(keptId)?.place];
    if (part === undefined || kept === undefined) continue;
    counts[kept] = (counts[kept] ?? 0) + (counts[part] ?? 0);
  }
  return counts;
}
