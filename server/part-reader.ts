import type { Rejection } from "../shared/log-entry.ts";
import type { FileTask } from "./file-protocol.ts";
import { PlumblineError } from "./lib/errors.ts";
import type { LineBatch } from "./line-batch.ts";
import { LineReader } from "./line-reader.ts";
import { type PartEnd, readFiles } from "./sources/file.ts";
import { type FilePart, isWhole } from "./sources/file-parts.ts";
import type { EntryKeys } from "./store/entry-keys.ts";
import type { BatchFacts } from "./store/ingest.ts";

/** What a batch holds when it is cut: a transaction's worth. */
const MOST = { lines: 32_000, bytes: 40 * 1024 * 1024 };
/** The same of a file that can't be read from its middle: then the bytes of a batch are kept. */
const MOST_KEPT = { lines: 16_000, bytes: 24 * 1024 * 1024 };

/** A batch that was read, with what it says as a whole. Lines are counted within its part. */
export type PartBatch = {
  keys: EntryKeys;
  newestAt: number | undefined;
  rejections: Rejection[];
  facts: BatchFacts;
  /** How much of the file was read when the batch was whole, in bytes as they lie on disk. */
  bytesRead: number;
  /** All of it again, from its bytes or from the file; throws bad-input where the file holds something else by now. */
  again: () => Promise<LineBatch>;
};

/** Reads parts of a file in batches. Of a batch that can be read again from the file, hardly more is kept than the keys. */
export class PartReader {
  readonly #task: FileTask;
  readonly #reader: LineReader;

  constructor(task: FileTask) {
    this.#task = task;
    this.#reader = new LineReader(task.config, false);
  }

  /** The batches of a part in order, and how it ended. */
  async *read(part: FilePart): AsyncGenerator<PartBatch | PartEnd> {
    const isKept = isWhole(part);
    const reader = isKept ? new LineReader(this.#task.config) : this.#reader;
    let place = 0;
    for await (const read of this.#batches(part, reader, isKept)) {
      if ("lines" in read) yield read;
      else yield this.#handed(part, read, isKept ? undefined : place);
      place += 1;
    }
  }

  /** `place`: of the batch in its part; undefined where its bytes are kept. */
  #handed(part: FilePart, { batch, bytesRead }: Batch, place: number | undefined): PartBatch {
    const { keys, newestAt, rejections, facts: factsBut } = batch.prepared();
    const facts = factsBut(new Set());
    batch.forgetEntries();
    const again = place === undefined ? async () => batch : () => this.#again(part, place, keys);
    return { keys, newestAt, rejections, facts, bytesRead, again };
  }

  async #again(part: FilePart, place: number, keys: EntryKeys): Promise<LineBatch> {
    let at = 0;
    for await (const read of this.#batches(part, new LineReader(this.#task.config), false)) {
      if ("lines" in read || at++ < place) continue;
      if (Buffer.compare(bytesOf(read.batch.keys), bytesOf(keys)) === 0) return read.batch;
      break;
    }
    throw new PlumblineError(
      "bad-input",
      `${this.#task.path} was changed while it was read: what comes after byte ${part.start} is not stored; read it again once it is whole.`,
    );
  }

  async *#batches(part: FilePart, reader: LineReader, isKept: boolean): AsyncGenerator<Batch | PartEnd> {
    const most = isKept ? MOST_KEPT : MOST;
    let bytesRead = part.start;
    let end: PartEnd = { lines: 0, isOverrun: false };
    const onBytes = (bytes: number) => {
      bytesRead = part.start + bytes;
    };
    const onPartEnd = (reached: PartEnd) => {
      end = reached;
    };
    for await (const { values, rejections } of readFiles([this.#task.path], {
      taker: reader,
      part,
      onBytes,
      onPartEnd,
    })) {
      reader.add(values);
      reader.batch.unread.push(...rejections);
      const { length, bytes } = reader.batch;
      if (length >= most.lines || bytes >= most.bytes) yield { batch: reader.takeBatch(), bytesRead };
    }
    if (reader.batch.length > 0) yield { batch: reader.takeBatch(), bytesRead };
    yield end;
  }
}

type Batch = { batch: LineBatch; bytesRead: number };

function bytesOf({ words }: EntryKeys): Uint8Array {
  return new Uint8Array(words.buffer, words.byteOffset, words.byteLength);
}
