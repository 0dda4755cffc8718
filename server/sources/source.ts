import type { SourceGap } from "../../shared/gap.ts";
import type { Json } from "../../shared/json.ts";
import type { Rejection } from "../../shared/log-entry.ts";
import type { FileProgress } from "./file-progress.ts";

/** What one read brought: values as they came, each with its line or place, and where to read on after it. */
export type SourceBatch = {
  values: { line: number; value: unknown }[];
  rejections: Rejection[];
  /** Stretches that are lost with the step that the cursor makes; others are told to `noteGap`. */
  gaps: SourceGap[];
  /** To be stored with the counts of this batch; absent leaves the source's cursor as it is. */
  cursor?: Json;
};

/** What a source is doing, for the page of sources. Times are milliseconds since 1970. */
export type SourceStatus = {
  state: "reading" | "idle" | "done" | "failed";
  /** A sentence on how far it is, or why it fails and what to do. */
  detail: string;
  /** What was asked of the origin the last time, whole; absent leaves what was said before. */
  sent?: string;
  /** From where it reads, how far it is, and when it will have caught up, where that can be told. */
  progress?: { from: number; readTo: number; endsAt?: number };
  /** How much of its files is read; absent where it reads no files, or none now. */
  files?: FileProgress;
  /** All that the origin held before this moment is stored and is not read again; absent while that is not known. */
  coveredTo?: number;
  /** What just went wrong, though it may be mended at the next try. */
  error?: string;
};

/** What a source is given while it runs. */
export type SourceContext = {
  /** Where its last stored batch said to read on; undefined at the first start. */
  cursor: Json | undefined;
  /** Ends the reading: the source returns soon after it is aborted. */
  signal: AbortSignal;
  /** Milliseconds since 1970. */
  now: () => number;
  /** From 0 to below 1, for jitter. */
  random: () => number;
  /** Returns early, without a fault, when `signal` is aborted. */
  sleep: (milliseconds: number) => Promise<void>;
  report: (status: SourceStatus) => void;
  /** Writes down where entries may be missing, and settles once that is stored; the same gap again changes what was written. */
  noteGap: (gap: SourceGap) => Promise<void>;
};

/**
 * Batches in the order they have to be stored: the next one is asked for when the last one is safe, so that memory is
 * bounded by one batch. A source that fails reports it and tries again by itself; it throws only where trying again is
 * of no use.
 */
export type SourceReader = (context: SourceContext) => AsyncGenerator<SourceBatch>;

export type Source = {
  /** Its own among all: its cursor and coverage are kept under it. */
  name: string;
  kind: string;
  /** Whether every replica would read the same from it: then one does, and the others stand by. */
  isShared: boolean;
  /** A reader, or one whole file, which a second thread reads. */
  reads: SourceReader | { filePath: string };
};
