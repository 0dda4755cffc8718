import type { Config } from "../shared/config.ts";
import type { Analysis } from "../shared/incident.ts";
import type { Coverage, LogEntry } from "../shared/log-entry.ts";
import { toIso } from "../shared/time.ts";
import { type Ask, diagnose } from "./diagnose.ts";
import { readEntry } from "./normalize/read-entry.ts";
import { sortEntries } from "./normalize/sort-entries.ts";
import { createCounter } from "./pipeline.ts";
import type { FileBatch } from "./sources/file.ts";

/** Entries that are held at once to be put in order of time; beyond it each stretch is ordered for itself. */
const SORTED_AT_ONCE = 200_000;

export type AnalyzeSettings = {
  config: Config;
  /** Milliseconds since 1970; default: the newest accepted entry. */
  now?: number;
  ask: Ask;
};

/** Files in, analysis out. Reading the same entries twice changes nothing but the count of duplicates. */
export async function analyze(
  batches: AsyncIterable<FileBatch>,
  { config, now, ask }: AnalyzeSettings,
): Promise<Analysis> {
  const counter = createCounter(config);
  const coverage: Coverage = { read: 0, accepted: 0, duplicates: 0, rejected: 0, rejections: [], gaps: [] };
  const seen = new Set<string>();
  let held: LogEntry[] = [];
  let from = Number.POSITIVE_INFINITY;
  let to = Number.NEGATIVE_INFINITY;
  const release = () => {
    for (const entry of sortEntries(held)) counter.push(entry);
    held = [];
  };
  for await (const batch of batches) {
    for (const entry of accept(batch, coverage, seen)) {
      held.push(entry);
      from = Math.min(from, entry.at);
      to = Math.max(to, entry.at);
    }
    if (held.length >= SORTED_AT_ONCE) release();
  }
  release();
  counter.flush();
  const end = now ?? (Number.isFinite(to) ? to : 0);
  const start = Math.min(Number.isFinite(from) ? from : end, end);
  const incidents = await diagnose(counter.read(), config, { from: start, now: end }, ask);
  return {
    schema: "plumbline.analysis/v1",
    generatedAt: toIso(end),
    window: { from: toIso(start), to: toIso(Math.max(end, start)) },
    coverage,
    incidents,
  };
}

/** Most reasons that are listed one by one; all of them are counted. */
const MAX_REJECTIONS = 1000;

/** The usable new entries of a batch; every value offered is counted as accepted, duplicate or rejected. */
function accept(batch: FileBatch, coverage: Coverage, seen: Set<string>): LogEntry[] {
  coverage.read += batch.read;
  const entries: LogEntry[] = [];
  const reject = (line: number, reason: string) => {
    coverage.rejected += 1;
    if (coverage.rejections.length < MAX_REJECTIONS) coverage.rejections.push({ line, reason });
  };
  for (const { line, reason } of batch.rejections) reject(line, reason);
  for (const { line, value } of batch.values) {
    const result = readEntry(value);
    if ("rejected" in result) reject(line, result.rejected);
    else if (seen.has(result.entry.key)) coverage.duplicates += 1;
    else {
      seen.add(result.entry.key);
      coverage.accepted += 1;
      entries.push(result.entry);
    }
  }
  return entries;
}
