type Named = { id: string };
type Ranked<T> = { item: T; key: number };

/**
 * The `limit` items of the greatest keys after the first `skip` of them, the greatest first, and of equal keys those whose id comes first.
 * Of tens of thousands, only those that may be among them are kept and compared.
 */
export function greatest<T extends Named>(
  items: readonly T[],
  keyOf: (item: T) => number,
  limit: number,
  skip = 0,
): T[] {
  const most = Math.min(skip + limit, items.length);
  const heap: Ranked<T>[] = [];
  for (const item of items) {
    const key = keyOf(item);
    const worst = heap[0];
    if (heap.length < most) rise(heap, { item, key });
    else if (worst !== undefined && key >= worst.key && isBefore({ item, key }, worst)) sink(heap, { item, key });
  }
  return heap
    .sort((a, b) => (isBefore(a, b) ? -1 : 1))
    .slice(skip)
    .map(({ item }) => item);
}

function isBefore<T extends Named>(a: Ranked<T>, b: Ranked<T>): boolean {
  return a.key > b.key || (a.key === b.key && a.item.id < b.item.id);
}

/** Adds one to a heap whose first is the worst of all. */
function rise<T extends Named>(heap: Ranked<T>[], added: Ranked<T>): void {
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
function sink<T extends Named>(heap: Ranked<T>[], added: Ranked<T>): void {
  let place = 0;
  for (;;) {
    const worse = worseChild(heap, place);
    const child = worse === undefined ? undefined : heap[worse];
    if (worse === undefined || child === undefined || !isBefore(added, child)) break;
    heap[place] = child;
    place = worse;
  }
  heap[place] = added;
}

function worseChild<T extends Named>(heap: readonly Ranked<T>[], place: number): number | undefined {
  const [left, right] = [2 * place + 1, 2 * place + 2];
  const [first, second] = [heap[left], heap[right]];
  if (first === undefined) return undefined;
  return second !== undefined && isBefore(first, second) ? right : left;
}
