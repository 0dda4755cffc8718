import { createClusters } from "../../server/group/cluster.ts";

/** How many groups these texts make, in the order in which they come and the other way round. */
export function groupsOf(keys: readonly string[]): number[] {
  return [keys, [...keys].reverse()].map((ordered) => {
    const clusters = createClusters();
    for (const key of ordered) clusters.add(key);
    clusters.settle();
    return new Set(ordered.map((key) => clusters.leaderOf(key))).size;
  });
}
