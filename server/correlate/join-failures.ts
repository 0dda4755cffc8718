import { type ErrorGroup, identityOf, isSameFailure } from "../../shared/group.ts";
import { filterInSteps, groupInSteps, type Steps, sortInSteps } from "../../shared/in-steps.ts";
import { MINUTE } from "../../shared/time.ts";
import type { Explanation } from "./explanations.ts";
import type { Linkable } from "./linkable.ts";
import { linkBetween } from "./links.ts";
import type { CorrelateMemory } from "./memory.ts";
import { precedenceOf } from "./precedence.ts";

/** Failures of one kind that begin within this of each other are one failure: two tables missing after one deploy. */
const SAME_ONSET = 10 * MINUTE;

/** Groups that nothing explains are compared each with each: the most frequent of them. */
const MAX_ORPHANS = 500;

/** Makes the failures of two groups one. */
export type Join = (a: string, b: string) => void;

/** Joins in `roots`, which gives each group's root, at a cost that follows what is joined. */
export function* joinerOf(roots: Map<string, string>): Steps<Join> {
  // Of the many that are alone nothing is made before they are joined.
  const others = yield* filterInSteps([...roots], ([id, root]) => id !== root);
  const members = new Map<string, string[]>();
  const membersOf = (root: string): string[] => {
    const known = members.get(root) ?? (roots.get(root) === root ? [root] : []);
    members.set(root, known);
    return known;
  };
  for (const [id, root] of others) membersOf(root).push(id);
  return (a, b) => {
    const [keep, drop] = [roots.get(a) ?? a, roots.get(b) ?? b];
    if (keep === drop) return;
    const kept = membersOf(keep);
    for (const id of membersOf(drop)) {
      roots.set(id, keep);
      kept.push(id);
    }
    members.delete(drop);
  };
}

/** Symptoms, echoes and unknown messages that nothing explains are one case where they go together. */
export function* joinOrphans(
  groups: readonly Linkable[],
  explanations: ReadonlyMap<string, Explanation>,
  { roots, join, memory }: { roots: ReadonlyMap<string, string>; join: Join; memory: CorrelateMemory },
): Steps<void> {
  const all = yield* filterInSteps(
    groups,
    (each) => !explanations.has(each.group.id) && (each.precedence?.tier ?? 2) === 2 && !each.isRefused,
  );
  const orphans = (yield* sortInSteps(all, (a, b) => b.group.count - a.group.count)).slice(0, MAX_ORPHANS);
  const places = Map.groupBy(orphans, ({ place }) => place);
  for (const a of orphans) {
    yield;
    // Those before it were compared with it already.
    const others = places.get(a.place) ?? [];
    others.shift();
    for (const b of others) {
      if (roots.get(a.group.id) !== roots.get(b.group.id) && memory.isSo("together", a, b, () => goTogether(a, b)))
        join(a.group.id, b.group.id);
    }
  }
}

function goTogether(a: Linkable, b: Linkable): boolean {
  if (a.group.kind === "request" && b.group.kind === "request" && overlap(a.group, b.group)) return true;
  return linkBetween(a, b) !== undefined && linkBetween(b, a) !== undefined;
}

/** Failing routes of one service that fail over the same stretch of time are one failure until something tells them apart. */
function overlap(a: ErrorGroup, b: ErrorGroup): boolean {
  const from = Math.max(a.firstSeen, b.firstSeen);
  const to = Math.min(a.lastSeen, b.lastSeen);
  const shorter = Math.min(a.lastSeen - a.firstSeen, b.lastSeen - b.firstSeen);
  return to - from >= shorter / 2;
}

/** One failure in several routes or wordings is one failure, and so are causes of one layer that begin together in one service. */
export function* joinSameCauses(
  groups: readonly ErrorGroup[],
  roots: ReadonlyMap<string, string>,
  join: Join,
): Steps<void> {
  const isCause = (group: ErrorGroup) => roots.get(group.id) === group.id && precedenceOf(group) !== undefined;
  const causes = yield* filterInSteps(groups, isCause);
  const named = yield* filterInSteps(causes, isNamed);
  const families = yield* groupInSteps(named, ({ environment, service, signature }) =>
    JSON.stringify([environment, service, signature.family]),
  );
  for (const family of families.values()) {
    yield;
    joinSameFailures(family, roots, join);
  }
  const layers = yield* groupInSteps(yield* filterInSteps(causes, isJoinable), (group) =>
    JSON.stringify([group.environment, group.service, precedenceOf(group)?.layer]),
  );
  for (const layer of layers.values()) {
    yield;
    joinSameOnset(layer, join);
  }
}

/** Joins groups of one family that name the same. Of those that name as much, only equals do; others are compared each with each. */
function joinSameFailures(groups: readonly ErrorGroup[], roots: ReadonlyMap<string, string>, join: Join): void {
  const first = new Map<string, ErrorGroup>();
  for (const group of groups) {
    const name = JSON.stringify(Object.entries(identityOf(group)).sort());
    const known = first.get(name);
    if (known === undefined) first.set(name, group);
    else join(known.id, group.id);
  }
  const byNames = Map.groupBy(first.values(), (group) => JSON.stringify(Object.keys(identityOf(group)).sort()));
  for (const [i, alike] of [...byNames.values()].entries()) {
    const others = [...byNames.values()].slice(i + 1).flat();
    for (const a of alike) {
      for (const b of others) if (roots.get(a.id) !== roots.get(b.id) && isSameFailure(a, b)) join(a.id, b.id);
    }
  }
}

/** An exception that no family knows is told apart by its message too, which is no slot. */
function isNamed({ signature: { family } }: ErrorGroup): boolean {
  return family !== undefined && family !== "code.unhandled-exception";
}

function isJoinable(group: ErrorGroup): boolean {
  return /^(schema|boot|config)\./.test(group.signature.family ?? "");
}

/** Two that begin together have all that begins in between beside them, so neighbours are enough. */
function joinSameOnset(groups: readonly ErrorGroup[], join: Join): void {
  const sorted = groups.toSorted((a, b) => a.firstSeen - b.firstSeen);
  for (const [i, b] of sorted.entries()) {
    const a = sorted[i - 1];
    if (a !== undefined && b.firstSeen - a.firstSeen <= SAME_ONSET) join(a.id, b.id);
  }
}
