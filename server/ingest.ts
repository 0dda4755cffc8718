import type { Pool } from "pg";
import type { Config } from "../shared/config.ts";
import type { Json } from "../shared/json.ts";
import type { Gap, LogEntry, Rejection } from "../shared/log-entry.ts";
import { placeOf } from "./normalize/place.ts";
import { readEntry } from "./normalize/read-entry.ts";
import { sortEntries } from "./normalize/sort-entries.ts";
import { createCounter, environmentNamer } from "./pipeline.ts";
import { type BatchCounts, type BatchFacts, ingestBatch } from "./store/ingest.ts";
import type { RevisionSeen } from "./store/merge-changes.ts";

/** One read of a source: values as they came, each with its line or place. */
export type SourceRead = {
  source: string;
  values: readonly { line: number; value: unknown }[];
  /** What could not even be parsed. */
  rejections?: readonly Rejection[];
  gaps?: readonly Gap[];
  /** Where the source reads on; stored with the counts. */
  cursor?: Json;
  isSample?: boolean;
};

/**
 * Stores a read in one transaction: what it counts, its groups, samples, traffic, changes and the source's cursor. The same
 * read offered again changes nothing but the count of duplicates. Rejects when the database does: then nothing was stored.
 */
export async function ingest(pool: Pool, config: Config, read: SourceRead): Promise<BatchCounts> {
  const rejections: Rejection[] = [...(read.rejections ?? [])];
  const entries: LogEntry[] = [];
  for (const { line, value } of read.values) {
    const result = readEntry(value);
    if ("rejected" in result) rejections.push({ line, reason: result.rejected });
    else entries.push(result.entry);
  }
  const sorted = sortEntries(entries);
  return ingestBatch(pool, {
    source: read.source,
    ...(read.cursor === undefined ? {} : { cursor: read.cursor }),
    entries: sorted.map(({ key, at }) => ({ key, at })),
    rejections,
    gaps: [...(read.gaps ?? [])],
    isSample: read.isSample === true,
    facts: (newKeys) => factsOf(sorted, newKeys, config),
  });
}

/** What the entries with new keys say; a copy within the batch counts once. */
function factsOf(entries: readonly LogEntry[], newKeys: ReadonlySet<string>, config: Config): BatchFacts {
  const counter = createCounter(config, true);
  const environmentOf = environmentNamer(config);
  const revisions = new Map<string, RevisionSeen>();
  const taken = new Set<string>();
  for (const entry of entries) {
    if (!newKeys.has(entry.key) || taken.has(entry.key)) continue;
    taken.add(entry.key);
    counter.push(entry);
    noteRevision(revisions, entry, environmentOf);
  }
  counter.flush();
  const { groups, traffic, changes } = counter.read();
  return {
    groups,
    traffic,
    // A batch can't tell what was seen before it: the store keeps when each revision was first seen.
    changes: changes.filter((change) => change.kind !== "revision-first-seen"),
    revisions: [...revisions.values()],
  };
}

function noteRevision(
  revisions: Map<string, RevisionSeen>,
  entry: LogEntry,
  environmentOf: (project: string) => string,
): void {
  const { environment, service, revision } = placeOf(entry, environmentOf);
  // Audit logs speak of a revision before it runs.
  if (revision === undefined || revision === "" || entry.protoPayload !== undefined) return;
  const key = `${environment}|${service}|${revision}`;
  const known = revisions.get(key);
  if (known === undefined) {
    revisions.set(key, { environment, service, name: revision, firstSeen: entry.at, lastSeen: entry.at });
  } else {
    known.firstSeen = Math.min(known.firstSeen, entry.at);
    known.lastSeen = Math.max(known.lastSeen, entry.at);
  }
}
