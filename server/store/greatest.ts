/** Of an item, what it is compared by. */
type Ranked<T> = { item: T; key: number; id: string };
/** `keys`: those of the items, by place. `skip`: so many of the first are left out. */
type Order<T> = { keys: ArrayLike<number>; idOf: (item: T) => string; limit: number; skip?: number };

/** More than these are not kept in order one by one. */
const MOST_KEPT = 400;

/**
 * The `limit` items of the greatest keys, the greatest first, and of equal keys those whose id comes first. Of tens of thousands, only
 * those that may be among them are looked at.
 */
export function greatest<T>(items: readonly T[], order: Order<T>): T[] {
  const { limit, skip = 0 } = order;
  const most = Math.min(skip + limit, items.length);
  const { ranked, before } =
    most > MOST_KEPT ? between(items, order, most) : { ranked: firstOf(items, order, most), before: 0 };
  ranked.sort((a, b) => (isBefore(a, b) ? -1 : 1));
  return ranked.slice(Math.max(0, skip - before), Math.max(0, most - before)).map(({ item }) => item);
}

/** The first `most`, in no order. */
function firstOf<T>(items: readonly T[], { keys, idOf }: Order<T>, most: number): Ranked<T>[] {
  const heap: Ranked<T>[] = [];
  for (let place = 0; place < items.length; place += 1) {
    const key = keys[place] ?? 0;
    const worst = heap[0];
    const isFull = heap.length >= most;
    if (isFull && (worst === undefined || key < worst.key)) continue;
    const item = items[place];
    if (item === undefined) continue;
    const id = idOf(item);
    if (!isFull) rise(heap, { item, key, id });
    else if (worst !== undefined && (key > worst.key || id < worst.id)) sink(heap, { item, key, id });
  }
  return heap;
}

/** Those whose keys lie between that of the first after the skipped ones and that of the last, in no order, and how many come before. */
function between<T>(
  items: readonly T[],
  { keys, idOf, skip = 0 }: Order<T>,
  most: number,
): { ranked: Ranked<T>[]; before: number } {
  const ascending = Float64Array.from(keys).sort();
  const [high, low] = [ascending[items.length - 1 - skip] ?? -Infinity, ascending[items.length - most] ?? -Infinity];
  const ranked: Ranked<T>[] = [];
  let before = 0;
  items.forEach((item, place) => {
    const key = keys[place] ?? 0;
    if (key > high) before += 1;
    else if (key >= low) ranked.push({ item, key, id: idOf(item) });
  });
  return { ranked, before };
}

function isBefore<T>(a: Ranked<T>, b: Ranked<T>): boolean {
  return a.key > b.key || (a.key === b.key && a.id < b.id);
}

/** Adds one to a heap whose first is the worst of all. */
function rise<T>(heap: Ranked<T>[], added: Ranked<T>): void {
  let place = heap.length;
  while (place > 0) {
    const above = (place - 1) >> 1;
    const parent = heap[above];
    if (parent === undefined || !isBefore(parent, added)) break;
    heap[place] = parent;
    place = above;
  }
  heap[place] = added;
}

/** Puts one in the place of the worst. */
function sink<T>(heap: Ranked<T>[], added: Ranked<T>): void {
  let place = 0;
  for (;;) {
    const below = worseChild(heap, place);
    const child = heap[below];
    if (child === undefined || !isBefore(added, child)) break;
    heap[place] = child;
    place = below;
  }
  heap[place] = added;
}

function worseChild<T>(heap: readonly Ranked<T>[], place: number): number {
  const [left, right] = [2 * place + 1, 2 * place + 2];
  const [first, second] = [heap[left], heap[right]];
  return first !== undefined && second !== undefined && isBefore(first, second) ? right : left;
}
