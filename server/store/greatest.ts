/**
 * The `limit` items of the greatest keys, the greatest first, and of equal keys those whose id comes first. Only these are sorted as
 * items: of tens of thousands the numbers alone are.
 */
export function greatest<T extends { id: string }>(
  items: readonly T[],
  keyOf: (item: T) => number,
  limit: number,
): T[] {
  const keys = Float64Array.from(items, keyOf);
  const sorted = keys.slice().sort();
  const least = sorted[Math.max(0, sorted.length - limit)] ?? 0;
  const places: number[] = [];
  keys.forEach((key, place) => {
    if (key >= least) places.push(place);
  });
  const idAt = (place: number) => items[place]?.id ?? "";
  places.sort((a, b) => (keys[b] ?? 0) - (keys[a] ?? 0) || (idAt(a) < idAt(b) ? -1 : 1));
  return places.slice(0, limit).flatMap((place) => items[place] ?? []);
}
