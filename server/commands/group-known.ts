import { isSameBytes } from "../../shared/same-bytes.ts";

const PLACES = 1 << 13;
/** Longer texts hardly ever come again byte for byte. */
const MAX_BYTES = 4096;
/** The mixing of MurmurHash3. https://github.com/aappleby/smhasher */
const [FIRST, SECOND] = [0xcc9e2d51, 0x85ebca6b] as const;

type Row<T> = { bytes: Uint8Array; value: T };

/**
 * Values by bytes that come again and again, compared byte for byte. Kept is what comes the second time, so that the many texts that
 * come once cost no more than being looked up; memory is bounded, as each place holds one row.
 */
export class KnownBytes<T> {
  private readonly hashes = new Int32Array(PLACES);
  private readonly rows: (Row<T> | undefined)[] = new Array(PLACES).fill(undefined);
  /** Of bytes that came once. */
  private readonly seen = new Int32Array(PLACES);
  /** Of the bytes that `find` was asked for last. */
  private hash = 0;

  /** The value of the bytes from `from` to `to`; undefined where it is not kept. */
  find(bytes: Uint8Array, from: number, to: number): T | undefined {
    if (to - from > MAX_BYTES) return undefined;
    const hash = hashOf(bytes, from, to);
    this.hash = hash;
    const place = hash & (PLACES - 1);
    if (this.hashes[place] !== hash) return undefined;
    const row = this.rows[place];
    return row !== undefined && isSameBytes(row.bytes, bytes, from, to) ? row.value : undefined;
  }

  /** Keeps the value of bytes that `find` was asked for last and did not know, if they come the second time; gives it back. */
  keep(bytes: Uint8Array, from: number, to: number, value: T): T {
    const { hash } = this;
    const place = hash & (PLACES - 1);
    if (to - from > MAX_BYTES) return value;
    if (this.seen[place] !== hash) this.seen[place] = hash;
    else {
      this.hashes[place] = hash;
      this.rows[place] = { bytes: bytes.slice(from, to), value };
    }
    return value;
  }
}

/** Of all bytes, four at a time: texts that come again and those that do not may differ in one of them. */
function hashOf(bytes: Uint8Array, from: number, to: number): number {
  let hash = to - from;
  let at = from;
  for (; at + 3 < to; at += 4) {
    const word = bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
    hash = Math.imul(hash ^ word, FIRST);
    hash ^= hash >>> 15;
  }
  for (; at < to; at++) hash = Math.imul(hash ^ bytes[at]!, FIRST);
  hash = Math.imul(hash ^ (hash >>> 16), SECOND);
  return hash ^ (hash >>> 13);
}
