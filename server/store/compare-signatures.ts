import type { Counted } from "./range-counts.ts";

export type EnvironmentCounts = { environment: string; groups: number; entries: number };

/** How much failed in each environment, in order of the alphabet; groups that are shown in another count as that one. */
export function countByEnvironment(
  { groups, counts }: Counted,
  keptOf: ReadonlyMap<string, string>,
): EnvironmentCounts[] {
  const byName = new Map<string, EnvironmentCounts>();
  const kept = new Set(keptOf.values());
  const seen = new Set<string>();
  counts.forEach((count, place) => {
    const group = groups[place];
    if (count === 0 || group === undefined) return;
    const { environment, id } = group;
    const sum = byName.get(environment) ?? { environment, groups: 0, entries: 0 };
    byName.set(environment, sum);
    sum.entries += count;
    const shownId = keptOf.get(id) ?? id;
    if (seen.has(shownId)) return;
    if (kept.has(shownId)) seen.add(shownId);
    sum.groups += 1;
  });
  return [...byName.values()].sort((a, b) => (a.environment < b.environment ? -1 : 1));
}

/** A signature that failed in one of two environments, or in both, and a group that shows it. */
export type ComparedSignature = { id: string; count: number; isHere: boolean; isThere: boolean };

/**
 * The signatures that two environments showed, each once, with the group that has most of it (here, where both have it), in no order.
 * What is shown as one group is one mistake, whatever it is in the other environment.
 */
export function compareSignatures(
  { groups, counts }: Counted,
  keptOf: ReadonlyMap<string, string>,
  here: string,
  there: string,
): ComparedSignature[] {
  const rows: Row[] = [];
  counts.forEach((count, place) => {
    const group = groups[place];
    if (count === 0 || group === undefined) return;
    const isHere = group.environment === here;
    if (!isHere && group.environment !== there) return;
    rows.push({ id: keptOf.get(group.id) ?? group.id, identity: group.identity, isHere, count });
  });
  const firstOf = firstIds(rows);
  const byFirst = new Map<string, ComparedSignature & { best: number }>();
  for (const row of rows) {
    const first = firstOf[row.identity]?.id ?? row.id;
    const known = byFirst.get(first);
    if (known === undefined) {
      byFirst.set(first, { ...row, isThere: !row.isHere, best: row.count });
      continue;
    }
    if (isBetter(row, known)) {
      known.id = row.id;
      known.best = row.count;
    }
    known.count += row.count;
    known.isHere ||= row.isHere;
    known.isThere ||= !row.isHere;
  }
  return [...byFirst.values()];
}

type Row = { id: string; identity: number; isHere: boolean; count: number };

/** By identity, the first group here that has it, else the first there. */
function firstIds(rows: readonly Row[]): Row[] {
  const firstOf: Row[] = [];
  for (const row of rows) {
    const first = firstOf[row.identity];
    if (first === undefined || (row.isHere === first.isHere ? row.id < first.id : row.isHere))
      firstOf[row.identity] = row;
  }
  return firstOf;
}

/** Whether a row stands for its signature rather than the best so far. */
function isBetter(row: Row, known: ComparedSignature & { best: number }): boolean {
  if (row.isHere !== known.isHere) return row.isHere;
  return row.count > known.best || (row.count === known.best && row.id < known.id);
}
