import { readSync } from "node:fs";
import type { Readable, Writable } from "node:stream";
import { isJsonObject, type JsonObject } from "../../shared/json.ts";
import { EntryFields } from "../group/entry-fields.ts";
import { type EntryText, entryTextOf } from "../group/entry-text.ts";
import { Grouper, type Placed, type Recognise } from "../group/grouper.ts";
import { messageOf } from "../lib/errors.ts";
import { KnownBytes } from "./group-known.ts";
import { GroupOutput } from "./group-output.ts";

const READ_BYTES = 1 << 19;
const MAX_REQUEST_BYTES = 4096;
const MAX_NAMED_LINES = 1000;
const ENCODER = new TextEncoder();

/** The group that a user's rule puts a parsed entry into, with its masked text; undefined where none does. */
export type ByRule = (entry: JsonObject) => { group: string; template: string } | undefined;

/** Who hears of lines that are no entries. */
export type Hearer = { write: (line: string) => unknown };

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
    if (run.output.isFull) await run.output.flush();
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
  readonly output: GroupOutput;
  private readonly errors: Hearer;
  private readonly byRule: ByRule | undefined;
  private readonly grouper: Grouper;
  private readonly fields = new EntryFields();
  private readonly request = new Uint8Array(8192);
  /** What was said before, byte for byte, has its group already. */
  private readonly knownTexts = new KnownBytes<Placed>();
  private readonly knownRequests = new KnownBytes<Placed>();
  private line = 0;
  private failed = 0;

  constructor(output: Writable, errors: Hearer, recognise: Recognise | undefined, byRule: ByRule | undefined) {
    this.output = new GroupOutput(output);
    this.byRule = byRule;
    this.errors = errors;
    this.grouper = new Grouper(recognise);
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
      if (this.output.isKeptFull) this.settle();
      from = to + 1;
    }
  }

  /** Says what changed, and writes all that is left. */
  async end(): Promise<void> {
    this.settle();
    await this.output.end();
    if (this.failed > MAX_NAMED_LINES) this.errors.write(`${this.failed} lines in all were left out\n`);
  }

  private settle(): void {
    const changed = new Set(this.grouper.settle().map(({ into }) => into.number));
    this.output.sayChanged(changed, this.grouper.all);
  }

  private entry(bytes: Uint8Array, from: number, to: number): void {
    const { fields } = this;
    if (this.byRule !== undefined || !fields.read(from, to)) {
      this.parsed(bytes, from, to);
      return;
    }
    const placed =
      fields.noteTo > 0
        ? this.placeCall(bytes)
        : fields.textTo > 0
          ? this.placeText(bytes, fields.textFrom, fields.textTo)
          : this.placeRequest(bytes);
    this.output.write(placed, bytes, fields.idFrom, fields.idTo);
  }

  private placeText(bytes: Uint8Array, from: number, to: number): Placed {
    const known = this.knownTexts.find(bytes, from, to);
    return known ?? this.knownTexts.keep(bytes, from, to, this.placeNewText(bytes, from, to));
  }

  /** An audited call and what its status says: `storage.objects.get: PERMISSION_DENIED`. */
  private placeCall(bytes: Uint8Array): Placed {
    const { textFrom, textTo, noteFrom, noteTo } = this.fields;
    const { request } = this;
    let length = 0;
    for (let i = textFrom; i < textTo; i++) request[length++] = bytes[i]!;
    request[length++] = 58;
    request[length++] = 32;
    for (let i = noteFrom; i < noteTo; i++) request[length++] = bytes[i]!;
    return this.placeText(request, 0, length);
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
    this.output.write(placed, id, 1, id.length - 1, insertId === null);
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
}

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
