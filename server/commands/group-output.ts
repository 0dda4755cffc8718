import { once } from "node:events";
import type { Writable } from "node:stream";
import type { Placed } from "../group/grouper.ts";
import { redactFew } from "../redact/redact-few.ts";

const OUT_BYTES = 1 << 19;
/** Bytes of insertIds kept for saying at the end what changed; beyond that, changes are to be said at once. */
const MAX_KEPT_BYTES = 64 << 20;
const FIRST_KEPT_BYTES = 1 << 16;
/** An insertId longer than this is written once, with the group it had then. */
const MAX_ID_BYTES = 4096;
/** Beside insertId and tail. */
const HEAD_BYTES = 32;
const ENCODER = new TextEncoder();
const HEAD = ENCODER.encode('{"insertId":');
const NULL = ENCODER.encode("null");

/** The lines that `plumbline group` writes, and what it has to remember of them to say later that a group is another. */
export class GroupOutput {
  private readonly stream: Writable;
  /** What stands behind the insertId, by the group's number. */
  private tails: (Uint8Array | undefined)[] = [];
  private out = new Uint8Array(OUT_BYTES);
  private length = 0;
  /** Buffers that were written and may be used again. */
  private readonly free: Uint8Array<ArrayBuffer>[] = [];
  private readonly full: Uint8Array<ArrayBuffer>[] = [];
  /** Group numbers and insertIds of what was written. */
  private kept = new Uint8Array(FIRST_KEPT_BYTES);
  private keptLength = 0;

  constructor(stream: Writable) {
    this.stream = stream;
  }

  /** Whether something is to be flushed. */
  get isFull(): boolean {
    return this.full.length > 0;
  }

  /** Whether what changed is to be said before more is written. */
  get isKeptFull(): boolean {
    return this.keptLength > MAX_KEPT_BYTES;
  }

  /** Says where an entry was put; its insertId stands in `bytes`, as JSON spells it, without quotes. */
  write(placed: Placed, bytes: Uint8Array, from: number, to: number, isNull = false): void {
    const tail = this.tails[placed.number] ?? this.newTail(placed);
    const needed = tail.length + (to - from) + HEAD_BYTES;
    if (this.length + needed > this.out.length) this.turn(needed);
    const { out } = this;
    let at = this.length;
    for (let i = 0; i < HEAD.length; i++) out[at++] = HEAD[i]!;
    if (isNull) at = this.putNull(at);
    else {
      out[at++] = 34;
      for (let i = from; i < to; i++) out[at++] = bytes[i]!;
      out[at++] = 34;
      this.keep(placed.number, bytes, from, to);
    }
    out.set(tail, at);
    this.length = at + tail.length;
  }

  /** Writes the buffers that are full. */
  async flush(): Promise<void> {
    for (const bytes of this.full.splice(0)) {
      const isTaken = this.stream.write(bytes, () => {
        if (bytes.buffer.byteLength === OUT_BYTES) this.free.push(new Uint8Array(bytes.buffer));
      });
      if (!isTaken) await once(this.stream, "drain");
    }
  }

  /** Writes all that is left. */
  async end(): Promise<void> {
    if (this.length > 0) this.turn(0);
    await this.flush();
  }

  /** Says again where entries are whose groups changed, and forgets what was written; `all` are the groups by their numbers. */
  sayChanged(changed: ReadonlySet<number>, all: readonly Placed[]): void {
    const { kept, keptLength } = this;
    for (const number of changed) this.tails[number] = undefined;
    this.kept = new Uint8Array(FIRST_KEPT_BYTES);
    this.keptLength = 0;
    for (let at = 0; changed.size > 0 && at < keptLength; ) {
      const number = kept[at]! | (kept[at + 1]! << 8) | (kept[at + 2]! << 16) | (kept[at + 3]! << 24);
      const length = kept[at + 4]! | (kept[at + 5]! << 8);
      const placed = changed.has(number) ? all[number] : undefined;
      if (placed !== undefined) this.write(placed, kept, at + 6, at + 6 + length);
      at += 6 + length;
    }
    this.keptLength = 0;
  }

  private putNull(at: number): number {
    this.out.set(NULL, at);
    return at + NULL.length;
  }

  private turn(needed: number): void {
    this.full.push(this.out.subarray(0, this.length));
    this.out = needed > OUT_BYTES ? new Uint8Array(needed) : (this.free.pop() ?? new Uint8Array(OUT_BYTES));
    this.length = 0;
  }

  private newTail({ group, template, number }: Placed): Uint8Array {
    const tail = ENCODER.encode(`,"group":"${group}","template":${JSON.stringify(redactFew(template).text)}}\n`);
    this.tails[number] = tail;
    return tail;
  }

  /** Remembers what was written where, in six bytes and the id. */
  private keep(number: number, bytes: Uint8Array, from: number, to: number): void {
    const length = to - from;
    if (length > MAX_ID_BYTES) return;
    if (this.keptLength + length + 6 > this.kept.length) this.growKept();
    const { kept } = this;
    let at = this.keptLength;
    kept[at++] = number & 255;
    kept[at++] = (number >> 8) & 255;
    kept[at++] = (number >> 16) & 255;
    kept[at++] = number >>> 24;
    kept[at++] = length & 255;
    kept[at++] = length >> 8;
    for (let i = from; i < to; i++) kept[at++] = bytes[i]!;
    this.keptLength = at;
  }

  private growKept(): void {
    const grown = new Uint8Array(this.kept.length * 2);
    grown.set(this.kept);
    this.kept = grown;
  }
}
