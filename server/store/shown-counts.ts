import type { RangeCounts } from "./range-counts.ts";
import type { ShownGroups } from "./shown-groups.ts";

/** How often each group that is shown failed in the range (milliseconds since 1970), with all that is shown in it; only those that did. */
export async function readShownCounts(
  rangeCounts: RangeCounts,
  range: { from: number; to: number },
  { keptOf }: Pick<ShownGroups, "keptOf">,
): Promise<Map<string, number>> {
  const { groups, counts } = await rangeCounts.read(range);
  const shown = new Map<string, number>();
  counts.forEach((count, place) => {
    const id = groups[place]?.id;
    if (count === 0 || id === undefined) return;
    const keptId = keptOf.get(id) ?? id;
    shown.set(keptId, (shown.get(keptId) ?? 0) + count);
  });
  return shown;
}
