import { isSameBytes } from "../../../shared/same-bytes.ts";

const MAX_SAME_HASH = 8;
const LOOKED_AT = 16;

type Row<T> = { bytes: Uint8Array; value: T };

/** Values by the bytes that they were read from, so that what repeats is read once. At most `size` are kept; then it starts anew. */
export class ByteCache<T> {
  private readonly size: number;
  private readonly rows = new Map<number, Row<T>[]>();
  private count = 0;

  constructor(size: number) {
    this.size = size;
  }

  /** The value of the bytes from `from` to `to`; undefined where they are new. */
  find(bytes: Uint8Array, from: number, to: number): T | undefined {
    const rows = this.rows.get(hashOf(bytes, from, to));
    if (rows === undefined) return undefined;
    for (const row of rows) if (isSameBytes(row.bytes, bytes, from, to)) return row.value;
    return undefined;
  }

  /** Forgets all. */
  clear(): void {
    this.rows.clear();
    this.count = 0;
  }

  /** Keeps what `find` did not know, and gives it back. */
  add(bytes: Uint8Array, from: number, to: number, value: T): T {
    if (this.count >= this.size) this.clear();
    const hash = hashOf(bytes, from, to);
    const rows = this.rows.get(hash) ?? [];
    if (rows.length >= MAX_SAME_HASH) return value;
    rows.push({ bytes: bytes.slice(from, to), value });
    this.rows.set(hash, rows);
    this.count += 1;
    return value;
  }
}

/** Of the length and some of the bytes: all of them are compared anyhow. */
function hashOf(bytes: Uint8Array, from: number, to: number): number {
  const length = to - from;
  const step = length < LOOKED_AT ? 1 : (length / LOOKED_AT) | 0;
  let hash = length;
  for (let at = from; at < to; at += step) hash = (Math.imul(hash, 31) + bytes[at]!) | 0;
  return hash;
}
