import type { CountingConfig } from "../shared/config.ts";
import type { LogEntry, Rejection } from "../shared/log-entry.ts";
import { createRevisions } from "./batch-revisions.ts";
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
const NO_LINE = { data: Buffer.alloc(0), from: 0, to: 0 };

/** Where a line stands, for reading it again. */
export type LinePlace = { data: Buffer; from: number; to: number };

/**
 * Lines of a file that are stored together, column by column: those that were read the quick way, and entries that were parsed. What they
 * say is what `prepare` makes of the same lines.
 */
export class LineBatch {
  /** What could not even be parsed. */
  readonly unread: Rejection[] = [];
  readonly #rejected: { line: number; value: unknown; reason: string }[] = [];
  readonly #config: CountingConfig;
  readonly #kinds: (QuickKind | "entry")[] = [];
  readonly #ats: number[] = [];
  readonly #origins: (Origin | undefined)[] = [];
  readonly #entries: (LogEntry | undefined)[] = [];
  /** The method of a request, the words of a line. */
  readonly #texts: string[] = [];
  readonly #routes: string[] = [];
  readonly #lines: number[] = [];
  readonly #values: unknown[] = [];
  readonly #places: Buffer[] = [];
  readonly #froms: number[] = [];
  readonly #tos: number[] = [];
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
  addQuick(lines: QuickLines, { data, from, to }: LinePlace, line: number): boolean {
    const { origin, kind } = lines;
    if (origin === undefined) return false;
    this.#makeRoom(lines.longestKey);
    const start = this.#keyEnds.at(-1) ?? 0;
    const end = lines.writeKey(this.#keyBytes, start);
    if (end < 0) return false;
    const { method, route, text } = lines;
    this.#add(kind, lines.at, line, start, end);
    this.#origins.push(origin);
    this.#entries.push(undefined);
    this.#texts.push(kind === "request" ? method : text);
    this.#routes.push(route);
    this.#values.push(undefined);
    this.#places.push(data);
    this.#froms.push(from);
    this.#tos.push(to);
    this.#bytes += to - from;
    return true;
  }

  /** Adds what was parsed; `bytes` is about how long it was. */
  addValue(line: number, value: unknown, bytes: number): void {
    const result = readEntry(value);
    this.#bytes += bytes;
    if ("rejected" in result) {
      this.#rejected.push({ line, value, reason: result.rejected });
      return;
    }
    const { entry } = result;
    this.#makeRoom(entry.key.length * 3);
    const start = this.#keyEnds.at(-1) ?? 0;
    const { written } = ENCODER.encodeInto(entry.key, this.#keyBytes.subarray(start));
    this.#add("entry", entry.at, line, start, start + written);
    this.#origins.push(undefined);
    this.#entries.push(entry);
    this.#texts.push("");
    this.#routes.push("");
    this.#values.push(value);
    this.#places.push(NO_LINE.data);
    this.#froms.push(0);
    this.#tos.push(0);
  }

  /** The batch made ready to be stored. */
  prepared(): Prepared {
    const { keys } = this;
    const rejections = [...this.unread, ...this.#rejected.map(({ line, reason }) => ({ line, reason }))];
    const order = this.#order();
    const facts = (known: ReadonlySet<string>) => this.#facts(order, keys, known);
    return { keys, newestAt: this.#newestAt, rejections, facts };
  }

  get keys(): EntryKeys {
    const words = this.#words.slice(0, this.#ats.length * KEY_WORDS);
    return { words, days: Int32Array.from(this.#ats, dayOf) };
  }

  /** The values as they came, for storing them another way. */
  values(): { line: number; value: unknown }[] {
    const usable = this.#lines.map((line, index) => ({ line, value: this.#values[index] ?? this.#parsed(index) }));
    return [...usable, ...this.#rejected.map(({ line, value }) => ({ line, value }))];
  }

  #parsed(index: number): unknown {
    return JSON.parse(this.#places[index]?.toString("utf8", this.#froms[index], this.#tos[index]) ?? "null");
  }

  #add(kind: QuickKind | "entry", at: number, line: number, keyFrom: number, keyTo: number): void {
    const index = this.#ats.length;
    putKey(this.#words, index, this.#keyBytes.subarray(keyFrom, keyTo), keyTo - keyFrom, at);
    this.#kinds.push(kind);
    this.#ats.push(at);
    this.#lines.push(line);
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
    const entry = this.#entries[index];
    if (entry !== undefined) return entry;
    const from = (this.#keyEnds[index - 1] ?? 0) + (this.#origins[index]?.keyStart.length ?? 0);
    const id = DECODER.decode(this.#keyBytes.subarray(from, this.#keyEnds[index]));
    const bar = id.indexOf("|");
    return { timestamp: id.slice(0, bar), insertId: id.slice(bar + 1) };
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

  #count(index: number, counter: Counter, revisions: ReturnType<typeof createRevisions>): void {
    const entry = this.#entries[index];
    if (entry !== undefined) {
      counter.push(entry);
      revisions.note(entry);
      return;
    }
    const [kind, origin] = [this.#kinds[index], this.#origins[index]];
    if (origin === undefined || kind === undefined || kind === "entry") return;
    const at = this.#ats[index] ?? 0;
    const { place, joinKey } = origin;
    const text = this.#texts[index] ?? "";
    counter.pass({ kind, at, place, joinKey, method: text, route: this.#routes[index] ?? "", text });
    if (kind !== "call") revisions.notePlace(place, at);
  }
}

const ENCODER = new TextEncoder();
const DECODER = new TextDecoder();

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
