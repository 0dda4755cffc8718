const [C1, C2, C3, C4] = [0x239b961b, 0xab0e9789, 0x38b34ae5, 0xa1e38b93] as const;

/**
 * Writes the first 96 bits of MurmurHash3's 128 (x86, seed 0) of the `length` bytes from `from` on into three places of `out`, from `at` on. Spreads
 * well, and anybody can compute it: it tells things apart and keeps no secret. https://github.com/aappleby/smhasher
 */
export function hashBytes(bytes: Uint8Array, length: number, out: Uint32Array, at: number, from = 0): void {
  let [h1, h2, h3, h4] = [0, 0, 0, 0];
  const end = from + length;
  const whole = from + (length & ~15);
  for (let i = from; i < whole; i += 16) {
    h1 ^= mixed(wordAt(bytes, i), C1, 15, C2);
    h1 = (Math.imul((((h1 << 19) | (h1 >>> 13)) + h2) | 0, 5) + 0x561ccd1b) | 0;
    h2 ^= mixed(wordAt(bytes, i + 4), C2, 16, C3);
    h2 = (Math.imul((((h2 << 17) | (h2 >>> 15)) + h3) | 0, 5) + 0x0bcaa747) | 0;
    h3 ^= mixed(wordAt(bytes, i + 8), C3, 17, C4);
    h3 = (Math.imul((((h3 << 15) | (h3 >>> 17)) + h4) | 0, 5) + 0x96cd1c35) | 0;
    h4 ^= mixed(wordAt(bytes, i + 12), C4, 18, C1);
    h4 = (Math.imul((((h4 << 13) | (h4 >>> 19)) + h1) | 0, 5) + 0x32ac3b17) | 0;
  }
  h1 ^= mixed(tailAt(bytes, whole, end), C1, 15, C2) ^ length;
  h2 ^= mixed(tailAt(bytes, whole + 4, end), C2, 16, C3) ^ length;
  h3 ^= mixed(tailAt(bytes, whole + 8, end), C3, 17, C4) ^ length;
  h4 ^= mixed(tailAt(bytes, whole + 12, end), C4, 18, C1) ^ length;
  h1 = (h1 + h2 + h3 + h4) | 0;
  h2 = finished((h2 + h1) | 0);
  h3 = finished((h3 + h1) | 0);
  h4 = finished((h4 + h1) | 0);
  h1 = (finished(h1) + h2 + h3 + h4) | 0;
  out[at] = h1;
  out[at + 1] = h2 + h1;
  out[at + 2] = h3 + h1;
}

function mixed(word: number, first: number, turn: number, second: number): number {
  const product = Math.imul(word, first);
  return Math.imul((product << turn) | (product >>> (32 - turn)), second);
}

function wordAt(bytes: Uint8Array, at: number): number {
  return bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
}

/** Up to four bytes before the end, as one word. */
function tailAt(bytes: Uint8Array, from: number, end: number): number {
  let word = 0;
  for (let i = Math.min(from + 4, end) - 1; i >= from; i--) word = (word << 8) | bytes[i]!;
  return word;
}

function finished(hash: number): number {
  let mixedHash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  mixedHash = Math.imul(mixedHash ^ (mixedHash >>> 13), 0xc2b2ae35);
  return mixedHash ^ (mixedHash >>> 16);
}
