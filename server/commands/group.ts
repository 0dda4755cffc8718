import { once } from "node:events";
import { readSync } from "node:fs";
import type { Readable, Writable } from "node:stream";
import { isJsonObject, type JsonObject } from "../../shared/json.ts";
import { EntryFields } from "../group/entry-fields.ts";
import { type EntryText, entryTextOf } from "../group/entry-text.ts";
import { Grouper, type Placed, type Recognise } from "../group/grouper.ts";
import { messageOf } from "../lib/errors.ts";
import { redactFew } from "../redact/redact-few.ts";
import { KnownBytes } from "./group-known.ts";

const READ_BYTES = 1 << 19;
const OUT_BYTES = 1 << 19;
/** Bytes of insertIds kept for saying at the end what changed; beyond that, changes are said at once. */
const MAX_KEPT_BYTES = 64 << 20;
/** An insertId longer than this is written once, with the group it had then. */
const MAX_ID_BYTES = 4096;
const MAX_REQUEST_BYTES = 4096;
const MAX_NAMED_LINES = 1000;
const ENCODER = new TextEncoder();

/** The group that a user's rule puts a parsed entry into, with its masked text; undefined where none does. */
export type ByRule = (entry: JsonObject) => { group: string; template: string } | undefined;

/** Who hears of lines that are no entries. */
type Hearer = { write: (line: string) => unknown };

/**
 * Reads LogEntry objects, one JSON object a line, and writes `{"insertId","group","template"}` for each, whatever its
 * severity; a later line for the same insertId replaces an earlier one. The input is a stream, or the descriptor of a regular
 * file. A line that is no entry is named on `errors` and left out. Memory does not grow with the length of the input, but for
 * one template each. With a user's rules every entry is parsed whole.
 */
export async function runGroup(
  input: Readable | number,
  output: Writable,
  recognise: Recognise | undefined,
  errors: Hearer,
  byRule?: ByRule,
): Promise<void> {
  const run = new GroupRun(output, errors, recognise, byRule);
  let rest: Buffer | undefined;
  for await (const bytes of chunksOf(input)) {
    const first = bytes.indexOf(10) + 1;
    const last = bytes.lastIndexOf(10) + 1;
    if (rest !== undefined) {
      rest = Buffer.concat([rest, bytes.subarray(0, first === 0 ? bytes.length : first)]);
      if (first === 0) continue;
      run.lines(rest);
    }
    run.lines(bytes.subarray(rest === undefined ? 0 : first, last));
    rest = last === bytes.length ? undefined : Buffer.from(bytes.subarray(last));
    if (run.isFull) await run.flush();
  }
  if (rest !== undefined) run.lines(Buffer.concat([rest, Buffer.from("\n")]));
  await run.end();
}

/** The bytes of a stream, or of a file, which are read into one buffer over and over: that is twice as fast. */
async function* chunksOf(input: Readable | number): AsyncGenerator<Buffer> {
  if (typeof input !== "number") {
    for await (const chunk of input) yield typeof chunk === "string" ? Buffer.from(chunk) : chunk;
    return;
  }
  const buffer = Buffer.allocUnsafe(READ_BYTES);
  for (;;) {
    const length = readSync(input, buffer, 0, READ_BYTES, null);
    if (length === 0) return;
    yield buffer.subarray(0, length);
  }
}

class GroupRun {
  private readonly output: Writable;
  private readonly errors: Hearer;
  private readonly byRule: ByRule | undefined;
  private readonly grouper: Grouper;
  private readonly fields = new EntryFields();
  private readonly tails: Uint8Array[] = [];
  private readonly request = new Uint8Array(8192);
  /** What was said before, byte for byte, has its group already. */
  private readonly knownTexts = new KnownBytes<Placed>();
  private readonly knownRequests = new KnownBytes<Placed>();
  private out = new Uint8Array(OUT_BYTES);
  private length = 0;
  /** Buffers that were written and may be used again. */
  private readonly free: Uint8Array<ArrayBuffer>[] = [];
  private readonly full: Uint8Array<ArrayBuffer>[] = [];
  /** Place numbers and insertIds of what was written, for saying later that it changed. */
  private kept = new Uint8Array(1 << 16);
  private keptLength = 0;
  private line = 0;
  private failed = 0;

  constructor(output: Writable, errors: Hearer, recognise: Recognise | undefined, byRule: ByRule | undefined) {
    this.output = output;
    this.byRule = byRule;
    this.errors = errors;
    this.grouper = new Grouper(recognise);
  }

  get isFull(): boolean {
    return this.full.length > 0;
  }

  /** Groups lines, of which the last is whole too. */
  lines(buffer: Buffer): void {
    // A plain view: the scanners run faster when they see one kind of array only.
    const bytes = new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.length);
    this.fields.start(bytes);
    let from = 0;
    while (from < bytes.length) {
      const to = buffer.indexOf(10, from);
      this.line++;
      if (to > from) this.entry(bytes, from, bytes[to - 1] === 13 ? to - 1 : to);
      if (this.keptLength > MAX_KEPT_BYTES) this.settle();
      from = to + 1;
    }
  }

  /** Writes the buffers that are full. */
  async flush(): Promise<void> {
    for (const bytes of this.full.splice(0)) {
      const isTaken = this.output.write(bytes, () => this.free.push(new Uint8Array(bytes.buffer)));
      if (!isTaken) await once(this.output, "drain");
    }
  }

  /** Says what changed, and writes all that is left. */
  async end(): Promise<void> {
    this.settle();
    if (this.length > 0) this.turn();
    await this.flush();
    if (this.failed > MAX_NAMED_LINES) this.errors.write(`${this.failed} lines in all were left out\n`);
  }

  private settle(): void {
    const changed = new Set(this.grouper.settle().map(({ into }) => into.number));
    for (const number of changed) delete this.tails[number];
    const { kept, keptLength } = this;
    this.kept = new Uint8Array(1 << 16);
    this.keptLength = 0;
    this.sayChanged(changed, kept, keptLength);
    this.keptLength = 0;
  }

  private entry(bytes: Uint8Array, from: number, to: number): void {
    const { fields } = this;
    if (this.byRule !== undefined || !fields.read(from, to)) {
      this.parsed(bytes, from, to);
      return;
    }
    const placed = fields.textTo > 0 ? this.placeText(bytes) : this.placeRequest(bytes);
    this.write(placed, bytes, fields.idFrom, fields.idTo);
  }

  private placeText(bytes: Uint8Array): Placed {
    const { textFrom, textTo } = this.fields;
    const known = this.knownTexts.find(bytes, textFrom, textTo);
    return known ?? this.knownTexts.keep(bytes, textFrom, textTo, this.placeNewText(bytes, textFrom, textTo));
  }

  private placeNewText(bytes: Uint8Array, from: number, to: number): Placed {
    if (!this.fields.isEscaped) return this.grouper.placeBytes(bytes, from, to);
    const placed = this.grouper.placeEscaped(bytes, from, to);
    return placed ?? this.grouper.placeText(JSON.parse(textOf(bytes, from - 1, to + 1)));
  }

  private placeRequest(bytes: Uint8Array): Placed {
    const { methodFrom, methodTo, urlFrom, urlTo, statusFrom, statusTo } = this.fields;
    const { request } = this;
    let length = 0;
    for (let i = methodFrom; i < methodTo && length < 16; i++) request[length++] = bytes[i]!;
    request[length++] = 32;
    for (let i = pathStart(bytes, urlFrom, urlTo); i < urlTo && length < MAX_REQUEST_BYTES - 8; i++) {
      if (bytes[i] === 63) break;
      request[length++] = bytes[i]!;
    }
    request[length++] = 32;
    for (let i = statusFrom; i < statusTo && length < MAX_REQUEST_BYTES; i++) request[length++] = bytes[i]!;
    const known = this.knownRequests.find(request, 0, length);
    return known ?? this.knownRequests.keep(request, 0, length, this.grouper.placeRequest(request, 0, length));
  }

  /** The careful way, for lines that the quick one does not understand. */
  private parsed(bytes: Uint8Array, from: number, to: number): void {
    const text = textOf(bytes, from, to);
    if (text.trim() === "") return;
    try {
      const entry: unknown = JSON.parse(text);
      if (!isJsonObject(entry)) throw new Error("expected a JSON object");
      this.parsedEntry(entryTextOf(entry), this.byRule?.(entry));
    } catch (error) {
      this.fail(messageOf(error));
    }
  }

  private parsedEntry({ insertId, text, request }: EntryText, ruled: ReturnType<ByRule>): void {
    const id = ENCODER.encode(JSON.stringify(insertId));
    const placed =
      ruled !== undefined
        ? this.grouper.placeByRule(ruled.group, ruled.template)
        : request === undefined
          ? this.grouper.placeText(text)
          : this.placeParsedRequest(request);
    this.write(placed, id, 1, id.length - 1, insertId === null);
  }

  private placeParsedRequest({ method, url, status }: { method: string; url: string; status: string }): Placed {
    const line = ENCODER.encode(`${method} ${pathOf(url)} ${status}`.slice(0, MAX_REQUEST_BYTES));
    return this.grouper.placeRequest(line, 0, line.length);
  }

  private fail(reason: string): void {
    this.failed++;
    if (this.failed > MAX_NAMED_LINES) return;
    this.errors.write(`line ${this.line} is not a LogEntry and was left out: ${reason.slice(0, 200)}\n`);
  }

  private write(placed: Placed, bytes: Uint8Array, from: number, to: number, isNull = false): void {
    const tail = this.tails[placed.number] ?? this.newTail(placed);
    if (this.length + tail.length + (to - from) + 32 > OUT_BYTES) this.turn();
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

  private putNull(at: number): number {
    this.out.set(NULL, at);
    return at + NULL.length;
  }

  private turn(): void {
    this.full.push(this.out.subarray(0, this.length));
    this.out = this.free.pop() ?? new Uint8Array(OUT_BYTES);
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

  private sayChanged(changed: Set<number>, kept: Uint8Array, keptLength: number): void {
    if (changed.size === 0) return;
    for (let at = 0; at < keptLength; ) {
      const number = kept[at]! | (kept[at + 1]! << 8) | (kept[at + 2]! << 16) | (kept[at + 3]! << 24);
      const length = kept[at + 4]! | (kept[at + 5]! << 8);
      const placed = changed.has(number) ? this.grouper.all[number] : undefined;
      if (placed !== undefined) this.write(placed, kept, at + 6, at + 6 + length);
      at += 6 + length;
    }
  }
}

const NULL = ENCODER.encode("null");
const HEAD = ENCODER.encode('{"insertId":');

function textOf(bytes: Uint8Array, from: number, to: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from).toString("utf8");
}

/** The place of a URL's path: after scheme and host. */
function pathStart(bytes: Uint8Array, from: number, to: number): number {
  let slashes = 0;
  if (bytes[from] === 47) return from;
  for (let i = from; i < to; i++) if (bytes[i] === 47 && ++slashes === 3) return i;
  return to;
}

function pathOf(url: string): string {
  const bytes = ENCODER.encode(url);
  const path = new TextDecoder().decode(bytes.subarray(pathStart(bytes, 0, bytes.length)));
  const query = path.indexOf("?");
  return query < 0 ? path : path.slice(0, query);
}
