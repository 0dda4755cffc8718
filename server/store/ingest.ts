import pg, { type Pool, type PoolClient } from "pg";
import type { ChangeEvent } from "../../shared/events.ts";
import type { SourceGap } from "../../shared/gap.ts";
import type { ErrorGroup, RouteTraffic } from "../../shared/group.ts";
import type { Json } from "../../shared/json.ts";
import type { Rejection } from "../../shared/log-entry.ts";
import { MINUTE } from "../../shared/time.ts";
import { withLastStatements } from "../lib/database.ts";
import { type StageClock, stageClock } from "../lib/stages.ts";
import { type Statement, sendAll } from "../lib/statement.ts";
import { together } from "../lib/together.ts";
import { type EntryKeys, hexOf, keysOf } from "./entry-keys.ts";
import { type CountableBatch, countableOf } from "./forgotten-keys.ts";
import type { AnnounceGap } from "./gaps.ts";
import { type Inserted, insertKeys, insertLookedUp, isKeyRace } from "./insert-keys.ts";
import { markStatement } from "./late-changes.ts";
import { type KnownKeys, keysWithout, lookUpKeys } from "./look-up-keys.ts";
import { changeStatements, type RevisionSeen, revisionStatements } from "./merge-changes.ts";
import { groupStatements } from "./merge-groups.ts";
import { identified, trafficStatements } from "./merge-traffic.ts";
import { noteGaps, sourceStatements } from "./move-source.ts";
import { dayOf } from "./partitions.ts";
import { redactionStatements } from "./redactions.ts";
import { readStoredParts, type StoredParts } from "./stored-parts.ts";

/** What one read of a source brought beside its entries. */
export type BatchFrame = {
  /** Name of the source, for its cursor and coverage. */
  source: string;
  /** Where to read on after this batch; absent leaves the source's cursor as it is. */
  cursor?: Json;
  /** What was offered and could not be used. */
  rejections: Rejection[];
  gaps: SourceGap[];
  /** The messages that a gap leads to, stored with it; none where absent. */
  announceGap?: AnnounceGap;
  /** Belongs to the bundled sample, which can be removed again. */
  isSample: boolean;
};

/** A batch, before it is known which of its entries are new. */
export type Batch = BatchFrame & {
  /** Key and time of every usable entry; copies within the batch are allowed. */
  entries: { key: string; at: number }[];
  /**
   * What the entries with these keys say. Pure: it is called again when the transaction is repeated. Counts, callers,
   * instances and traces are those of the new entries alone, whole rather than the most frequent few.
   */
  facts: (newKeys: ReadonlySet<string>) => BatchFacts;
};

/** A batch whose keys are hashed already, by another thread for example. */
export type KeyedBatch = BatchFrame & {
  keys: EntryKeys;
  /** Time of the newest entry, milliseconds since 1970; undefined where there is none. */
  newestAt: number | undefined;
  /** Part of something long that is read from its beginning to its end: its keys may be kept together. Default false. */
  isBulk?: boolean;
  /** What the entries say but for those with these hashes; may be called again. See `Batch`. */
  facts: (known: ReadonlySet<string>) => BatchFacts | Promise<BatchFacts>;
};

export type BatchFacts = {
  groups: ErrorGroup[];
  traffic: RouteTraffic[];
  changes: ChangeEvent[];
  revisions: RevisionSeen[];
  /** How many secrets of each kind were replaced in them. */
  redactions?: ReadonlyMap<string, number>;
};

/** How many entries were offered; the other three add up to it. */
export type BatchCounts = { read: number; accepted: number; duplicates: number; rejected: number };

/** No partition for a row. https://www.postgresql.org/docs/current/errcodes-appendix.html */
const CHECK_VIOLATION = "23514";

/**
 * Stores one batch in one transaction and gives its counts: only entries whose key is new count, and their groups,
 * minutes, samples, traffic and changes move together with the source's cursor. A batch that is offered again changes
 * nothing but the count of duplicates. Replicas may store overlapping batches at once. Rejects when the database does,
 * and then nothing was stored.
 */
export async function ingestBatch(pool: Pool, batch: Batch, now = Date.now()): Promise<BatchCounts> {
  const { entries, facts, ...frame } = batch;
  const keys = keysOf(entries);
  const newestAt = entries.reduce<number | undefined>((newest, { at }) => Math.max(newest ?? at, at), undefined);
  const factsBut = (known: ReadonlySet<string>) =>
    facts(new Set(entries.filter((_, index) => !known.has(hexOf(keys.words, index))).map(({ key }) => key)));
  return ingestKeyed(pool, { ...frame, keys, newestAt, facts: factsBut }, now);
}

/** What was found of the keys of a batch: hashes of those known before, and of entries that are too old to be counted exactly. */
export type Found = { known: ReadonlySet<string>; refused: ReadonlySet<string> };

/** `ingestBatch` for keys that are hashed already. `hear` is told, once all is committed, what was found of its keys. */
export async function ingestKeyed(
  pool: Pool,
  batch: KeyedBatch,
  now = Date.now(),
  hear: (found: Found) => void = () => undefined,
): Promise<BatchCounts> {
  const days = new Set(batch.keys.days);
  const run = async (isContended: boolean) => {
    const noteStage = stageClock();
    const [countable, lookedUp] = await Promise.all([
      countableOf(pool, batch, days, now),
      lookUpKeys(pool, batch.keys, batch.isBulk === true),
    ]);
    noteStage("look");
    // Made before the transaction begins, which holds nothing while this thread is at work and loses no session by its silence.
    const facts = await factsOf(countable, lookedUp.known, days);
    noteStage("facts");
    const storing = { lookedUp, facts, days, now, isContended };
    const { counts, known } = await withLastStatements(pool, (client) =>
      storeBatch(client, countable, storing, noteStage),
    );
    noteStage("write");
    hear({ known, refused: countable.refused.hashes });
    return counts;
  };
  try {
    return await run(false);
  } catch (error) {
    // The facts reach into a day of which no entry is, or a partition expired meanwhile.
    const isPlaceless = error instanceof pg.DatabaseError && error.code === CHECK_VIOLATION;
    if (!isPlaceless && !isKeyRace(error)) throw error;
    return run(true);
  }
}

type Storing = {
  lookedUp: KnownKeys;
  /** What the entries say whose keys were not known then. */
  facts: BatchFacts;
  days: Set<number>;
  now: number;
  /** Whether the keys may have changed since they were looked up. */
  isContended: boolean;
};

async function storeBatch(
  client: PoolClient,
  batch: CountableBatch,
  storing: Storing,
  noteStage: StageClock,
): Promise<{ value: { counts: BatchCounts; known: ReadonlySet<string> }; last: Statement[] }> {
  noteStage("session");
  const { now } = storing;
  const { inserted, facts, stored } = await addKeys(client, batch, storing);
  noteStage("keys");
  const counts = countBatch(batch, inserted);
  const rejections = [...batch.rejections, ...batch.refused.notes];
  const statements = [
    ...factStatements(facts, stored, batch.isSample, now),
    ...sourceStatements({ ...batch, rejections }, counts, now),
  ];
  const value = { counts, known: inserted.known };
  if (batch.gaps.length === 0) return { value, last: statements };
  await sendAll(client, statements);
  await noteGaps(client, batch);
  return { value, last: [] };
}

type Added = { inserted: Inserted; facts: BatchFacts; stored: StoredParts };

/** Notes the keys, and reads what there is of the groups of those that are new. */
async function addKeys(client: PoolClient, batch: CountableBatch, storing: Storing): Promise<Added> {
  const { keys, isSample, isBulk = false } = batch;
  const { lookedUp, days, isContended } = storing;
  if (!isContended && !isBulk && !isSample) {
    const { facts } = storing;
    const [inserted, stored] = await together(
      insertLookedUp(client, keys, lookedUp),
      readStoredParts(client, facts.groups),
    );
    return { inserted, facts, stored };
  }
  const inserted = await insertKeys(client, keys, { isBulk, isSample, isContended });
  const { known } = lookedUp;
  const isAsExpected = inserted.known.size === known.size && [...known].every((hash) => inserted.known.has(hash));
  const facts = isAsExpected ? storing.facts : await factsOf(batch, inserted.known, days);
  return { inserted, facts, stored: await readStoredParts(client, facts.groups) };
}

const NO_FACTS: BatchFacts = { groups: [], traffic: [], changes: [], revisions: [] };

/** What the entries say that are not known; `days` is told the days that this reaches into. */
async function factsOf(batch: CountableBatch, known: ReadonlySet<string>, days: Set<number>): Promise<BatchFacts> {
  if (keysWithout(batch.keys, known).days.length === 0) return NO_FACTS;
  const facts = await batch.facts(known);
  for (const day of daysOf(facts)) days.add(day);
  return facts;
}

/**
 * What adds facts to what is stored. Every batch takes its locks in this order, and within a table in order of the key: no deadlocks.
 * What no other batch waits for comes first.
 */
function factStatements(
  { groups, traffic, changes, revisions, redactions = new Map() }: BatchFacts,
  stored: StoredParts,
  isSample: boolean,
  now: number,
): Statement[] {
  const routes = identified(traffic);
  return [
    ...changeStatements(changes, isSample),
    ...(groups.length + routes.length > 0 ? [markStatement(groups, routes, now)] : []),
    ...groupStatements(groups, stored, isSample),
    ...trafficStatements(routes, isSample),
    ...revisionStatements(revisions, isSample),
    ...redactionStatements(redactions),
  ];
}

function countBatch({ keys, rejections, refused }: CountableBatch, { known, distinct }: Inserted): BatchCounts {
  const usable = keys.days.length;
  const accepted = distinct - known.size;
  const rejected = rejections.length + refused.count;
  return { read: usable + rejected, accepted, duplicates: usable - accepted, rejected };
}

function* daysOf({ groups, traffic }: BatchFacts): Generator<number> {
  for (const group of groups) for (const [minute] of group.perMinute) yield dayOf(minute * MINUTE);
  for (const route of traffic) for (const [minute] of route.perMinute) yield dayOf(minute * MINUTE);
}
