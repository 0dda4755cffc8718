import { DAY } from "../../shared/time.ts";
import { hashBytes } from "../lib/hash-bytes.ts";
import { dayOf } from "./partitions.ts";

/** Words of 32 bits that a key takes. */
export const KEY_WORDS = 4;

/** What tells the entries of a batch apart, in their order; copies are allowed. */
export type EntryKeys = {
  /** Four words for each entry: its millisecond of the day, then 96 bits of the hash of its key. */
  words: Uint32Array;
  /** Days since 1970. */
  days: Int32Array;
};

const ENCODER = new TextEncoder();
const HEX_DIGITS = 8;

/**
 * The hash that an entry is known by within its day, as 32 hex digits: its millisecond of the day, then 96 bits of its key. Entries
 * come roughly in order of time, so the index grows at its end and costs the same however large it is.
 */
export function keyHashOf(key: string, at: number): string {
  return hexOf(keysOf([{ key, at }]).words, 0);
}

/** The keys of entries. */
export function keysOf(entries: readonly { key: string; at: number }[]): EntryKeys {
  const words = new Uint32Array(entries.length * KEY_WORDS);
  const days = new Int32Array(entries.length);
  entries.forEach(({ key, at }, index) => {
    const bytes = ENCODER.encode(key);
    putKey(words, index, bytes, bytes.length, at);
    days[index] = dayOf(at);
  });
  return { words, days };
}

/** Puts the key that `length` bytes spell from `from` on, of an entry of a moment in milliseconds since 1970, in its place among others. */
export function putKey(
  words: Uint32Array,
  index: number,
  bytes: Uint8Array,
  length: number,
  at: number,
  from = 0,
): void {
  words[index * KEY_WORDS] = Math.floor(((at % DAY) + DAY) % DAY);
  hashBytes(bytes, length, words, index * KEY_WORDS + 1, from);
}

/** The keys at some places of a batch, in their order. */
export function keysAt({ words, days }: EntryKeys, places: readonly number[]): EntryKeys {
  const some = new Uint32Array(places.length * KEY_WORDS);
  places.forEach((index, place) => {
    some.set(words.subarray(index * KEY_WORDS, (index + 1) * KEY_WORDS), place * KEY_WORDS);
  });
  return { words: some, days: Int32Array.from(places, (index) => days[index] ?? 0) };
}

/** A key as 32 hex digits. */
export function hexOf(words: Uint32Array, index: number): string {
  let hex = "";
  for (let word = 0; word < KEY_WORDS; word++) {
    hex += words[index * KEY_WORDS + word]!.toString(16).padStart(HEX_DIGITS, "0");
  }
  return hex;
}

/** The place of each key in a batch, to find copies by. */
export class KeyTable {
  private readonly words: Uint32Array;
  private readonly slots: Int32Array;
  private readonly mask: number;
  /** How many different keys there are. */
  distinct = 0;

  /** A table of all keys, or with `isEmpty` of none yet. */
  constructor(words: Uint32Array, isEmpty = false) {
    const count = words.length / KEY_WORDS;
    this.words = words;
    this.slots = new Int32Array(2 ** Math.ceil(Math.log2(count * 2 + 2))).fill(-1);
    this.mask = this.slots.length - 1;
    if (!isEmpty) for (let index = 0; index < count; index++) this.add(index);
  }

  /** Notes the key at a place; false where a copy of it was noted before. */
  add(index: number): boolean {
    const slot = this.slotOf(this.words, index);
    if (this.slots[slot]! >= 0) return false;
    this.slots[slot] = index;
    this.distinct += 1;
    return true;
  }

  /** The place of the first copy of a key of another batch; -1 where there is none. */
  placeOf(others: Uint32Array, index: number): number {
    return this.slots[this.slotOf(others, index)]!;
  }

  /** The slot that holds a copy of a key, or the one where it belongs. */
  private slotOf(others: Uint32Array, index: number): number {
    const { words, slots, mask } = this;
    const at = index * KEY_WORDS;
    const [w0, w1, w2, w3] = [others[at], others[at + 1], others[at + 2], others[at + 3]];
    let slot = (w3! ^ (w0! * 31)) & mask;
    for (;;) {
      const known = slots[slot]! * KEY_WORDS;
      if (known < 0) return slot;
      const isSame =
        words[known + 3] === w3 && words[known + 2] === w2 && words[known + 1] === w1 && words[known] === w0;
      if (isSame) return slot;
      slot = (slot + 1) & mask;
    }
  }
}
