import type { Pool } from "pg";
import type { CountingConfig } from "../shared/config.ts";
import type { LogEntry, Rejection } from "../shared/log-entry.ts";
import { prepareEntries } from "./ingest.ts";
import { messageOf } from "./lib/errors.ts";
import { boundYoungSpace } from "./lib/young-space.ts";
import { readEntry } from "./normalize/read-entry.ts";
import { redactedRejections } from "./redacted-rejections.ts";
import { keyHashOf } from "./store/entry-keys.ts";
import { tooOld } from "./store/forgotten-keys.ts";
import { type Found, ingestKeyed } from "./store/ingest.ts";
import { dayOf } from "./store/partitions.ts";
import { isDataFault } from "./store-patiently.ts";

type Counting = CountingConfig;

/** What became of one thing offered. */
export type Outcome =
  | { outcome: "accepted" | "duplicate"; insertId: string }
  | { outcome: "rejected"; insertId: null; reason: string };

/**
 * Stores what was offered in one transaction and tells what became of each, in order. Values that can never be stored are found by
 * halving and become rejections. Rejects when the database does: then nothing was stored, or the first half.
 */
export async function storeOffers(
  pool: Pool,
  config: Counting,
  source: string,
  offered: readonly ({ value: unknown } | { reason: string })[],
): Promise<Outcome[]> {
  boundYoungSpace();
  const read = offered.map((one) => ("reason" in one ? { rejected: one.reason } : readEntry(one.value)));
  return storeRead(pool, config, source, read);
}

type Read = { entry: LogEntry } | { rejected: string };

async function storeRead(pool: Pool, config: Counting, source: string, read: Read[]): Promise<Outcome[]> {
  try {
    return await storeOnce(pool, config, source, read);
  } catch (error) {
    if (!isDataFault(error) || read.length === 0) throw error;
    if (read.length === 1) {
      if (read.some((one) => "rejected" in one)) throw error;
      return storeRead(pool, config, source, [{ rejected: `entry cannot be stored: ${messageOf(error)}` }]);
    }
    const middle = Math.ceil(read.length / 2);
    return [
      ...(await storeRead(pool, config, source, read.slice(0, middle))),
      ...(await storeRead(pool, config, source, read.slice(middle))),
    ];
  }
}

async function storeOnce(pool: Pool, config: Counting, source: string, read: Read[]): Promise<Outcome[]> {
  const entries = read.flatMap((one) => ("entry" in one ? [one.entry] : []));
  const { facts, ...prepared } = prepareEntries(entries, config);
  const rejections = read.flatMap((one, index): Rejection[] =>
    "rejected" in one ? [{ line: index + 1, reason: one.rejected }] : [],
  );
  let found: Found = { known: new Set(), refused: new Set() };
  const batch = {
    source,
    ...prepared,
    rejections: redactedRejections(rejections, config),
    gaps: [],
    isSample: false,
    facts,
  };
  await ingestKeyed(pool, batch, Date.now(), (heard) => {
    found = heard;
  });
  const taken = new Set(found.known);
  return read.map((one) => outcomeOf(one, taken, found.refused));
}

/** `taken`: hashes that were stored before this one; it is added. */
function outcomeOf(one: Read, taken: Set<string>, refused: ReadonlySet<string>): Outcome {
  if ("rejected" in one) return { outcome: "rejected", insertId: null, reason: one.rejected };
  const { insertId, key, at } = one.entry;
  const hash = keyHashOf(key, at);
  if (refused.has(hash)) return { outcome: "rejected", insertId: null, reason: tooOld(dayOf(at), 1) };
  const isKnown = taken.has(hash);
  taken.add(hash);
  return { outcome: isKnown ? "duplicate" : "accepted", insertId };
}
