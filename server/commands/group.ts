import { once } from "node:events";
import type { Readable, Writable } from "node:stream";
import { isJsonObject } from "../../shared/json.ts";
import { EntryFields } from "../group/entry-fields.ts";
import { entryTextOf } from "../group/entry-text.ts";
import { Grouper, type Placed, type Recognise } from "../group/grouper.ts";
import { messageOf } from "../lib/errors.ts";

const OUT_BYTES = 1 << 20;
/** Bytes of insertIds kept for saying at the end what changed; beyond that, changes are said at once. */
const MAX_KEPT_BYTES = 64 << 20;
/** An insertId longer than this is written once, with the group it had then. */
const MAX_ID_BYTES = 4096;
const MAX_NAMED_LINES = 1000;
const ENCODER = new TextEncoder();

/**
 * Reads LogEntry objects, one JSON object a line, and writes `{"insertId","group","template"}` for each, whatever its
 * severity; a later line for the same insertId replaces an earlier one. A line that is no entry is named on `errors`
 * and left out. Memory does not grow with the length of the input, but for one template each.
 */
export async function runGroup(
  input: Readable,
  output: Writable,
  recognise?: Recognise,
  errors: Writable = process.stderr,
): Promise<void> {
  const run = new GroupRun(output, errors, recognise);
  let rest: Buffer | undefined;
  for await (const chunk of input) {
    const bytes: Buffer = typeof chunk === "string" ? Buffer.from(chunk) : chunk;
    const joined = rest === undefined ? bytes : Buffer.concat([rest, bytes]);
    const end = joined.lastIndexOf(10) + 1;
    run.lines(joined, end);
    rest = end === joined.length ? undefined : joined.subarray(end);
    if (run.isFull) await run.flush();
  }
  if (rest !== undefined) run.lines(Buffer.concat([rest, Buffer.from("\n")]), rest.length + 1);
  run.settle();
  await run.flush();
  run.sayHowManyFailed();
}

class GroupRun {
  private readonly output: Writable;
  private readonly errors: Writable;
  private readonly grouper: Grouper;
  private readonly fields = new EntryFields();
  private readonly tails: Uint8Array[] = [];
  private readonly request = new Uint8Array(8192);
  private out = Buffer.allocUnsafe(OUT_BYTES);
  private length = 0;
  private readonly full: Buffer[] = [];
  /** Place numbers and insertIds of what was written, for saying later that it changed. */
  private kept = Buffer.allocUnsafe(1 << 16);
  private keptLength = 0;
  private line = 0;
  private failed = 0;

  constructor(output: Writable, errors: Writable, recognise: Recognise | undefined) {
    this.output = output;
    this.errors = errors;
    this.grouper = new Grouper(recognise);
  }

  get isFull(): boolean {
    return this.full.length > 0;
  }

  /** Groups the whole lines before `end`. */
  lines(bytes: Buffer, end: number): void {
    let from = 0;
    while (from < end) {
      const to = bytes.indexOf(10, from);
      this.line++;
      if (to > from) this.entry(bytes, from, bytes[to - 1] === 13 ? to - 1 : to);
      if (this.keptLength > MAX_KEPT_BYTES) this.settle();
      from = to + 1;
    }
  }

  async flush(): Promise<void> {
    const ready = this.full.splice(0);
    if (this.length > 0 && ready.length === 0) {
      ready.push(this.out.subarray(0, this.length));
      this.out = Buffer.allocUnsafe(OUT_BYTES);
      this.length = 0;
    }
    for (const buffer of ready) if (!this.output.write(buffer)) await once(this.output, "drain");
  }

  settle(): void {
    const changed = new Set(this.grouper.settle().map(({ into }) => into.number));
    for (const number of changed) delete this.tails[number];
    const { kept, keptLength } = this;
    this.kept = Buffer.allocUnsafe(1 << 16);
    this.keptLength = 0;
    this.sayChanged(changed, kept, keptLength);
    this.keptLength = 0;
  }

  sayHowManyFailed(): void {
    if (this.failed > MAX_NAMED_LINES) this.errors.write(`${this.failed} lines in all were left out\n`);
  }

  private entry(bytes: Buffer, from: number, to: number): void {
    const { fields } = this;
    if (!fields.read(bytes, from, to)) return this.parsed(bytes, from, to);
    const placed = fields.textTo > 0 ? this.placeText(bytes) : this.placeRequest(bytes);
    this.write(placed, bytes, fields.idFrom, fields.idTo);
  }

  private placeText(bytes: Buffer): Placed {
    const { textFrom, textTo, isEscaped } = this.fields;
    if (!isEscaped) return this.grouper.placeBytes(bytes, textFrom, textTo);
    return this.grouper.placeText(JSON.parse(bytes.toString("utf8", textFrom - 1, textTo + 1)));
  }

  private placeRequest(bytes: Buffer): Placed {
    const { methodFrom, methodTo, urlFrom, urlTo, statusFrom, statusTo } = this.fields;
    const { request } = this;
    let length = 0;
    for (let i = methodFrom; i < methodTo && length < 16; i++) request[length++] = bytes[i]!;
    request[length++] = 32;
    for (let i = pathStart(bytes, urlFrom, urlTo); i < urlTo && length < 4000; i++) {
      if (bytes[i] === 63) break;
      request[length++] = bytes[i]!;
    }
    request[length++] = 32;
    for (let i = statusFrom; i < statusTo && length < 4096; i++) request[length++] = bytes[i]!;
    return this.grouper.placeRequest(request, 0, length);
  }

  /** The careful way, for lines that the quick one does not understand. */
  private parsed(bytes: Buffer, from: number, to: number): void {
    const text = bytes.toString("utf8", from, to);
    if (text.trim() === "") return;
    try {
      const entry: unknown = JSON.parse(text);
      if (!isJsonObject(entry)) throw new Error("expected a JSON object");
      this.parsedEntry(entryTextOf(entry));
    } catch (error) {
      this.fail(messageOf(error));
    }
  }

  private parsedEntry({ insertId, text, request }: ReturnType<typeof entryTextOf>): void {
    const id = ENCODER.encode(JSON.stringify(insertId));
    if (request === undefined) return this.write(this.grouper.placeText(text), id, 1, id.length - 1, insertId === null);
    const line = ENCODER.encode(`${request.method} ${pathOf(request.url)} ${request.status}`.slice(0, 4096));
    this.write(this.grouper.placeRequest(line, 0, line.length), id, 1, id.length - 1, insertId === null);
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
    return at + this.out.write("null", at);
  }

  private turn(): void {
    this.full.push(this.out.subarray(0, this.length));
    this.out = Buffer.allocUnsafe(OUT_BYTES);
    this.length = 0;
  }

  private newTail({ group, template, number }: Placed): Uint8Array {
    const tail = ENCODER.encode(`,"group":"${group}","template":${JSON.stringify(template)}}\n`);
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
    const grown = Buffer.allocUnsafe(this.kept.length * 2);
    this.kept.copy(grown, 0, 0, this.keptLength);
    this.kept = grown;
  }

  private sayChanged(changed: Set<number>, kept: Buffer, keptLength: number): void {
    if (changed.size === 0) return;
    for (let at = 0; at < keptLength; ) {
      const number = kept.readUInt32LE(at);
      const length = kept.readUInt16LE(at + 4);
      const placed = changed.has(number) ? this.grouper.all[number] : undefined;
      if (placed !== undefined) this.write(placed, kept, at + 6, at + 6 + length);
      at += 6 + length;
    }
  }
}

const HEAD = ENCODER.encode('{"insertId":');

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
