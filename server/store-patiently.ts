import pg from "pg";
import type { Config } from "../shared/config.ts";
import { SECOND } from "../shared/time.ts";
import { ingest, type SourceRead } from "./ingest.ts";
import { messageOf, PlumblineError } from "./lib/errors.ts";
import type { BatchCounts } from "./store/ingest.ts";

export type Patience = {
  signal: AbortSignal;
  sleep: (milliseconds: number) => Promise<void>;
  /** Told before each pause why the batch could not be stored. */
  onWait: (reason: string) => void;
};

const MAX_PAUSE = 10 * SECOND;

/** Classes of SQLSTATE that speak of the data, not of the server: it will say the same next time. */
const DATA_FAULTS = ["21", "22", "23", "54"];

/**
 * Stores a read however long the database is away, and gives its counts; undefined when the signal is aborted first, and
 * then nothing is lost that is not read again. Values that can never be stored are found by halving and become rejections,
 * so that one of them cannot block the rest.
 */
export async function storePatiently(
  pool: pg.Pool,
  config: Config,
  read: SourceRead,
  patience: Patience,
): Promise<BatchCounts | undefined> {
  return storesPatiently(
    () => ingest(pool, config, read),
    (reason) => storeHalves(pool, config, read, patience, reason),
    patience,
  );
}

/**
 * Tries until `store` succeeds or the signal is aborted; a fault of the data itself is left to `onDataFault`. Rejects with bad-input where
 * `store` does: what was to be stored is not there any more.
 */
export async function storesPatiently(
  store: () => Promise<BatchCounts>,
  onDataFault: (reason: string) => Promise<BatchCounts | undefined>,
  patience: Patience,
): Promise<BatchCounts | undefined> {
  for (let pauseMs = 0.25 * SECOND; !patience.signal.aborted; pauseMs = Math.min(pauseMs * 2, MAX_PAUSE)) {
    try {
      return await store();
    } catch (error) {
      if (isDataFault(error)) return onDataFault(messageOf(error));
      if (isBadInput(error)) throw error;
      if (patience.signal.aborted) return undefined;
      patience.onWait(messageOf(error));
      await patience.sleep(pauseMs);
    }
  }
  return undefined;
}

/** What `work` gives, however often it must be tried; undefined when the signal is aborted first. */
export async function patiently<T>(work: () => Promise<T>, patience: Patience): Promise<T | undefined> {
  while (!patience.signal.aborted) {
    try {
      return await work();
    } catch (error) {
      patience.onWait(messageOf(error));
      await patience.sleep(SECOND);
    }
  }
  return undefined;
}

/** Whether a fault speaks of what was to be stored, so that trying again can't help. */
export function isDataFault(error: unknown): boolean {
  if (error instanceof pg.DatabaseError) return DATA_FAULTS.includes(error.code?.slice(0, 2) ?? "");
  return error instanceof TypeError || error instanceof RangeError || error instanceof SyntaxError;
}

function isBadInput(error: unknown): boolean {
  return error instanceof PlumblineError && error.code === "bad-input";
}

/** The cursor goes with the last half alone: until then the whole read can be offered again. */
async function storeHalves(
  pool: pg.Pool,
  config: Config,
  read: SourceRead,
  patience: Patience,
  reason: string,
): Promise<BatchCounts | undefined> {
  const [first, ...others] = read.values;
  if (first === undefined) throw new Error(`A batch without values cannot be stored: ${reason}`);
  if (others.length === 0) {
    const rejection = { line: first.line, reason: `entry cannot be stored: ${reason}` };
    const without = { ...read, values: [], rejections: [...(read.rejections ?? []), rejection] };
    return storePatiently(pool, config, without, patience);
  }
  const middle = Math.ceil(read.values.length / 2);
  const { cursor, ...rest } = read;
  const head = await storePatiently(pool, config, { ...rest, values: read.values.slice(0, middle) }, patience);
  if (head === undefined) return undefined;
  const tail = { source: read.source, isSample: read.isSample === true, values: read.values.slice(middle) };
  const last = await storePatiently(pool, config, cursor === undefined ? tail : { ...tail, cursor }, patience);
  return last === undefined ? undefined : sum(head, last);
}

function sum(a: BatchCounts, b: BatchCounts): BatchCounts {
  return {
    read: a.read + b.read,
    accepted: a.accepted + b.accepted,
    duplicates: a.duplicates + b.duplicates,
    rejected: a.rejected + b.rejected,
  };
}
