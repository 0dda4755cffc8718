import type { CountingConfig } from "../shared/config.ts";
import { isJsonObject } from "../shared/json.ts";
import type { LogEntry, Rejection } from "../shared/log-entry.ts";
import { createRevisions, type Revisions } from "./batch-revisions.ts";
import { factsOfCounter } from "./facts-of-counter.ts";
import type { Prepared } from "./ingest.ts";
import type { Origin } from "./normalize/lines/origins.ts";
import type { QuickKind, QuickLines } from "./normalize/lines/quick-lines.ts";
import { readEntry } from "./normalize/read-entry.ts";
import { fractionOf } from "./normalize/sort-entries.ts";
import { type Counter, createCounter, environmentNamer } from "./pipeline.ts";
import { type EntryKeys, hexOf, KEY_WORDS, KeyTable, putKey } from "./store/entry-keys.ts";
import type { BatchFacts } from "./store/ingest.ts";
import { dayOf } from "./store/partitions.ts";

const FIRST_LINES = 4096;
const FIRST_KEY_BYTES = 512 * 1024;
/** What a value takes that was not read from one line. */
const USUAL_BYTES = 1000;

/** Where a line stands, for reading it again. */
export type LinePlace = { data: Buffer; from: number; to: number; line: number };

/** What is kept of a line beside its time and key; `method`, `route` and `text` of those that were read the quick way. */
type Line = {
  kind: QuickKind | "entry";
  origin: Origin | undefined;
  method: string;
  route: string;
  text: string;
  place: LinePlace | { line: number; value: unknown };
};

/**
 * Lines of a file that are stored together: those that were read the quick way, and entries that were parsed. What they say is what
 * `prepare` makes of the same lines.
 */
export class LineBatch {
  /** What could not even be parsed. */
  readonly unread: Rejection[] = [];
  readonly #rejected: { line: number; value: unknown; reason: string }[] = [];
  readonly #config: CountingConfig;
  readonly #lines: Line[] = [];
  readonly #ats: number[] = [];
  /** Entries of lines that were parsed, as long as they are not forgotten. */
  #entries: (LogEntry | undefined)[] = [];
  readonly #keyEnds: number[] = [];
  #keyBytes = new Uint8Array(FIRST_KEY_BYTES);
  #words = new Uint32Array(FIRST_LINES * KEY_WORDS);
  #newestAt: number | undefined;
  #bytes = 0;

  constructor(config: CountingConfig) {
    this.#config = config;
  }

  /** How many lines it has. */
  get length(): number {
    return this.#ats.length + this.#rejected.length + this.unread.length;
  }

  /** How long its lines are together. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Adds the line that `lines` read last; false where that can't tell its key. */
  addQuick(lines: QuickLines, place: LinePlace): boolean {
    const { origin, kind, method, route, text } = lines;
    this.#makeRoom(lines.longestKey);
    const start = this.#keyEnds.at(-1) ?? 0;
    const end = lines.writeKey(this.#keyBytes, start);
    if (end < 0) return false;
    this.#add({ kind, origin, method, route, text, place }, lines.at, start, end);
    this.#bytes += place.to - place.from;
    return true;
  }

  /** Parses and adds a line; false where it does not hold one entry. */
  addParsed(place: LinePlace): boolean {
    const value = parse(place);
    if (!isJsonObject(value) || Array.isArray(value.entries)) return false;
    this.#bytes += place.to - place.from;
    this.#addValue(value, place);
    return true;
  }

  /** Adds the entry that a line holds. */
  addEntry(entry: LogEntry, place: LinePlace): void {
    this.#bytes += place.to - place.from;
    this.#addEntry(entry, place);
  }

  /** Adds what was parsed. */
  addValue(line: number, value: unknown): void {
    this.#bytes += USUAL_BYTES;
    this.#addValue(value, { line, value });
  }

  #addValue(value: unknown, place: Line["place"]): void {
    const result = readEntry(value);
    if ("rejected" in result) {
      this.#rejected.push({ line: place.line, value, reason: result.rejected });
      return;
    }
    this.#addEntry(result.entry, place);
  }

  #addEntry(entry: LogEntry, place: Line["place"]): void {
    const { key, at } = entry;
    this.#makeRoom(key.length * 3);
    const start = this.#keyEnds.at(-1) ?? 0;
    const { written } = ENCODER.encodeInto(key, this.#keyBytes.subarray(start));
    this.#entries[this.#ats.length] = entry;
    this.#add({ ...NOTHING_QUICK, place }, at, start, start + written);
  }

  /** The batch made ready to be stored. */
  prepared(): Prepared {
    const { keys } = this;
    const unusable = this.#rejected.map(({ line, reason }) => ({ line, reason }));
    const rejections = [...this.unread, ...unusable].sort((a, b) => a.line - b.line);
    const order = this.#order();
    const facts = (known: ReadonlySet<string>) => this.#facts(order, keys, known);
    return { keys, newestAt: this.#newestAt, rejections, facts };
  }

  get keys(): EntryKeys {
    const words = this.#words.slice(0, this.#ats.length * KEY_WORDS);
    return { words, days: Int32Array.from(this.#ats, dayOf) };
  }

  /** Forgets what can be read again from the bytes of the lines. */
  forgetEntries(): void {
    this.#entries = [];
  }

  /** The insertId of the entry at a place among those that are usable. */
  insertIdAt(index: number): string {
    return this.#idOf(index).insertId;
  }

  /** The values as they came, for storing them another way. */
  values(): { line: number; value: unknown }[] {
    const usable = this.#lines.map(({ place }) => ({ line: place.line, value: valueAt(place) }));
    return [...usable, ...this.#rejected.map(({ line, value }) => ({ line, value }))];
  }

  #add(line: Line, at: number, keyFrom: number, keyTo: number): void {
    const index = this.#ats.length;
    putKey(this.#words, index, this.#keyBytes.subarray(keyFrom, keyTo), keyTo - keyFrom, at);
    this.#lines.push(line);
    this.#ats.push(at);
    this.#keyEnds.push(keyTo);
    if (this.#newestAt === undefined || at > this.#newestAt) this.#newestAt = at;
  }

  #makeRoom(keyLength: number): void {
    const end = (this.#keyEnds.at(-1) ?? 0) + keyLength;
    if (end > this.#keyBytes.length) {
      const grown = new Uint8Array(Math.max(end, this.#keyBytes.length * 2));
      grown.set(this.#keyBytes);
      this.#keyBytes = grown;
    }
    if ((this.#ats.length + 1) * KEY_WORDS <= this.#words.length) return;
    const grown = new Uint32Array(this.#words.length * 2);
    grown.set(this.#words);
    this.#words = grown;
  }

  /** The lines in order of time, as `sortEntries` puts them; undefined where they are. */
  #order(): number[] | undefined {
    const ats = this.#ats;
    let isOrdered = true;
    for (let i = 1; i < ats.length && isOrdered; i++) {
      isOrdered = ats[i - 1]! < ats[i]! || this.#compare(i - 1, i) <= 0;
    }
    return isOrdered ? undefined : ats.map((_, index) => index).sort((a, b) => this.#compare(a, b));
  }

  #compare(a: number, b: number): number {
    const [atOfA = 0, atOfB = 0] = [this.#ats[a], this.#ats[b]];
    if (atOfA !== atOfB) return atOfA - atOfB;
    const [idOfA, idOfB] = [this.#idOf(a), this.#idOf(b)];
    return compare(fractionOf(idOfA), fractionOf(idOfB)) || compare(idOfA.insertId, idOfB.insertId);
  }

  #idOf(index: number): { timestamp: string; insertId: string } {
    const line = this.#lines[index];
    if (line === undefined || line.origin === undefined) return this.#entryAt(index) ?? { timestamp: "", insertId: "" };
    const from = (this.#keyEnds[index - 1] ?? 0) + line.origin.keyStart.length;
    const id = DECODER.decode(this.#keyBytes.subarray(from, this.#keyEnds[index]));
    const bar = id.indexOf("|");
    return { timestamp: id.slice(0, bar), insertId: id.slice(bar + 1) };
  }

  #entryAt(index: number): LogEntry | undefined {
    const known = this.#entries[index];
    const line = this.#lines[index];
    if (known !== undefined || line === undefined) return known;
    const result = readEntry(valueAt(line.place));
    return "entry" in result ? result.entry : undefined;
  }

  #facts(order: number[] | undefined, { words }: EntryKeys, known: ReadonlySet<string>): BatchFacts {
    const counter = createCounter(this.#config, true);
    const revisions = createRevisions(environmentNamer(this.#config));
    const taken = new KeyTable(words, true);
    for (let i = 0; i < this.#ats.length; i++) {
      const index = order === undefined ? i : (order[i] ?? 0);
      if (!taken.add(index) || (known.size > 0 && known.has(hexOf(words, index)))) continue;
      this.#count(index, counter, revisions);
    }
    counter.flush();
    return factsOfCounter(counter, revisions);
  }

  #count(index: number, counter: Counter, revisions: Revisions): void {
    const line = this.#lines[index];
    const at = this.#ats[index] ?? 0;
    if (line === undefined) return;
    const { kind, origin } = line;
    if (kind === "entry" || origin === undefined) {
      const entry = this.#entryAt(index);
      if (entry === undefined) return;
      counter.push(entry);
      revisions.note(entry);
    } else {
      counter.pass(kind, origin, at, line);
      if (kind !== "call") revisions.notePlace(origin.place, at);
    }
  }
}

const NOTHING_QUICK = { kind: "entry", origin: undefined, method: "", route: "", text: "" } as const;
const ENCODER = new TextEncoder();
const DECODER = new TextDecoder();

function parse({ data, from, to }: LinePlace): unknown {
  try {
    return JSON.parse(data.toString("utf8", from, to));
  } catch {
    return undefined;
  }
}

function valueAt(place: Line["place"]): unknown {
  return "value" in place ? place.value : parse(place);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
