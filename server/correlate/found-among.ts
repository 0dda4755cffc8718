import type { Linkable } from "./linkable.ts";

/** What was found between a group and some of its candidates, in the order of the candidates. */
export type Found<T> = readonly (readonly [candidate: Linkable, found: T])[];

/**
 * What `find` gives for each of the candidates of a group, without those for which it gives undefined. It is asked only of candidates
 * that were none the last time: of hundreds a few change from minute to minute. It has to give the same for the same two.
 */
export type FoundAmong<T> = (
  of: Linkable,
  candidates: readonly Linkable[],
  find: (candidate: Linkable) => T | undefined,
) => Found<T>;

/** Nothing is known yet. */
export function foundAmong<T>(): FoundAmong<T> {
  const known = new WeakMap<Linkable, { candidates: readonly Linkable[]; found: Found<T> }>();
  const changes = changeFinder();
  return (of, candidates, find) => {
    const before = known.get(of);
    const { added, places } = changes(before?.candidates ?? NONE, candidates);
    const kept = before?.found.filter(([candidate]) => places.has(candidate)) ?? [];
    const fresh = added.flatMap((candidate): Found<T> => {
      const one = find(candidate);
      return one === undefined ? NONE : [[candidate, one]];
    });
    const placeOf = ([candidate]: Found<T>[number]) => places.get(candidate) ?? 0;
    const found = [...kept, ...fresh].sort((a, b) => placeOf(a) - placeOf(b));
    known.set(of, { candidates, found: found.length === 0 ? NONE : found });
    return found;
  };
}

const NONE: readonly never[] = [];

/** What came to a list since another, and the place of each in it. */
type Change = { added: readonly Linkable[]; places: ReadonlyMap<Linkable, number> };

/** Tells that of two lists; the same two are asked about for each group of a service. */
function changeFinder(): (before: readonly Linkable[], now: readonly Linkable[]) => Change {
  const last = new WeakMap<readonly Linkable[], Change & { before: readonly Linkable[] }>();
  return (before, now) => {
    const known = last.get(now);
    if (known?.before === before) return known;
    const places = known?.places ?? new Map(now.map((one, place) => [one, place]));
    const earlier = new Set(before);
    const change = { added: before.length === 0 ? now : now.filter((one) => !earlier.has(one)), places, before };
    last.set(now, change);
    return change;
  };
}
