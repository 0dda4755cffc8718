import { createReadStream } from "node:fs";
import { open, stat } from "node:fs/promises";
import { Readable } from "node:stream";
import type { Rejection } from "../../shared/log-entry.ts";
import { messageOf, PlumblineError } from "../lib/errors.ts";
import { type FilePart, isWhole } from "./file-parts.ts";
import type { LineTaker } from "./line-taker.ts";
import { openedBytes } from "./opened-bytes.ts";
import type { Source } from "./source.ts";
import { createValueSplitter, LATER_PART_FROM, type SourceValue, type ValueSplitter } from "./value-splitter.ts";

/** How many lines ended in a part, and whether a value went on behind it: then all that follows in the file was read, too. */
export type PartEnd = { lines: number; isOverrun: boolean };

const CHUNK_BYTES = 1024 * 1024;
const BATCH_VALUES = 2000;
/** What a compressed or plain file may hold in all; beyond, the rest is left unread and that is said. */
const MAX_FILE_BYTES = 64 * 1024 * 1024 * 1024;

/**
 * A part of a file: the values offered, each with its line (in a JSON array: its place), and what could not be read.
 * `read` counts both, so that over a whole file read = values + rejections.
 */
export type FileBatch = { file: string; values: SourceValue[]; rejections: Rejection[]; read: number };

export type ReadFilesOptions = {
  /** What `-` reads; default the process's standard input. */
  stdin?: Readable;
  /** Most bytes read of one file after decompression, default 64 GiB. */
  maxBytes?: number;
  /** The bytes to read, from `start` up to, not with, `end`; lines are counted from there. Default all. */
  range?: { start: number; end: number };
  /** Reads this part alone, as it lies on disk; its lines are counted from `LATER_PART_FROM` unless it is the first. */
  part?: FilePart;
  /** Told at the end of `part` how it ended. */
  onPartEnd?: (end: PartEnd) => void;
  /** Told how many bytes of each file were read so far, as they lie on disk; counted from the beginning of `range` or `part`. */
  onBytes?: (bytes: number) => void;
  /** Takes lines before they are parsed: they are in no batch, and there is one batch for each chunk at least. */
  taker?: LineTaker;
};

/**
 * Everything that the files hold, in batches of about 2,000 values, in order; memory stays bounded at any size. Takes NDJSON, a JSON
 * array, one object, `{"entries": […]}`, objects glued together, gzip (by its first bytes), UTF-16 with a BOM, and `-` for
 * standard input. Each file yields at least one batch. Throws bad-input for a file that is missing or a directory, before
 * anything is read.
 */
export async function* readFiles(paths: readonly string[], options: ReadFilesOptions = {}): AsyncGenerator<FileBatch> {
  for (const path of paths) await requireFile(path);
  for (const path of paths) yield* readOne(path, options);
}

/** A file as a source: read from its beginning at each start; entries that are known already change nothing. */
export function fileSource(path: string): Source {
  return { name: `file ${path}`, kind: "file", isShared: false, reads: { filePath: path } };
}

async function* readOne(file: string, options: ReadFilesOptions): AsyncGenerator<FileBatch> {
  const { part, taker, onPartEnd } = options;
  const splitter = createValueSplitter(taker, part === undefined || part.start === 0 ? 1 : LATER_PART_FROM);
  let isOverrun = false;
  const onOverrun = () => {
    isOverrun = true;
  };
  const maxBytes = options.maxBytes ?? MAX_FILE_BYTES;
  let batch = emptyBatch(file);
  let bytes = 0;
  try {
    const chunks =
      part === undefined || isWhole(part)
        ? openedBytes(counted(streamOf(file, options), options.onBytes))
        : counted(partOf(file, part, splitter, { isReused: taker?.keepsBytes === false, onOverrun }), options.onBytes);
    for await (const chunk of chunks) {
      const allowed = Math.min(chunk.length, maxBytes - bytes);
      bytes += allowed;
      for (const item of splitter.push(chunk.subarray(0, allowed))) {
        add(batch, item);
        if (batch.read < BATCH_VALUES) continue;
        yield batch;
        batch = emptyBatch(file);
      }
      // Whoever takes lines has its turn after each chunk.
      if (options.taker !== undefined) {
        yield batch;
        batch = emptyBatch(file);
      }
      if (allowed === chunk.length) continue;
      add(batch, splitter.fault(`${file} holds more than ${maxBytes} bytes: the rest was not read; split the file`));
      break;
    }
  } catch (thrown) {
    add(batch, splitter.fault(`${file} cannot be read further: ${messageOf(thrown)}; what came before is used`));
  }
  for (const item of splitter.end()) add(batch, item);
  yield batch;
  onPartEnd?.({ lines: splitter.linesEnded(), isOverrun });
}

function emptyBatch(file: string): FileBatch {
  return { file, values: [], rejections: [], read: 0 };
}

function add(batch: FileBatch, item: SourceValue | Rejection): void {
  batch.read += 1;
  if ("reason" in item) batch.rejections.push(item);
  else batch.values.push(item);
}

/** The same bytes; each chunk is told when the next one is asked for, so when it is done with. */
async function* counted(
  chunks: AsyncIterable<Buffer>,
  onBytes: (bytes: number) => void = () => undefined,
): AsyncGenerator<Buffer> {
  let bytes = 0;
  for await (const chunk of chunks) {
    yield chunk;
    bytes += chunk.length;
    onBytes(bytes);
  }
}

function streamOf(path: string, options: ReadFilesOptions): AsyncIterable<Buffer> {
  if (path === "-") return options.stdin ?? process.stdin;
  const { range } = options;
  if (range !== undefined && range.end <= range.start) return Readable.from([]);
  const bytes = range === undefined ? {} : { start: range.start, end: range.end - 1 };
  return createReadStream(path, { highWaterMark: CHUNK_BYTES, ...bytes });
}

/** The bytes of a part, and those behind it where they belong to what began in it. `isReused`: each chunk stands where the one before did. */
async function* partOf(
  path: string,
  { start, end }: FilePart,
  splitter: ValueSplitter,
  { isReused, onOverrun }: { isReused: boolean; onOverrun: () => void },
): AsyncGenerator<Buffer> {
  const handle = await open(path, "r");
  const place = Buffer.allocUnsafeSlow(CHUNK_BYTES);
  let mostEnd = end;
  try {
    for (let at = start; ; ) {
      if (at >= mostEnd) {
        if (splitter.isBetweenValues()) return;
        onOverrun();
        mostEnd = Number.POSITIVE_INFINITY;
      }
      const chunk = isReused ? place : Buffer.allocUnsafeSlow(CHUNK_BYTES);
      const { bytesRead } = await handle.read(chunk, 0, Math.min(CHUNK_BYTES, mostEnd - at), at);
      if (bytesRead === 0) return;
      yield chunk.subarray(0, bytesRead);
      at += bytesRead;
    }
  } finally {
    await handle.close();
  }
}

async function requireFile(path: string): Promise<void> {
  if (path === "-") return;
  const fault = await faultOf(path);
  if (fault !== undefined) {
    throw new PlumblineError(
      "bad-input",
      `${path} ${fault}: expected a file of log entries, for example what gcloud logging read --format=json prints.`,
    );
  }
}

async function faultOf(path: string): Promise<string | undefined> {
  try {
    if ((await stat(path)).isDirectory()) return "is a directory";
    await (await open(path, "r")).close();
    return undefined;
  } catch (thrown) {
    const code = thrown instanceof Error && "code" in thrown ? thrown.code : undefined;
    if (code === "ENOENT" || code === "ENOTDIR") return "does not exist";
    return code === "EACCES" ? "may not be read by this user" : `cannot be opened (${messageOf(thrown)})`;
  }
}
