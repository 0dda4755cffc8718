type Named = { id: string };

/**
 * The `limit` items of the greatest keys, the greatest first, and of equal keys those whose id comes first. Of tens of thousands the
 * numbers alone are sorted, not the items.
 */
export function greatest<T extends Named>(items: readonly T[], keyOf: (item: T) => number, limit: number): T[] {
  const keys = new Float64Array(items.length);
  items.forEach((item, place) => {
    keys[place] = keyOf(item);
  });
  const least = keys.toSorted()[Math.max(0, keys.length - limit)] ?? 0;
  const above: { item: T; key: number }[] = [];
  const level: T[] = [];
  items.forEach((item, place) => {
    const key = keys[place] ?? 0;
    if (key > least) above.push({ item, key });
    else if (key === least) level.push(item);
  });
  above.sort((a, b) => b.key - a.key || (a.item.id < b.item.id ? -1 : 1));
  return [...above.map(({ item }) => item), ...firstById(level, limit - above.length)];
}

/** The `limit` items whose ids come first, in that order. */
function firstById<T extends Named>(items: readonly T[], limit: number): T[] {
  const first: T[] = [];
  for (const item of items) {
    let place = first.length;
    while (place > 0 && (first[place - 1]?.id ?? "") > item.id) place -= 1;
    if (place >= limit) continue;
    first.splice(place, 0, item);
    if (first.length > limit) first.pop();
  }
  return first;
}
