import { CLASSES, UPPER } from "./characters.ts";
import { WORD_LISTS } from "./words.ts";

const SIZE = 4096;
const HASH_START = 0x811c9dc5;
const HASH_PRIME = 0x01000193;

/** The hash of no letters, to be continued with `hashStep`. FNV-1a, http://www.isthe.com/chongo/tech/comp/fnv/. */
export const EMPTY_HASH = HASH_START | 0;

/** The hash with one more byte, upper case taken as lower case. */
export function hashStep(hash: number, code: number, kind: number): number {
  return Math.imul(hash ^ (kind === UPPER ? code | 32 : code), HASH_PRIME);
}

/** The hash of the bytes between two places, as `hashStep` makes it. */
export function hashOf(bytes: Uint8Array, from: number, to: number): number {
  let hash = EMPTY_HASH;
  for (let i = from; i < to; i++) hash = hashStep(hash, bytes[i]!, CLASSES[bytes[i]!]!);
  return hash;
}

/** What the known word between two places means, as bits of `words.ts`; 0 for all others. `hash` is that of the word. */
export function meaningOf(bytes: Uint8Array, from: number, to: number, hash: number): number {
  let slot = hash & (SIZE - 1);
  for (;;) {
    const word = WORDS[slot];
    if (word === undefined) return 0;
    if (HASHES[slot] === hash && isSame(word, bytes, from, to)) return MEANINGS[slot]!;
    slot = (slot + 1) & (SIZE - 1);
  }
}

function isSame(word: Uint8Array, bytes: Uint8Array, from: number, to: number): boolean {
  if (word.length !== to - from) return false;
  for (let i = 0; i < word.length; i++) {
    const code = bytes[from + i]!;
    if (word[i] !== (CLASSES[code] === UPPER ? code | 32 : code)) return false;
  }
  return true;
}

const WORDS: (Uint8Array | undefined)[] = new Array(SIZE).fill(undefined);
const HASHES = new Int32Array(SIZE);
const MEANINGS = new Int32Array(SIZE);

for (const { meaning, words } of WORD_LISTS) for (const word of words.split(" ")) learn(word, meaning);

function learn(word: string, meaning: number): void {
  const bytes = new TextEncoder().encode(word);
  const hash = hashOf(bytes, 0, bytes.length);
  let slot = hash & (SIZE - 1);
  for (;;) {
    const known = WORDS[slot];
    if (known === undefined || (HASHES[slot] === hash && isSame(known, bytes, 0, bytes.length))) break;
    slot = (slot + 1) & (SIZE - 1);
  }
  WORDS[slot] = bytes;
  HASHES[slot] = hash;
  MEANINGS[slot] = (MEANINGS[slot] ?? 0) | meaning;
}
