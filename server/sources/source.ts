import type { Json } from "../../shared/json.ts";
import type { Gap, Rejection } from "../../shared/log-entry.ts";

/** What one read brought: values as they came, each with its line or place, and where to read on after it. */
export type SourceBatch = {
  values: { line: number; value: unknown }[];
  rejections: Rejection[];
  gaps: Gap[];
  /** To be stored with the counts of this batch; absent leaves the source's cursor as it is. */
  cursor?: Json;
};

/** What a source is doing, for the status page: a sentence on how far it is, or why it fails and what to do. */
export type SourceStatus = { state: "reading" | "idle" | "done" | "failed"; detail: string };

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
  /** Set where the source is one whole file: it may be read by a second thread instead of `read`. */
  filePath?: string;
  read: SourceReader;
};
