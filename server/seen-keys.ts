import { hash } from "node:crypto";

/** Tables by the first bits of the hash: one of them doubles at a time. */
const TABLES = 64;
const FIRST_SLOTS = 256;

/** Which keys were seen, in about 16 bytes each whatever their length. */
export type SeenKeys = {
  /** Notes a key; false where it was noted before. */
  add: (key: string) => boolean;
};

/**
 * A set of keys that holds 64 bits of the SHA-256 of each: of 10 million keys, two that differ are taken for one with a chance
 * of 1 in 370,000.
 */
export function createSeenKeys(): SeenKeys {
  const tables: (HashTable | undefined)[] = new Array(TABLES).fill(undefined);
  return {
    add(key) {
      const digest = hash("sha256", key, "hex");
      const high = Number.parseInt(digest.slice(0, 8), 16);
      const low = Number.parseInt(digest.slice(8, 16), 16);
      const place = high % TABLES;
      let table = tables[place];
      if (table === undefined) {
        table = new HashTable();
        tables[place] = table;
      }
      return table.add(high, low);
    },
  };
}

/** A set of pairs of 32 bits in two arrays, at most two thirds full; the pair of zeros stands for an empty slot. */
class HashTable {
  private highs = new Uint32Array(FIRST_SLOTS);
  private lows = new Uint32Array(FIRST_SLOTS);
  private count = 0;

  add(high: number, low: number): boolean {
    const slot = this.slotOf(high, low === 0 && high === 0 ? 1 : low);
    if (this.highs[slot] !== 0 || this.lows[slot] !== 0) return false;
    this.highs[slot] = high;
    this.lows[slot] = low === 0 && high === 0 ? 1 : low;
    this.count += 1;
    if (this.count * 3 > this.highs.length * 2) this.grow();
    return true;
  }

  /** Where the pair is, or the empty slot where it belongs. */
  private slotOf(high: number, low: number): number {
    const mask = this.highs.length - 1;
    let slot = low & mask;
    while (
      (this.highs[slot] !== 0 || this.lows[slot] !== 0) &&
      (this.highs[slot] !== high || this.lows[slot] !== low)
    ) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private grow(): void {
    const { highs, lows } = this;
    this.highs = new Uint32Array(highs.length * 2);
    this.lows = new Uint32Array(highs.length * 2);
    highs.forEach((high, at) => {
      const low = lows[at] ?? 0;
      if (high === 0 && low === 0) return;
      const slot = this.slotOf(high, low);
      this.highs[slot] = high;
      this.lows[slot] = low;
    });
  }
}
