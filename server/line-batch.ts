import { compareTexts } from "../shared/compare-texts.ts";
import type { CountingConfig } from "../shared/config.ts";
import { isJsonObject } from "../shared/json.ts";
import type { LogEntry, Rejection } from "../shared/log-entry.ts";
import { createRevisions, type Revisions } from "./batch-revisions.ts";
import { factsOfCounter } from "./facts-of-counter.ts";
import type { Prepared } from "./ingest.ts";
import { grown, LineColumns, type LineKind, type LinePlace, parseAt } from "./line-columns.ts";
import type { Origin } from "./normalize/lines/origins.ts";
import type { QuickLines, QuickWords } from "./normalize/lines/quick-lines.ts";
import { readEntry } from "./normalize/read-entry.ts";
import { fractionOf } from "./normalize/sort-entries.ts";
import { type Counter, createCounter, environmentNamer } from "./pipeline.ts";
import { type EntryKeys, hexOf, KEY_WORDS, KeyTable, putKey } from "./store/entry-keys.ts";
import type { BatchFacts } from "./store/ingest.ts";
import { dayOf } from "./store/partitions.ts";

const FIRST_LINES = 1024;
const FIRST_KEY_BYTES = 128 * 1024;
/** What a value takes that was not read from one line. */
const USUAL_BYTES = 1000;

/**
 * Lines of a file that are stored together: those that were read the quick way, and entries that were parsed. What they say is what
 * `prepare` makes of the same lines.
 */
export class LineBatch {
  /** What could not even be parsed. */
  readonly unread: Rejection[] = [];
  readonly #rejected: { line: number; value: unknown; reason: string }[] = [];
  readonly #config: CountingConfig;
  readonly #lines: LineColumns;
  /** Entries of lines that were parsed, as long as they are not forgotten. */
  #entries: (LogEntry | undefined)[] = [];
  #keyBytes = new Uint8Array(FIRST_KEY_BYTES);
  #words = new Uint32Array(FIRST_LINES * KEY_WORDS);
  #newestAt: number | undefined;
  #bytes = 0;

  /** Without the bytes of its lines, only entries that are not forgotten can be asked for anything but their keys. */
  constructor(config: CountingConfig, keepsBytes = true) {
    this.#config = config;
    this.#lines = new LineColumns(keepsBytes);
  }

  /** How many lines it has. */
  get length(): number {
    return this.#lines.length + this.#rejected.length + this.unread.length;
  }

  /** How long its lines are together. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Adds the line that `lines` read last; false where that can't tell its key. */
  addQuick(lines: QuickLines, place: LinePlace): boolean {
    this.#makeRoom(lines.longestKey);
    const start = this.#lines.keysEnd;
    const end = lines.writeKey(this.#keyBytes, start);
    if (end < 0) return false;
    this.#add(lines.kind, lines.at, lines.origin, lines.words, start, end);
    this.#place(place);
    return true;
  }

  /** Parses and adds a line; false where it does not hold one entry. */
  addParsed(place: LinePlace): boolean {
    const value = parseAt(place.data, place.from, place.to);
    if (!isJsonObject(value) || Array.isArray(value.entries)) return false;
    if (this.#addValue(place.line, value)) this.#place(place);
    else this.#bytes += place.to - place.from;
    return true;
  }

  /** Adds the entry that a line holds, and where it comes from. */
  addEntry(entry: LogEntry, origin: Origin, place: LinePlace): void {
    this.#addEntry(entry, origin);
    this.#place(place);
  }

  /** Adds what was parsed. */
  addValue(line: number, value: unknown): void {
    this.#bytes += USUAL_BYTES;
    if (this.#addValue(line, value)) this.#lines.valueLast(line, value);
  }

  #addValue(line: number, value: unknown): boolean {
    const result = readEntry(value);
    if ("rejected" in result) this.#rejected.push({ line, value, reason: result.rejected });
    else this.#addEntry(result.entry, undefined);
    return "entry" in result;
  }

  #addEntry(entry: LogEntry, origin: Origin | undefined): void {
    const { key, at } = entry;
    this.#makeRoom(key.length * 3);
    const start = this.#lines.keysEnd;
    const { written } = ENCODER.encodeInto(key, this.#keyBytes.subarray(start));
    this.#entries[this.#lines.length] = entry;
    this.#add("entry", at, origin, undefined, start, start + written);
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
    const { length, ats } = this.#lines;
    const days = new Int32Array(length);
    for (let i = 0; i < length; i++) days[i] = dayOf(ats[i]!);
    return { words: this.#words.slice(0, length * KEY_WORDS), days };
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
    const lines = this.#lines;
    const usable = Array.from({ length: lines.length }, (_, index) => ({
      line: lines.lineAt(index),
      value: lines.valueAt(index),
    }));
    return [...usable, ...this.#rejected.map(({ line, value }) => ({ line, value }))];
  }

  #add(
    kind: LineKind,
    at: number,
    origin: Origin | undefined,
    words: QuickWords | undefined,
    keyFrom: number,
    keyTo: number,
  ): void {
    putKey(this.#words, this.#lines.length, this.#keyBytes, keyTo - keyFrom, at, keyFrom);
    this.#lines.add(kind, at, origin, words, keyTo);
    if (this.#newestAt === undefined || at > this.#newestAt) this.#newestAt = at;
  }

  #place(place: LinePlace): void {
    this.#bytes += place.to - place.from;
    this.#lines.placeLast(place);
  }

  #makeRoom(keyLength: number): void {
    const end = this.#lines.keysEnd + keyLength;
    if (end > this.#keyBytes.length) {
      this.#keyBytes = grown(this.#keyBytes, new Uint8Array(Math.max(end, this.#keyBytes.length * 2)));
    }
    if ((this.#lines.length + 1) * KEY_WORDS <= this.#words.length) return;
    this.#words = grown(this.#words, new Uint32Array(this.#words.length * 2));
  }

  /** The lines in order of time, as `sortEntries` puts them; undefined where they are. */
  #order(): number[] | undefined {
    const { ats, length } = this.#lines;
    let isOrdered = true;
    for (let i = 1; i < length && isOrdered; i++) isOrdered = ats[i - 1]! < ats[i]! || this.#compare(i - 1, i) <= 0;
    if (isOrdered) return undefined;
    return Array.from({ length }, (_, index) => index).sort((a, b) => this.#compare(a, b));
  }

  #compare(a: number, b: number): number {
    const [atOfA = 0, atOfB = 0] = [this.#lines.ats[a], this.#lines.ats[b]];
    if (atOfA !== atOfB) return atOfA - atOfB;
    const [idOfA, idOfB] = [this.#idOf(a), this.#idOf(b)];
    return compareTexts(fractionOf(idOfA), fractionOf(idOfB)) || compareTexts(idOfA.insertId, idOfB.insertId);
  }

  #idOf(index: number): { timestamp: string; insertId: string } {
    const { origins, keyEnds } = this.#lines;
    const origin = origins[index];
    if (origin === undefined) return this.#entryAt(index) ?? { timestamp: "", insertId: "" };
    const from = (index === 0 ? 0 : keyEnds[index - 1]!) + origin.keyStart.length;
    const id = DECODER.decode(this.#keyBytes.subarray(from, keyEnds[index]));
    const bar = id.indexOf("|");
    return { timestamp: id.slice(0, bar), insertId: id.slice(bar + 1) };
  }

  #entryAt(index: number): LogEntry | undefined {
    const known = this.#entries[index];
    if (known !== undefined || index >= this.#lines.length) return known;
    const result = readEntry(this.#lines.valueAt(index));
    return "entry" in result ? result.entry : undefined;
  }

  #facts(order: number[] | undefined, { words }: EntryKeys, known: ReadonlySet<string>): BatchFacts {
    const counter = createCounter(this.#config, true);
    const revisions = createRevisions(environmentNamer(this.#config));
    const taken = new KeyTable(words, true);
    const { length } = this.#lines;
    for (let i = 0; i < length; i++) {
      const index = order === undefined ? i : (order[i] ?? 0);
      if (!taken.add(index) || (known.size > 0 && known.has(hexOf(words, index)))) continue;
      this.#count(index, counter, revisions);
    }
    counter.flush();
    return factsOfCounter(counter, revisions);
  }

  #count(index: number, counter: Counter, revisions: Revisions): void {
    const lines = this.#lines;
    const kind = lines.kindAt(index);
    const origin = lines.origins[index];
    const at = lines.ats[index]!;
    if (kind !== "entry" && origin !== undefined) {
      counter.pass(kind, origin, at, lines.words[index]);
      if (kind !== "call") revisions.notePlace(origin.place, at);
      return;
    }
    const entry = this.#entryAt(index);
    if (entry === undefined) return;
    counter.push(entry, origin);
    if (origin === undefined) revisions.note(entry);
    else revisions.notePlace(origin.place, at);
  }
}

const ENCODER = new TextEncoder();
const DECODER = new TextDecoder();
