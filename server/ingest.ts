import type { Pool } from "pg";
import type { Config, CountingConfig } from "../shared/config.ts";
import type { SourceGap } from "../shared/gap.ts";
import type { Json } from "../shared/json.ts";
import type { LogEntry, Rejection } from "../shared/log-entry.ts";
import { createRevisions } from "./batch-revisions.ts";
import { factsOfCounter } from "./facts-of-counter.ts";
import { gapMessagesOf } from "./gap-messages-of.ts";
import { readEntry } from "./normalize/read-entry.ts";
import { sortEntries } from "./normalize/sort-entries.ts";
import { createCounter, environmentNamer } from "./pipeline.ts";
import { redactedRejections } from "./redacted-rejections.ts";
import { type EntryKeys, hexOf, KeyTable, keysOf } from "./store/entry-keys.ts";
import { type BatchCounts, type BatchFacts, ingestKeyed } from "./store/ingest.ts";

/** One read of a source: values as they came, each with its line or place. */
export type SourceRead = {
  source: string;
  values: readonly { line: number; value: unknown }[];
  /** What could not even be parsed. */
  rejections?: readonly Rejection[];
  gaps?: readonly SourceGap[];
  /** Where the source reads on; stored with the counts. */
  cursor?: Json;
  isSample?: boolean;
};

/**
 * Stores a read in one transaction: what it counts, its groups, samples, traffic, changes and the source's cursor. The same
 * read offered again changes nothing but the count of duplicates. Rejects when the database does: then nothing was stored.
 */
export async function ingest(pool: Pool, config: Config, read: SourceRead): Promise<BatchCounts> {
  const { rejections, ...prepared } = prepare(read.values, config);
  return ingestKeyed(pool, {
    source: read.source,
    ...(read.cursor === undefined ? {} : { cursor: read.cursor }),
    ...prepared,
    rejections: redactedRejections([...(read.rejections ?? []), ...rejections], config),
    gaps: [...(read.gaps ?? [])],
    announceGap: (gap) => gapMessagesOf(gap, config, Date.now()),
    isSample: read.isSample === true,
  });
}

/** Values made ready to be stored. */
export type Prepared = {
  keys: EntryKeys;
  /** Time of the newest entry, milliseconds since 1970; undefined where there is none. */
  newestAt: number | undefined;
  rejections: Rejection[];
  /** What the entries say but for those with these hashes; a copy within the batch counts once. */
  facts: (known: ReadonlySet<string>) => BatchFacts;
};

/** Everything about a batch of values that needs no database. */
export function prepare(values: SourceRead["values"], config: CountingConfig): Prepared {
  const rejections: Rejection[] = [];
  const entries: LogEntry[] = [];
  for (const { line, value } of values) {
    const result = readEntry(value);
    if ("rejected" in result) rejections.push({ line, reason: result.rejected });
    else entries.push(result.entry);
  }
  return { rejections, ...prepareEntries(entries, config) };
}

/** The same for entries that are read already, in any order. */
export function prepareEntries(entries: readonly LogEntry[], config: CountingConfig): Omit<Prepared, "rejections"> {
  const sorted = sortEntries(entries);
  const keys = keysOf(sorted);
  const newestAt = sorted.at(-1)?.at;
  return { keys, newestAt, facts: (known) => factsOf(sorted, keys, known, config) };
}

function factsOf(
  entries: readonly LogEntry[],
  { words }: EntryKeys,
  known: ReadonlySet<string>,
  config: CountingConfig,
): BatchFacts {
  const counter = createCounter(config, true);
  const revisions = createRevisions(environmentNamer(config));
  const taken = new KeyTable(words, true);
  entries.forEach((entry, index) => {
    if (!taken.add(index) || (known.size > 0 && known.has(hexOf(words, index)))) return;
    counter.push(entry);
    revisions.note(entry);
  });
  counter.flush();
  return factsOfCounter(counter, revisions);
}
