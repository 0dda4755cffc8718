import type { Pool } from "pg";
import type { CountingConfig } from "../shared/config.ts";
import type { ErrorGroup } from "../shared/group.ts";
import type { Prepared } from "./ingest.ts";
import type { BodyLine } from "./lib/body-lines.ts";
import { readJsonLine } from "./lib/json-line.ts";
import { stageClock } from "./lib/stages.ts";
import type { LineBatch } from "./line-batch.ts";
import { LineReader } from "./line-reader.ts";
import { redactedRejections } from "./redacted-rejections.ts";
import { createRestingSamples, type RestingSamples } from "./resting-samples.ts";
import { hexOf, KeyTable } from "./store/entry-keys.ts";
import { tooOld } from "./store/forgotten-keys.ts";
import { type Found, ingestKeyed } from "./store/ingest.ts";
import { type Outcome, storeOffers } from "./store-offers.ts";
import { isDataFault } from "./store-patiently.ts";
import { createThinner, type Thinner } from "./thin-groups.ts";

/**
 * Stores lines in one transaction and tells what became of each, in order; what they say is read as far as possible without parsing
 * them, and before the transaction begins. Rejects when the database does: see `storeOffers`.
 */
export type LineStore = {
  store: (source: string, lines: readonly BodyLine[]) => Promise<Outcome[]>;
  /** Writes the samples that wait for more of their kind. */
  stop: () => Promise<void>;
};

/** A store for lines that are each one entry in JSON. It remembers where entries come from, within bounds. */
export function createLineStore(pool: Pool, config: CountingConfig): LineStore {
  const reader = new LineReader(config);
  const thinner = createThinner();
  const resting = createRestingSamples(pool);
  const store = async (source: string, lines: readonly BodyLine[]) => {
    const noteStage = stageClock();
    const batch = collect(reader, lines);
    noteStage("read");
    try {
      return await storeBatch(pool, config, { source, batch, thinner, resting, count: lines.length });
    } catch (error) {
      if (!isDataFault(error)) throw error;
      const offered = lines.map(({ data, from, to }) => readJsonLine(data, from, to));
      return storeOffers(pool, config, source, offered);
    }
  };
  return { store, stop: resting.stop };
}

/** All that lines hold; of each, the line number is its place among them, from 1. */
function collect(reader: LineReader, lines: readonly BodyLine[]): LineBatch {
  let current: Buffer | undefined;
  lines.forEach(({ data, from, to }, index) => {
    if (data !== current) reader.start(data);
    current = data;
    const line = index + 1;
    if (reader.takeQuick(from, to, line)) return;
    const read = readJsonLine(data, from, to);
    if ("reason" in read) reader.batch.unread.push({ line, reason: read.reason });
    else reader.batch.addValue(line, read.value);
  });
  return reader.takeBatch();
}

type Storing = {
  source: string;
  batch: LineBatch;
  thinner: Thinner;
  resting: RestingSamples;
  count: number;
};

async function storeBatch(
  pool: Pool,
  config: CountingConfig,
  { source, batch, thinner, resting, count }: Storing,
): Promise<Outcome[]> {
  const { rejections, facts, ...prepared } = batch.prepared();
  let offered: ErrorGroup[] = [];
  let groups: ErrorGroup[] = [];
  let found: Found = { known: new Set(), refused: new Set() };
  const keyed = {
    source,
    ...prepared,
    rejections: redactedRejections(rejections, config),
    gaps: [],
    isSample: false,
    facts: (known: ReadonlySet<string>) => {
      const some = facts(known);
      offered = thinner.thin(some.groups);
      groups = resting.take(offered, performance.now());
      return { ...some, groups };
    },
  };
  await ingestKeyed(pool, keyed, Date.now(), (heard) => {
    found = heard;
  });
  thinner.told(offered);
  resting.stored(offered, groups, performance.now());
  return outcomesOf(batch, { ...prepared, rejections }, found, count);
}

function outcomesOf(
  batch: LineBatch,
  { keys, rejections }: Pick<Prepared, "keys" | "rejections">,
  found: Found,
  count: number,
): Outcome[] {
  const reasons = new Map(rejections.map(({ line, reason }) => [line, reason]));
  const taken = new KeyTable(keys.words, true);
  let index = 0;
  return Array.from({ length: count }, (_, place): Outcome => {
    const unusable = reasons.get(place + 1);
    const reason = unusable ?? refusalOf(keys, index, found);
    if (reason !== undefined) {
      if (unusable === undefined) index++;
      return { outcome: "rejected", insertId: null, reason };
    }
    const isKnown = isStored(keys, index, found) || !taken.add(index);
    const insertId = batch.insertIdAt(index++);
    return { outcome: isKnown ? "duplicate" : "accepted", insertId };
  });
}

function refusalOf({ words, days }: Prepared["keys"], index: number, { refused }: Found): string | undefined {
  if (refused.size === 0 || !refused.has(hexOf(words, index))) return undefined;
  return tooOld(days[index] ?? 0, 1);
}

function isStored({ words }: Prepared["keys"], index: number, { known }: Found): boolean {
  return known.size > 0 && known.has(hexOf(words, index));
}
