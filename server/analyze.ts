import type { Config } from "../shared/config.ts";
import type { Analysis } from "../shared/incident.ts";
import type { Coverage, LogEntry } from "../shared/log-entry.ts";
import { toIso } from "../shared/time.ts";
import { type Ask, diagnose, type Window } from "./diagnose.ts";
import type { Aggregate } from "./group/aggregate.ts";
import { boundYoungSpace } from "./lib/young-space.ts";
import { readEntry } from "./normalize/read-entry.ts";
import { createEntryOrder } from "./order-entries.ts";
import { createCounter } from "./pipeline.ts";
import { createRedact, type Redact } from "./redact/redact.ts";
import { createSeenKeys, type SeenKeys } from "./seen-keys.ts";
import type { FileBatch } from "./sources/file.ts";

export type AnalyzeSettings = {
  config: Config;
  /** Milliseconds since 1970; default: the newest accepted entry. */
  now?: number;
  ask: Ask;
};

/** An analysis with what it was derived from. */
export type Analyzed = { analysis: Analysis; aggregate: Aggregate; window: Window };

/** Files in, analysis out. Reading the same entries twice changes nothing but the count of duplicates. */
export async function analyze(batches: AsyncIterable<FileBatch>, settings: AnalyzeSettings): Promise<Analysis> {
  return (await analyzeKeeping(batches, settings)).analysis;
}

/** The same, together with the counts that the analysis rests on. */
export async function analyzeKeeping(
  batches: AsyncIterable<FileBatch>,
  { config, now, ask }: AnalyzeSettings,
): Promise<Analyzed> {
  const counter = createCounter(config);
  const coverage: Coverage = { read: 0, accepted: 0, duplicates: 0, rejected: 0, rejections: [], gaps: [] };
  const seen = createSeenKeys();
  const redact = createRedact(config.redaction);
  const order = createEntryOrder((entry) => counter.push(entry));
  let from = Number.POSITIVE_INFINITY;
  let to = Number.NEGATIVE_INFINITY;
  for await (const batch of batches) {
    boundYoungSpace();
    for (const entry of accept(batch, coverage, seen, redact)) {
      order.add(entry);
      from = Math.min(from, entry.at);
      to = Math.max(to, entry.at);
    }
  }
  order.end();
  counter.flush();
  counter.joinGroups();
  const end = now ?? (Number.isFinite(to) ? to : 0);
  const start = Math.min(Number.isFinite(from) ? from : end, end);
  const aggregate = counter.read();
  const window = { from: start, now: end };
  const analysis: Analysis = {
    schema: "plumbline.analysis/v1",
    generatedAt: toIso(end),
    window: { from: toIso(start), to: toIso(Math.max(end, start)) },
    coverage,
    incidents: await diagnose(aggregate, config, window, ask),
  };
  return { analysis, aggregate, window };
}

/** Most reasons that are listed one by one; all of them are counted. */
const MAX_REJECTIONS = 1000;

/** The usable new entries of a batch; every value offered is counted as accepted, duplicate or rejected. */
function accept(batch: FileBatch, coverage: Coverage, seen: SeenKeys, redact: Redact): LogEntry[] {
  coverage.read += batch.read;
  const entries: LogEntry[] = [];
  const reject = (line: number, reason: string) => {
    coverage.rejected += 1;
    if (coverage.rejections.length < MAX_REJECTIONS) coverage.rejections.push({ line, reason: redact(reason).text });
  };
  for (const { line, reason } of batch.rejections) reject(line, reason);
  for (const { line, value } of batch.values) {
    const result = readEntry(value);
    if ("rejected" in result) reject(line, result.rejected);
    else if (!seen.add(result.entry.key)) coverage.duplicates += 1;
    else {
      coverage.accepted += 1;
      entries.push(result.entry);
    }
  }
  return entries;
}
