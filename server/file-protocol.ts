import type { CountingConfig } from "../shared/config.ts";
import type { Rejection } from "../shared/log-entry.ts";
import type { PartEnd } from "./sources/file.ts";
import type { FilePart } from "./sources/file-parts.ts";
import type { EntryKeys } from "./store/entry-keys.ts";
import type { BatchFacts } from "./store/ingest.ts";

/** What the thread that reads a file is given: the path, and what of the configuration matters for counting. */
export type FileTask = { path: string; config: CountingConfig };

/** A batch as it comes from the reading thread, with what all of its entries say. Lines are counted within its part of the file. */
export type ReadBatch = {
  id: number;
  keys: EntryKeys;
  newestAt: number | undefined;
  rejections: Rejection[];
  facts: BatchFacts;
  /** How much of the file was read when the batch was whole, in bytes as they lie on disk. */
  bytesRead: number;
};

/** From the reading thread; `end` is that of a part. */
export type FileNews =
  | ({ kind: "batch" } & ReadBatch)
  | { kind: "facts"; id: number; facts: BatchFacts }
  | { kind: "values"; id: number; values: { line: number; value: unknown }[]; rejections: Rejection[] }
  | ({ kind: "end" } & PartEnd)
  | { kind: "fault"; message: string; isInput: boolean };

/** To the reading thread: a part to read; a batch is done with, or what it says is wanted again, but for some entries, or as it came. */
export type FileRequest =
  | { kind: "read"; part: FilePart }
  | { kind: "stored"; id: number }
  | { kind: "facts"; id: number; known: string[] }
  | { kind: "values"; id: number };
