import { filterInSteps, groupInSteps, type Steps } from "../../shared/in-steps.ts";
import type { Linkable } from "./linkable.ts";
import type { CorrelateMemory } from "./memory.ts";
import { compareCauses } from "./precedence.ts";

/** Causes that are tried for each group: the better ones of its own service, and those of others that share its traces. */
const MAX_CANDIDATES = 150;

/**
 * Looks up what may explain a group, in order of precedence: groups of its own service, and of others with one of its traces. In steps
 * of milliseconds.
 */
export function* candidateFinder(
  groups: readonly Linkable[],
  memory: Pick<CorrelateMemory, "bestOf">,
): Steps<(of: Linkable) => readonly Linkable[]> {
  const services = new Map<string, readonly Linkable[]>();
  const byTrace = new Map<string, Linkable[]>();
  const causes = yield* filterInSteps(groups, ({ precedence }) => precedence !== undefined);
  for (const [place, own] of yield* groupInSteps(causes, (cause) => cause.place)) {
    services.set(place, memory.bestOf(place, own, best));
    yield;
  }
  for (const each of yield* filterInSteps(causes, ({ traces }) => traces.size > 0)) {
    for (const trace of each.traces) addTo(byTrace, `${each.group.environment}|${trace}`, each);
    yield;
  }
  return (of) => {
    const { environment, service } = of.group;
    const own = services.get(of.place) ?? NONE;
    const others = new Set<Linkable>();
    for (const trace of of.traces) {
      for (const each of byTrace.get(`${environment}|${trace}`) ?? [])
        if (each.group.service !== service) others.add(each);
      if (others.size >= MAX_CANDIDATES) break;
    }
    if (others.size === 0) return own;
    return [...own, ...others].sort(byCause);
  };
}

function best(causes: readonly Linkable[]): Linkable[] {
  return causes.toSorted(byCause).slice(0, MAX_CANDIDATES);
}

function byCause(a: Linkable, b: Linkable): number {
  return compareCauses(a.group, b.group);
}

const NONE: readonly Linkable[] = [];

function addTo(lists: Map<string, Linkable[]>, key: string, item: Linkable): void {
  const known = lists.get(key);
  if (known === undefined) lists.set(key, [item]);
  else known.push(item);
}
