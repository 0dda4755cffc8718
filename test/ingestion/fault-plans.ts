import { setTimeout as sleep } from "node:timers/promises";
import type { Pool } from "pg";
import { startSources } from "../../server/run-sources.ts";
import { configSchema } from "../../shared/config.ts";
import { HOUR } from "../../shared/time.ts";
import { type ExactCounts, exactCounts, exactTruth, readOffered } from "../lib/exact-counts.ts";
import type { ServedEntry } from "../lib/logging-server/entries.ts";
import { type Fault, type LoggingServer, startLoggingServer, type Tail } from "../lib/logging-server/server.ts";
import { type Chance, chanceOf, freshEntries } from "./feed.ts";

type Plan = {
  /** What call number `call` of entries.list meets. */
  list?: (call: number) => Fault | undefined;
  /** What is streamed of a chunk of entries, in which order; default all of it. */
  stream?: (chunk: ServedEntry[], chance: Chance) => ServedEntry[][];
  /** Befalls the open streams after chunk number `chunk`. */
  befall?: (tail: Tail, chunk: number) => void;
  /** The server ends every connection after chunk number `chunk`. */
  isCut?: (chunk: number) => boolean;
  /** Hours by which some entries come later than they say. */
  lateHours?: number;
};

const every = (n: number, fault: Fault) => (call: number) => (call % n === n - 1 ? fault : undefined);
const QUOTA = { code: 8, message: "Quota exceeded for quota metric 'Read requests'" };
const AWAY = { code: 14, message: "The service is unavailable" };
const EXPIRED = { code: 16, message: "Request had invalid authentication credentials" };
const STALE_TOKEN = { code: 3, message: "page_token is invalid" };
const ends =
  (n: number, { code, message }: { code: number; message: string }) =>
  (tail: Tail, chunk: number) =>
    void (chunk % n === n - 1 && tail.emit("error", { code, details: message }));

/** Everything that a stream of entries and the polls beside it may meet. */
export const PLANS = {
  "nothing in the way": {},
  "drop: one response of three never comes": { stream: (chunk, chance) => (chance() < 1 / 3 ? [] : [chunk]) },
  "duplicate: all comes twice, and pages repeat": { list: every(2, "repeat"), stream: (chunk) => [chunk, chunk] },
  "reorder: entries and pages in another order": {
    list: every(2, "shuffle"),
    stream: (chunk) => [chunk.slice(chunk.length / 2), chunk.slice(0, chunk.length / 2).toReversed()],
  },
  "late: entries that are hours old": { lateHours: 6 },
  "RESOURCE_EXHAUSTED, polls and streams": { list: every(4, QUOTA), befall: ends(5, QUOTA) },
  "UNAVAILABLE in the middle of stream and pages": { list: every(3, AWAY), befall: ends(3, AWAY) },
  "credentials and page tokens expire": {
    list: (call) => (call % 9 === 4 ? STALE_TOKEN : call % 5 === 3 ? EXPIRED : undefined),
    befall: ends(6, EXPIRED),
  },
  "empty pages that have a next one": { list: every(3, "empty") },
  "every connection is cut again and again": { isCut: (chunk) => chunk % 8 === 7 },
  "all of it at once": {
    list: (call) =>
      [undefined, "repeat", "empty", "shuffle", AWAY, undefined, QUOTA, undefined, EXPIRED][call % 9] as Fault,
    stream: (chunk, chance) => (chance() < 1 / 3 ? [] : chance() < 1 / 2 ? [chunk, chunk] : [chunk.toReversed()]),
    befall: ends(7, AWAY),
    isCut: (chunk) => chunk % 11 === 10,
    lateHours: 6,
  },
} as const satisfies Record<string, Plan>;

export type PlanResult = {
  stored: ExactCounts;
  truth: ExactCounts;
  offered: number;
  calls: number;
  streams: number;
  /** What the source says of itself at the end. */
  said: string;
};

/** Entries between two mishaps. */
const CHUNK = 500;
/** Pauses that a fault asks for are cut to this, so that a quota's minute does not last one. */
const LONGEST_PAUSE_MS = 100;
const STANDSTILL_MS = 60_000;

/**
 * `count` entries that come while they are read, `size` at a time, by stream and by polls, through a plan of faults; into an empty
 * store.
 */
export async function runPlan(name: keyof typeof PLANS, count: number, pool: Pool, size = CHUNK): Promise<PlanResult> {
  const plan: Plan = PLANS[name];
  const chance = chanceOf(name.length);
  const server = await startLoggingServer();
  server.faultOf = (call) => plan.list?.(call);
  let streams = 0;
  server.onTail = () => {
    streams += 1;
  };
  const sources = startSources({
    pool,
    config: configOf(server),
    log: SILENT,
    clock: CLOCK,
    onStored: () => undefined,
  });
  try {
    for (let chunk = 0; chunk * size < count; chunk += 1) {
      const entries = someEntries(chunk, Math.min(size, count - chunk * size), plan, chance);
      server.entries.push(...entries);
      for (const part of plan.stream?.(entries, chance) ?? [entries])
        for (const tail of server.tails) write(tail, part);
      for (const tail of server.tails) plan.befall?.(tail, chunk);
      if (plan.isCut?.(chunk) === true) {
        server.stop();
        await server.start();
      }
      // The stream waits for us; so does whoever writes into it.
      await sleep(25);
    }
    const truth = exactTruth(server.entries);
    const stored = await settled(pool, truth.entries);
    const offered = await readOffered(pool);
    const said = sources.state()[0]?.detail ?? "";
    return { stored, truth, offered, calls: server.calls.length, streams, said };
  } finally {
    await sources.stop();
    server.stop();
  }
}

const SILENT = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const CLOCK = {
  now: Date.now,
  random: Math.random,
  sleep: async (milliseconds: number, signal: AbortSignal) => {
    await sleep(Math.min(milliseconds, LONGEST_PAUSE_MS), undefined, { signal }).catch(() => undefined);
  },
};

function configOf({ endpoint }: LoggingServer) {
  const source = {
    kind: "cloud-logging",
    project: "demo",
    endpoint,
    insecure: true,
    tail: true,
    backfillMinutes: 5,
    overlapSeconds: 10,
    requestsPerMinute: 60_000,
  };
  return configSchema.parse({ sources: [source] });
}

function someEntries(chunk: number, count: number, { lateHours = 0 }: Plan, chance: Chance): ServedEntry[] {
  const entries = freshEntries(`c${chunk}`, count, chance);
  if (lateHours === 0) return entries;
  return entries.map((entry) => (chance() < 0.3 ? at(entry, entry.at - chance() * lateHours * HOUR) : entry));
}

function at(served: ServedEntry, time: number): ServedEntry {
  const whole = Math.floor(time);
  const timestamp = { seconds: Math.floor(whole / 1000), nanos: (whole % 1000) * 1e6 };
  return { ...served, at: whole, entry: { ...served.entry, timestamp } };
}

function write(tail: Tail, entries: ServedEntry[]): void {
  if (tail.writable) tail.write({ entries: entries.map(({ entry }) => entry) });
}

/** What is stored, once nothing is missing, or nothing was read for a minute. */
async function settled(pool: Pool, entries: number): Promise<ExactCounts> {
  let last = { offered: -1, at: performance.now() };
  for (;;) {
    const [stored, offered] = [await exactCounts(pool), await readOffered(pool)];
    if (stored.entries >= entries || performance.now() > last.at + STANDSTILL_MS) return stored;
    if (offered !== last.offered) last = { offered, at: performance.now() };
    await sleep(200);
  }
}
