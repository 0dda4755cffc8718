import type { Pool } from "pg";
import type { Rejection } from "../../shared/log-entry.ts";
import { DAY, toIso } from "../../shared/time.ts";
import { plural } from "../../shared/words.ts";
import { hexOf, keysAt } from "./entry-keys.ts";
import type { KeyedBatch } from "./ingest.ts";
import { ensurePartitions } from "./partitions.ts";

/** A batch without the entries of days whose keys were forgotten, and what those were. */
export type CountableBatch = KeyedBatch & {
  refused: {
    /** How many entries, copies included. */
    count: number;
    /** Their hashes, as `keyHashOf` gives them. */
    hashes: ReadonlySet<string>;
    /** A rejection for each day, of no single line. */
    notes: Rejection[];
  };
};

/**
 * What of a batch can be counted exactly, after the partitions that it needs were made: whether an entry of a day whose keys have
 * expired was counted before, nothing tells. Where none is of such a day, it costs one query.
 */
export async function countableOf(
  pool: Pool,
  batch: KeyedBatch,
  days: ReadonlySet<number>,
  now: number,
): Promise<CountableBatch> {
  const forgotten = await ensurePartitions(pool, days, now);
  const { keys } = batch;
  const perDay = new Map<number, number>();
  for (const day of keys.days) if (forgotten.has(day)) perDay.set(day, (perDay.get(day) ?? 0) + 1);
  if (perDay.size === 0) return { ...batch, refused: { count: 0, hashes: new Set(), notes: [] } };
  const kept: number[] = [];
  const hashes = new Set<string>();
  keys.days.forEach((day, index) => {
    if (perDay.has(day)) hashes.add(hexOf(keys.words, index));
    else kept.push(index);
  });
  const notes = [...perDay].map(([day, many]) => ({ line: NO_LINE, reason: tooOld(day, many) }));
  return {
    ...batch,
    keys: keysAt(keys, kept),
    facts: (known) => batch.facts(new Set([...known, ...hashes])),
    refused: { count: keys.days.length - kept.length, hashes, notes },
  };
}

/** Lines count from 1. */
const NO_LINE = 0;

/** Why entries of a day (since 1970) are refused. */
export function tooOld(day: number, many: number): string {
  const what = `${plural(many, "entry", "entries")} of ${toIso(day * DAY).slice(0, 10)} ${many === 1 ? "is" : "are"}`;
  return `${what} too old to be counted exactly: the keys of that day have expired (retention.entryKeysDays), so nothing tells what was counted before. \`plumbline analyze\` reads entries of any age`;
}
