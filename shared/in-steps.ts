/** So many items are looked at in one step: well under a millisecond. */
const ITEMS = 1024;

/** Work that pauses every millisecond or so; who drives it may let others have their turn there. */
export type Steps<T> = Generator<void, T>;

/** What the work gives that is done without a pause. */
export function atOnce<T>(steps: Steps<T>): T {
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
}

/** What `toSorted` gives, in steps: equal items stay in their order. */
export function* sortInSteps<T extends object>(items: readonly T[], compare: (a: T, b: T) => number): Steps<T[]> {
  let runs: T[][] = [];
  for (let from = 0; from < items.length; from += ITEMS) {
    runs.push(items.slice(from, from + ITEMS).sort(compare));
    yield;
  }
  while (runs.length > 1) {
    const longer: T[][] = [];
    for (let i = 0; i < runs.length; i += 2) longer.push(yield* merge(runs[i] ?? [], runs[i + 1] ?? [], compare));
    runs = longer;
  }
  return runs[0] ?? [];
}

/** What `Map.groupBy` gives, in steps. */
export function* groupInSteps<T, K>(items: readonly T[], keyOf: (item: T) => K): Steps<Map<K, T[]>> {
  const groups = new Map<K, T[]>();
  let looked = 0;
  for (const item of items) {
    const key = keyOf(item);
    const known = groups.get(key);
    if (known === undefined) groups.set(key, [item]);
    else known.push(item);
    looked += 1;
    if (looked % ITEMS === 0) yield;
  }
  return groups;
}

/** What `filter` gives, in steps. */
export function* filterInSteps<T>(items: readonly T[], isKept: (item: T) => boolean): Steps<T[]> {
  const kept: T[] = [];
  let looked = 0;
  for (const item of items) {
    if (isKept(item)) kept.push(item);
    looked += 1;
    if (looked % ITEMS === 0) yield;
  }
  return kept;
}

/** What `map` gives, a step each: for what takes long. */
export function* eachInSteps<T, R>(items: readonly T[], make: (item: T) => R): Steps<R[]> {
  const made: R[] = [];
  for (const item of items) {
    made.push(make(item));
    yield;
  }
  return made;
}

/** A `Map` of the entries that are made of the items, in steps. */
export function* indexInSteps<T, K, V>(items: readonly T[], entryOf: (item: T) => readonly [K, V]): Steps<Map<K, V>> {
  const map = new Map<K, V>();
  let looked = 0;
  for (const item of items) {
    const [key, value] = entryOf(item);
    map.set(key, value);
    looked += 1;
    if (looked % ITEMS === 0) yield;
  }
  return map;
}

/** Two sorted lists as one; of equal items those of the first come first. */
function* merge<T extends object>(a: readonly T[], b: readonly T[], compare: (a: T, b: T) => number): Steps<T[]> {
  const merged: T[] = [];
  let taken = 0;
  for (const right of b) {
    for (; taken < a.length; taken += 1) {
      const left = a[taken];
      if (left === undefined || compare(left, right) > 0) break;
      merged.push(left);
      if (merged.length % ITEMS === 0) yield;
    }
    merged.push(right);
    if (merged.length % ITEMS === 0) yield;
  }
  return [...merged, ...a.slice(taken)];
}
