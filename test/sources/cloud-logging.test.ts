import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { type Clock, type RunningSources, startSources } from "../../server/run-sources.ts";
import { loadAggregate } from "../../server/store/load-aggregate.ts";
import { readCoverage, readCursor } from "../../server/store/sources.ts";
import { configSchema } from "../../shared/config.ts";
import { HOUR, MINUTE, minuteOf } from "../../shared/time.ts";
import { servedEntry, traffic } from "../lib/logging-server/entries.ts";
import { type Fault, type LoggingServer, startLoggingServer } from "../lib/logging-server/server.ts";
import { storedCounts, truthOf } from "../lib/logging-server/truth.ts";
import { createStore, type TestStore } from "../store/store.ts";
import { virtualClock } from "./virtual-clock.ts";

/** Two hours of traffic that ended an hour before the sources start, so that a sweep has three windows to catch up. */
const START = Math.floor(Date.now() / HOUR) * HOUR;
const ENTRIES = traffic(6000, START - 2.5 * HOUR, START + 5 * MINUTE);
const TRUTH = truthOf(ENTRIES);
const SOURCE = "cloud-logging demo";

let server: LoggingServer;
let store: TestStore;
let clock: Clock & { time: number };
let sources: RunningSources | undefined;

beforeAll(async () => {
  server = await startLoggingServer({ now: () => clock.time, maxPage: 300 });
});
afterAll(() => server.stop());
beforeEach(async () => {
  clock = virtualClock(START);
  store = await createStore();
  server.entries = ENTRIES;
  server.calls = [];
  server.faultOf = () => undefined;
});
afterEach(async () => {
  await sources?.stop();
  await store.close();
});

function start(given: object = {}): void {
  const source = {
    kind: "cloud-logging",
    project: "demo",
    endpoint: server.endpoint,
    insecure: true,
    backfillMinutes: 180,
    requestsPerMinute: 6000,
    pollSeconds: 20,
    ...given,
  };
  const config = configSchema.parse({ sources: [source] });
  const log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
  sources = startSources({ pool: store.pool, config, log, clock, onStored: () => undefined });
}

/** Runs until `minutes` of virtual time have passed since the first start and all is read. */
async function runUntil(minutes: number): Promise<void> {
  const isDone = () => clock.time >= START + minutes * MINUTE && sources?.state()[0]?.state === "idle";
  await expect.poll(isDone).toBe(true);
  await sources?.stop();
}

const every = (n: number, fault: Fault) => (call: number) => (call % n === n - 1 ? fault : undefined);

const PLANS: [what: string, faultOf: (call: number) => Fault | undefined][] = [
  ["nothing in the way", () => undefined],
  ["pages that repeat what came before", every(2, "repeat")],
  ["pages in another order", every(2, "shuffle")],
  ["empty pages with a next token", every(3, "empty")],
  ["the quota used up now and then", every(4, { code: 8, message: "Quota exceeded for quota metric 'Read requests'" })],
  ["a service that is away in the middle of paging", every(3, { code: 14, message: "The service is unavailable" })],
  [
    "page tokens that live for three pages, in windows of eight",
    every(4, { code: 3, message: "page_token is invalid" }),
  ],
  ["a server that is restarted again and again", every(7, "cut")],
  [
    "all of it at once",
    (call) =>
      [
        undefined,
        "repeat",
        "empty",
        "shuffle",
        { code: 14, message: "away" },
        undefined,
        { code: 8, message: "quota" },
        "cut",
      ][(call * 5) % 11] as Fault | undefined,
  ],
];

test.each(PLANS)("twenty pages of entries are counted exactly through %s", async (_what, faultOf) => {
  server.faultOf = faultOf;
  start();
  await runUntil(7);
  expect(await storedCounts(store.pool)).toStrictEqual(TRUTH);
});

test("without the overlap, entries that are visible late would be missed", async () => {
  start({ overlapSeconds: 0 });
  await runUntil(7);
  const { entries } = await storedCounts(store.pool);
  expect(TRUTH.entries - entries).toBeGreaterThan(0);
  expect(TRUTH.entries - entries).toBeLessThan(20);
});

test("a second run reads the overlap alone, changes no count, and the cursor was kept with the counts", async () => {
  start();
  await runUntil(7);
  const calls = server.calls.length;
  const cursor = await readCursor(store.pool, SOURCE);
  start();
  await runUntil(8);

  expect(await storedCounts(store.pool)).toStrictEqual(TRUTH);
  expect(cursor).toMatchObject({ version: 1 });
  const next = server.calls[calls]?.filter ?? "";
  const from = Date.parse(/receiveTimestamp >= "([^"]+)"/.exec(next)?.[1] ?? "");
  expect(from).toBeGreaterThan(START);
  const [coverage] = await readCoverage(store.pool);
  expect(coverage?.coverage.accepted).toBe(6000);
});

test("an entry that was received hours after the time it states counts in its own minute", async () => {
  const statedAt = START - 5 * HOUR + 7 * MINUTE;
  server.entries = [servedEntry({ at: statedAt, receivedAt: START + MINUTE, insertId: "late" })];
  start();
  await runUntil(3);
  const { groups } = await loadAggregate(store.pool, { from: START - 12 * HOUR, to: START + HOUR });
  expect(groups.map(({ perMinute }) => perMinute)).toStrictEqual([[[minuteOf(statedAt), 1]]]);
});

test("by default no minute holds more than 60 requests, however much there is to catch up with", async () => {
  const askedAt: number[] = [];
  server.entries = traffic(1000, START - 2 * HOUR, START);
  server.faultOf = () => void askedAt.push(clock.time);
  start({ requestsPerMinute: undefined, pollSeconds: 1, backfillMinutes: 3 * 24 * 60 });
  await expect.poll(() => clock.time).toBeGreaterThan(START + 5 * MINUTE);
  const most = Math.max(...askedAt.map((at) => askedAt.filter((other) => other >= at && other < at + MINUTE).length));
  expect(askedAt.length).toBeGreaterThan(200);
  expect(most).toBeLessThanOrEqual(60);
  expect(most).toBeGreaterThan(50);
});
