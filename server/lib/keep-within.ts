/** Values in memory up to a size, in the order in which they were put; `bytes`: what all of them take. */
export type KeptWithin<V> = { values: Map<string, V>; bytes: number };

/** What a value takes, and what all may take. */
type Size<V> = { bytesOf: (value: V) => number; maxBytes: number };

export function keptWithin<V>(): KeptWithin<V> {
  return { values: new Map(), bytes: 0 };
}

/** Puts a value, also one that is there already, and lets those that were put longest ago go until all take no more than they may. */
export function keepWithin<V>(kept: KeptWithin<V>, key: string, value: V, { bytesOf, maxBytes }: Size<V>): void {
  const before = kept.values.get(key);
  kept.bytes += bytesOf(value) - (before === undefined ? 0 : bytesOf(before));
  kept.values.delete(key);
  kept.values.set(key, value);
  for (const [oldest, one] of kept.values) {
    if (kept.bytes <= maxBytes) return;
    kept.values.delete(oldest);
    kept.bytes -= bytesOf(one);
  }
}
