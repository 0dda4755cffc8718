import { greatest } from "./greatest.ts";
import type { ShownGroups } from "./shown-groups.ts";
import type { ListedGroup } from "./stored-groups.ts";

/** Groups, and by the same place how often each failed; 0 where it did not. */
export type Counted = {
  groups: readonly Pick<ListedGroup, "id" | "environment" | "identity">[];
  counts: Float64Array;
  /** The places of groups that are shown as one with others, with the id under which they are. */
  joined: ReadonlyMap<number, string>;
};

/** The same of groups of a directory. */
export function countedGroups({ stored, keptOf }: ShownGroups, counts: Float64Array): Counted {
  const joined = new Map<number, string>();
  for (const [id, keptId] of keptOf) {
    for (const one of [id, keptId]) {
      const place = stored.byId.get(one)?.place;
      if (place !== undefined) joined.set(place, keptId);
    }
  }
  return { groups: stored.byPlace, counts, joined };
}

export type EnvironmentCounts = { environment: string; groups: number; entries: number };

/** How much failed in each environment, in order of the alphabet; groups that are shown in another count as that one. */
export function countByEnvironment({ groups, counts, joined }: Counted): EnvironmentCounts[] {
  const byName = new Map<string, EnvironmentCounts>();
  const seen = new Set<string>();
  for (let place = 0; place < counts.length; place += 1) {
    const [group, count = 0] = [groups[place], counts[place]];
    if (count === 0 || group === undefined) continue;
    const { environment } = group;
    const sum = byName.get(environment) ?? { environment, groups: 0, entries: 0 };
    if (sum.entries === 0) byName.set(environment, sum);
    sum.entries += count;
    const shownId = joined.get(place);
    if (shownId !== undefined && seen.has(shownId)) continue;
    if (shownId !== undefined) seen.add(shownId);
    sum.groups += 1;
  }
  return [...byName.values()].sort((a, b) => (a.environment < b.environment ? -1 : 1));
}

/** A signature that failed, how often, and the group that shows most of it. */
export type ComparedSignature = { id: string; count: number };
/** The most frequent signatures of one of two environments alone, most frequent first, and how many failed in both. */
export type ComparedSignatures = { onlyHere: ComparedSignature[]; onlyThere: ComparedSignature[]; inBoth: number };

/**
 * The signatures that two environments showed, at most `limit` of each alone. What is shown as one group is one mistake, whatever it is
 * in the other environment.
 */
export function compareSignatures(
  counted: Counted,
  [here, there]: readonly [here: string, there: string],
  limit: number,
): ComparedSignatures {
  const classOf = classesOf(counted, here, there);
  const { groups, counts, joined } = counted;
  const idOf = (place: number) => joined.get(place) ?? groups[place]?.id ?? "";
  const sides = { here: emptySide(groups.length), there: emptySide(groups.length) };
  for (let place = 0; place < counts.length; place += 1) {
    const [group, count = 0] = [groups[place], counts[place]];
    if (count === 0 || group === undefined) continue;
    const side = group.environment === here ? sides.here : group.environment === there ? sides.there : undefined;
    if (side === undefined) continue;
    addTo(side, classOf.get(group.identity) ?? group.identity, { place, count, idOf });
  }
  return {
    onlyHere: mostFrequentOf(sides.here, sides.there, { limit, idOf }),
    onlyThere: mostFrequentOf(sides.there, sides.here, { limit, idOf }),
    inBoth: sides.here.seen.filter((identity) => (sides.there.sums[identity] ?? 0) > 0).length,
  };
}

/** What failed in one of the environments, by number of the signature: how often, and the count and place of the most frequent group. */
type Side = { seen: number[]; sums: Float64Array; best: Float64Array; bestPlaces: Int32Array };
/** The id under which the group of a place is shown. */
type IdOf = (place: number) => string;

function emptySide(length: number): Side {
  return {
    seen: [],
    sums: new Float64Array(length),
    best: new Float64Array(length),
    bestPlaces: new Int32Array(length),
  };
}

type Failed = { place: number; count: number; idOf: IdOf };

function addTo({ seen, sums, best, bestPlaces }: Side, identity: number, { place, count, idOf }: Failed): void {
  const known = sums[identity] ?? 0;
  if (known === 0) seen.push(identity);
  sums[identity] = known + count;
  const least = best[identity] ?? 0;
  if (count < least) return;
  if (count === least && idOf(bestPlaces[identity] ?? 0) < idOf(place)) return;
  best[identity] = count;
  bestPlaces[identity] = place;
}

function mostFrequentOf(
  { seen, sums, bestPlaces }: Side,
  other: Side,
  { limit, idOf }: { limit: number; idOf: IdOf },
): ComparedSignature[] {
  const alone = seen.filter((identity) => other.sums[identity] === 0);
  const keys = Float64Array.from(alone, (identity) => sums[identity] ?? 0);
  const idOfSignature = (identity: number) => idOf(bestPlaces[identity] ?? 0);
  const most = greatest(alone, { keys, idOf: idOfSignature, limit });
  return most.map((identity) => ({ id: idOfSignature(identity), count: sums[identity] ?? 0 }));
}

/** Identities that are one, because one group shows both: each with the one that stands for them. */
function classesOf({ groups, counts, joined }: Counted, here: string, there: string): Map<number, number> {
  const classOf = new Map<number, number>();
  const firstOf = new Map<string, number>();
  const places = [...joined.keys()].filter((place) => counts[place]).sort((a, b) => a - b);
  // Groups here come first: what is one here is one.
  for (const environment of [here, there]) {
    for (const place of places) {
      const [group, shownId = ""] = [groups[place], joined.get(place)];
      if (group?.environment !== environment) continue;
      const first = firstOf.get(shownId);
      if (first === undefined) firstOf.set(shownId, classOf.get(group.identity) ?? group.identity);
      else if (!classOf.has(group.identity) && group.identity !== first) classOf.set(group.identity, first);
    }
  }
  return classOf;
}
