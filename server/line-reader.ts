import type { CountingConfig } from "../shared/config.ts";
import { createJsonStops, MAX_STOP_BYTES } from "./lib/json-stops.ts";
import { LineBatch } from "./line-batch.ts";
import type { LinePlace } from "./line-columns.ts";
import { QuickLines } from "./normalize/lines/quick-lines.ts";
import { environmentNamer } from "./pipeline.ts";
import { createRedact, type Redact } from "./redact/redact.ts";
import type { LineTaker } from "./sources/line-taker.ts";

/**
 * Collects the lines of a file in batches. Lines that tell of no failure and no change are read without being parsed.
 */
export class LineReader implements LineTaker {
  readonly #config: CountingConfig;
  readonly #stops = createJsonStops();
  readonly #lines: QuickLines;
  readonly #redact: Redact;
  /** Of the line at hand. */
  readonly #place: LinePlace = { data: Buffer.alloc(0), from: 0, to: 0, line: 0 };
  #isReadable = false;
  readonly keepsBytes: boolean;
  #batch: LineBatch;

  /** `keepsBytes`: see `LineBatch`. */
  constructor(config: CountingConfig, keepsBytes = true) {
    this.#config = config;
    this.keepsBytes = keepsBytes;
    this.#lines = new QuickLines(this.#stops, environmentNamer(config));
    this.#redact = createRedact(config.redaction);
    this.#batch = new LineBatch(config, keepsBytes);
  }

  start(data: Buffer): void {
    this.#isReadable = data.length <= MAX_STOP_BYTES;
    this.#place.data = data;
    if (!this.#isReadable) return;
    this.#stops.find(data);
    this.#lines.start();
  }

  take(from: number, to: number, line: number): boolean {
    return this.takeQuick(from, to, line) || this.#batch.addParsed(this.#placeOf(from, to, line));
  }

  /** Takes a line that can be read without being parsed as a whole; false for another. */
  takeQuick(from: number, to: number, line: number): boolean {
    if (!this.#isReadable) return false;
    const [lines, batch] = [this.#lines, this.#batch];
    if (lines.read(from, to)) {
      return this.#isWithoutSecret() && batch.addQuick(lines, this.#placeOf(from, to, line));
    }
    const entry = lines.entry();
    if (entry === undefined || lines.origin === undefined) return false;
    batch.addEntry(entry, lines.origin, this.#placeOf(from, to, line));
    return true;
  }

  #placeOf(from: number, to: number, line: number): LinePlace {
    const place = this.#place;
    place.from = from;
    place.to = to;
    place.line = line;
    return place;
  }

  /** A secret in a path is counted, and may be part of the route. */
  #isWithoutSecret(): boolean {
    const { kind, path } = this.#lines;
    return kind !== "request" || this.#redact(path).text === path;
  }

  /** Takes what was parsed elsewhere: lines that are not one object each. */
  add(values: readonly { line: number; value: unknown }[]): void {
    for (const { line, value } of values) this.#batch.addValue(line, value);
  }

  /** What was collected so far. */
  get batch(): LineBatch {
    return this.#batch;
  }

  /** The same, and starts anew. */
  takeBatch(): LineBatch {
    const batch = this.#batch;
    this.#batch = new LineBatch(this.#config, this.keepsBytes);
    return batch;
  }
}
