import type { ListedGroup } from "./stored-groups.ts";

/** Groups, and by the same place how often each failed; 0 where it did not. */
export type Counted = {
  groups: readonly Pick<ListedGroup, "id" | "environment" | "identity">[];
  counts: Float64Array;
};

export type EnvironmentCounts = { environment: string; groups: number; entries: number };

/** How much failed in each environment, in order of the alphabet; groups that are shown in another count as that one. */
export function countByEnvironment(
  { groups, counts }: Counted,
  keptOf: ReadonlyMap<string, string>,
): EnvironmentCounts[] {
  const byName = new Map<string, EnvironmentCounts>();
  const kept = new Set(keptOf.values());
  const seen = new Set<string>();
  for (let place = 0; place < counts.length; place += 1) {
    const [group, count = 0] = [groups[place], counts[place]];
    if (count === 0 || group === undefined) continue;
    const { environment, id } = group;
    const sum = byName.get(environment) ?? { environment, groups: 0, entries: 0 };
    if (sum.entries === 0) byName.set(environment, sum);
    sum.entries += count;
    const shownId = keptOf.get(id) ?? id;
    if (seen.has(shownId)) continue;
    if (kept.has(shownId)) seen.add(shownId);
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
  keptOf: ReadonlyMap<string, string>,
  [here, there]: readonly [here: string, there: string],
  limit: number,
): ComparedSignatures {
  const classOf = classesOf(counted, keptOf, here, there);
  const seen: (Seen | undefined)[] = [];
  const { groups, counts } = counted;
  for (let place = 0; place < counts.length; place += 1) {
    const [group, count = 0] = [groups[place], counts[place]];
    if (count === 0 || group === undefined) continue;
    const isHere = group.environment === here;
    if (isHere || group.environment === there) {
      const id = keptOf.get(group.id) ?? group.id;
      addSeen(seen, classOf.get(group.identity) ?? group.identity, { id, count, isHere });
    }
  }
  const all = seen.filter((one) => one !== undefined);
  return {
    onlyHere: mostFrequent(
      all.filter(({ isHere, isThere }) => isHere && !isThere),
      limit,
    ),
    onlyThere: mostFrequent(
      all.filter(({ isHere, isThere }) => !isHere && isThere),
      limit,
    ),
    inBoth: all.filter(({ isHere, isThere }) => isHere && isThere).length,
  };
}

/** `best`: how often the group failed that stands for the signature: one here, if there is one, and of those the most frequent. */
type Seen = ComparedSignature & { best: number; isHere: boolean; isThere: boolean };

function addSeen(seen: (Seen | undefined)[], place: number, row: ComparedSignature & { isHere: boolean }): void {
  const known = seen[place];
  if (known === undefined) {
    seen[place] = { ...row, best: row.count, isThere: !row.isHere };
    return;
  }
  const isBetter =
    row.isHere === known.isHere
      ? row.count > known.best || (row.count === known.best && row.id < known.id)
      : row.isHere;
  if (isBetter) {
    known.id = row.id;
    known.best = row.count;
  }
  known.count += row.count;
  known.isHere ||= row.isHere;
  known.isThere ||= !row.isHere;
}

function mostFrequent(seen: Seen[], limit: number): ComparedSignature[] {
  const sorted = seen.sort((a, b) => b.count - a.count || (a.id < b.id ? -1 : 1));
  return sorted.slice(0, limit).map(({ id, count }) => ({ id, count }));
}

/** Identities that are one, because one group shows both: each with the one that stands for them. */
function classesOf(
  { groups, counts }: Counted,
  keptOf: ReadonlyMap<string, string>,
  here: string,
  there: string,
): Map<number, number> {
  const classOf = new Map<number, number>();
  if (keptOf.size === 0) return classOf;
  const kept = new Set(keptOf.values());
  const firstOf = new Map<string, number>();
  // Groups here come first: what is one here is one.
  for (const environment of [here, there]) {
    for (let place = 0; place < counts.length; place += 1) {
      const group = groups[place];
      if (group?.environment !== environment || counts[place] === 0) continue;
      const shownId = keptOf.get(group.id) ?? group.id;
      if (!kept.has(shownId)) continue;
      const first = firstOf.get(shownId);
      if (first === undefined) firstOf.set(shownId, classOf.get(group.identity) ?? group.identity);
      else if (!classOf.has(group.identity) && group.identity !== first) classOf.set(group.identity, first);
    }
  }
  return classOf;
}
