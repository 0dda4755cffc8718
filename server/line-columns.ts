import type { Origin } from "./normalize/lines/origins.ts";
import type { QuickKind, QuickWords } from "./normalize/lines/quick-lines.ts";

const FIRST_LINES = 1024;

/** Where a line stands in bytes, for reading it again; it may be another line's place later. */
export type LinePlace = { data: Buffer; from: number; to: number; line: number };

/** How a line was read: as a quick one of a kind, or as an entry. */
export type LineKind = QuickKind | "entry";

const KINDS = ["entry", "request", "text", "words", "call"] as const satisfies readonly LineKind[];

/** What is kept of many lines, a column for each thing: a line takes about forty bytes and no object of its own. */
export class LineColumns {
  /** How many lines there are. */
  length = 0;
  /** Milliseconds since 1970, by line. */
  ats = new Float64Array(FIRST_LINES);
  /** Where the keys of lines end in the bytes of all keys; each begins where the one before ends. */
  keyEnds = new Uint32Array(FIRST_LINES);
  /** Where lines come from that were read as far as that. */
  readonly origins: (Origin | undefined)[] = [];
  /** What quick lines say, where that matters. */
  readonly words: (QuickWords | undefined)[] = [];
  private kinds = new Uint8Array(FIRST_LINES);
  private froms = new Uint32Array(FIRST_LINES);
  private tos = new Uint32Array(FIRST_LINES);
  private parts = new Uint32Array(FIRST_LINES);
  private lines = new Float64Array(FIRST_LINES);
  private readonly datas: Buffer[] = [];
  /** Values that were read from no line of their own, by the index of their line. */
  private readonly values = new Map<number, unknown>();
  private readonly keepsBytes: boolean;

  /** Without the bytes of lines, which are most of what they take, no line can be read again. */
  constructor(keepsBytes = true) {
    this.keepsBytes = keepsBytes;
  }

  /** Adds a line; its key ends at `keyEnd`. */
  add(kind: LineKind, at: number, origin: Origin | undefined, words: QuickWords | undefined, keyEnd: number): void {
    const index = this.length;
    if (index === this.ats.length) this.grow();
    this.kinds[index] = KINDS.indexOf(kind);
    this.ats[index] = at;
    this.keyEnds[index] = keyEnd;
    this.origins.push(origin);
    this.words.push(words);
    this.length += 1;
  }

  /** Notes where the line added last stands. */
  placeLast({ data, from, to, line }: LinePlace): void {
    const index = this.length - 1;
    this.lines[index] = line;
    if (!this.keepsBytes) return;
    if (this.datas.at(-1) !== data) this.datas.push(data);
    this.parts[index] = this.datas.length - 1;
    this.froms[index] = from;
    this.tos[index] = to;
  }

  /** Notes what the line added last was read from, where that is no stretch of bytes. */
  valueLast(line: number, value: unknown): void {
    this.lines[this.length - 1] = line;
    if (this.keepsBytes) this.values.set(this.length - 1, value);
  }

  kindAt(index: number): LineKind {
    return KINDS[this.kinds[index] ?? 0] ?? "entry";
  }

  /** The number of the line in its file, from 1. */
  lineAt(index: number): number {
    return this.lines[index] ?? 0;
  }

  /** Where the key of the line added last ends. */
  get keysEnd(): number {
    return this.length === 0 ? 0 : (this.keyEnds[this.length - 1] ?? 0);
  }

  /** What the line holds, parsed; undefined where it is no JSON. */
  valueAt(index: number): unknown {
    if (this.values.has(index)) return this.values.get(index);
    return parseAt(this.datas[this.parts[index] ?? 0], this.froms[index] ?? 0, this.tos[index] ?? 0);
  }

  private grow(): void {
    const length = this.ats.length * 2;
    this.ats = grown(this.ats, new Float64Array(length));
    this.lines = grown(this.lines, new Float64Array(length));
    this.kinds = grown(this.kinds, new Uint8Array(length));
    this.keyEnds = grown(this.keyEnds, new Uint32Array(length));
    this.froms = grown(this.froms, new Uint32Array(length));
    this.tos = grown(this.tos, new Uint32Array(length));
    this.parts = grown(this.parts, new Uint32Array(length));
  }
}

/** The JSON that stands in bytes; undefined where it is none. */
export function parseAt(data: Buffer | undefined, from: number, to: number): unknown {
  try {
    return JSON.parse(data?.toString("utf8", from, to) ?? "");
  } catch {
    return undefined;
  }
}

/** A larger array that begins with what a smaller one holds. */
export function grown<T extends Float64Array | Uint8Array | Uint32Array>(small: T, large: T): T {
  large.set(small);
  return large;
}
