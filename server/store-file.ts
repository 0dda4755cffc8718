import type pg from "pg";
import type { Config } from "../shared/config.ts";
import { askedParts } from "./asked-parts.ts";
import { type Dialogue, faultOf, startReading } from "./file-dialogue.ts";
import type { ReadBatch } from "./file-protocol.ts";
import { boundYoungSpace } from "./lib/young-space.ts";
import { redactedRejections } from "./redacted-rejections.ts";
import type { PartEnd } from "./sources/file.ts";
import { LATER_PART_FROM } from "./sources/value-splitter.ts";
import { type BatchCounts, type BatchFacts, ingestKeyed } from "./store/ingest.ts";
import { type Patience, storePatiently, storesPatiently } from "./store-patiently.ts";

export type FileToStore = {
  path: string;
  /** Name of the source, for its coverage. */
  source: string;
  isSample?: boolean;
  /** Told the counts of each batch once it is stored, and how much of the file was read for it, in bytes as they lie on disk. */
  onStored?: (counts: BatchCounts, bytesRead: number) => void;
};

/**
 * Stores all that a file holds, whatever its form (see `readFiles`), and gives what was counted. Another thread reads, parses and
 * counts while this one writes, part by part where the file is one entry a line. Each batch is one transaction and is done with once that is
 * committed; a database that is away is waited for. Undefined when the signal of `patience` is aborted first. Throws bad-input for a
 * file that is missing.
 */
export async function storeFile(
  pool: pg.Pool,
  config: Config,
  file: FileToStore,
  patience: Patience,
): Promise<BatchCounts | undefined> {
  const { environments, redaction, grouping } = config;
  const reader = startReading({ path: file.path, config: { environments, redaction, grouping } });
  const stop = () => void reader.stop();
  patience.signal.addEventListener("abort", stop, { once: true });
  try {
    const storing: Storing = {
      pool,
      config,
      file,
      patience,
      reader,
      total: { read: 0, accepted: 0, duplicates: 0, rejected: 0 },
    };
    let linesBefore = 0;
    for await (const { start } of askedParts(file.path, reader)) {
      const lineOffset = start === 0 ? 0 : linesBefore - (LATER_PART_FROM - 1);
      const end = await storePart(storing, lineOffset);
      if (end === undefined) return undefined;
      if (end.isOverrun) break;
      linesBefore += end.lines;
    }
    return patience.signal.aborted ? undefined : storing.total;
  } finally {
    patience.signal.removeEventListener("abort", stop);
    await reader.stop();
  }
}

/** `total` grows with each batch that is stored. */
type Storing = {
  pool: pg.Pool;
  config: Config;
  file: FileToStore;
  patience: Patience;
  reader: Dialogue;
  total: BatchCounts;
};

/**
 * Stores the batches of the part that is read next; undefined when it was stopped first. `lineOffset` is added to a line as the part
 * counts it, for that of the file.
 */
async function storePart(storing: Storing, lineOffset: number): Promise<PartEnd | undefined> {
  const { file, total, patience, reader } = storing;
  while (!patience.signal.aborted) {
    const news = await reader.next();
    if (news === undefined) return undefined;
    if (news.kind === "end") return news;
    if (news.kind === "fault") throw faultOf(news);
    if (news.kind !== "batch") continue;
    boundYoungSpace();
    const counts = await storeBatch(storing, lineOffset, news);
    if (counts === undefined) return undefined;
    reader.ask({ kind: "stored", id: news.id });
    file.onStored?.(counts, news.bytesRead);
    total.read += counts.read;
    total.accepted += counts.accepted;
    total.duplicates += counts.duplicates;
    total.rejected += counts.rejected;
  }
  return undefined;
}

async function storeBatch(
  { pool, config, file, patience, reader }: Storing,
  lineOffset: number,
  { id, keys, newestAt, rejections, facts }: ReadBatch,
): Promise<BatchCounts | undefined> {
  const { source, isSample = false } = file;
  const factsBut = (known: ReadonlySet<string>): BatchFacts | Promise<BatchFacts> =>
    known.size === 0 ? facts : reader.factsOf(id, [...known]);
  const batch = {
    source,
    keys,
    newestAt,
    rejections: redactedRejections(moved(rejections, lineOffset), config),
    gaps: [],
    isSample,
    isBulk: true,
    facts: factsBut,
  };
  const slowly = async () => {
    const asRead = await reader.valuesOf(id);
    const placed = { values: moved(asRead.values, lineOffset), rejections: moved(asRead.rejections, lineOffset) };
    return storePatiently(pool, config, { source, isSample, ...placed }, patience);
  };
  return storesPatiently(() => ingestKeyed(pool, batch), slowly, patience);
}

function moved<T extends { line: number }>(items: readonly T[], by: number): T[] {
  return items.map((item) => ({ ...item, line: item.line + by }));
}
