import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { type Clock, type RunningSources, startSources } from "../../server/run-sources.ts";
import { readGaps } from "../../server/store/read-gaps.ts";
import { listPauses, pauseSource, resumeSource } from "../../server/store/source-pauses.ts";
import { configSchema } from "../../shared/config.ts";
import type { Gap } from "../../shared/gap.ts";
import { HOUR, MINUTE, SECOND, toIso } from "../../shared/time.ts";
import { servedEntry, traffic } from "../lib/logging-server/entries.ts";
import { type Fault, type LoggingServer, startLoggingServer } from "../lib/logging-server/server.ts";
import { storedCounts, truthOf } from "../lib/logging-server/truth.ts";
import { createStore, type TestStore } from "../store/store.ts";
import { virtualClock } from "./virtual-clock.ts";

const START = Math.floor(Date.now() / HOUR) * HOUR;
const SOURCE = "cloud-logging demo";
const ALL = { from: "-infinity", to: "infinity" };

let server: LoggingServer;
let store: TestStore;
let clock: Clock & { time: number };
let sources: RunningSources | undefined;

beforeAll(async () => {
  server = await startLoggingServer({ now: () => clock.time });
});
afterAll(() => server.stop());
beforeEach(async () => {
  clock = virtualClock(START);
  store = await createStore();
  server.entries = [];
  server.calls = [];
  server.faultOf = () => undefined;
  sources = undefined;
});
afterEach(async () => {
  await sources?.stop();
  await store.close();
});

function start(given: object = {}): RunningSources {
  const source = {
    kind: "cloud-logging",
    project: "demo",
    endpoint: server.endpoint,
    insecure: true,
    backfillMinutes: 30,
    requestsPerMinute: 6000,
    pollSeconds: 20,
    ...given,
  };
  const config = configSchema.parse({ sources: [source] });
  const log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
  sources = startSources({ pool: store.pool, config, log, clock, onStored: () => undefined });
  return sources;
}

async function gapsWhen(holds: (gaps: Gap[]) => boolean): Promise<Gap[]> {
  let gaps: Gap[] = [];
  const look = async () => {
    gaps = await readGaps(store.pool, ALL);
    return holds(gaps);
  };
  await expect.poll(look, { interval: 10 }).toBe(true);
  return gaps;
}

const isFilled = ([gap]: Gap[]) => gap?.filledAt != null;

/** A plan that fails calls number `from` up to, not with, `to`. */
const between = (from: number, to: number, fault: Fault) => (call: number) =>
  call >= from && call < to ? fault : undefined;

test("a service that is away for a while is a gap, which the polls fill once their overlap has passed it", async () => {
  server.entries = traffic(500, START - 20 * MINUTE, START + 20 * MINUTE);
  server.faultOf = between(3, 9, { code: 14, message: "The service is unavailable" });
  start();
  const [gap] = await gapsWhen(isFilled);

  expect(gap).toStrictEqual({
    id: expect.stringMatching(/^gap_[0-9a-f]{16}$/),
    source: SOURCE,
    kind: "disconnect",
    from: expect.any(String),
    to: expect.any(String),
    reason: "Cloud Logging is out of reach: The service is unavailable",
    suppressed: null,
    filler: "list",
    filledAt: expect.any(String),
    filledBy: "the polls",
  });
  const [from, to, filledAt] = [gap!.from, gap!.to!, gap!.filledAt!].map((at) => Date.parse(at));
  // Six failures with growing pauses.
  expect(to! - from!).toBeGreaterThan(20 * SECOND);
  expect(filledAt! - to!).toBeGreaterThanOrEqual(60 * SECOND);
  expect((await readGaps(store.pool, ALL)).length).toBe(1);
});

test("a quota that is used up is a gap of its own kind from the first refusal on, a single hiccup is none", async () => {
  server.faultOf = (call) =>
    ({ 3: { code: 14, message: "hiccup" }, 6: { code: 8, message: "Quota exceeded" } })[call] as Fault | undefined;
  start();
  const gaps = await gapsWhen((all) => all[0]?.to != null);
  expect(gaps.map(({ kind, reason }) => [kind, reason])).toStrictEqual([
    ["throttling", "The quota for reading logs of demo is used up (Google allows 60 requests a minute)"],
  ]);
});

test("a gap that lasts is open, and a process that ends meanwhile leaves it to the next one to end it", async () => {
  server.faultOf = (call) => (call >= 2 ? { code: 14, message: "away" } : undefined);
  start();
  const [open] = await gapsWhen((all) => all.length === 1);
  expect(open).toMatchObject({ to: null, filledAt: null });
  await sources?.stop();

  server.faultOf = () => undefined;
  clock.time += 5 * SECOND;
  start();
  const [ended] = await gapsWhen((all) => all[0]?.to != null);
  expect(Date.parse(ended!.to!)).toBeLessThanOrEqual(clock.time);
  expect(ended?.id).toBe(open?.id);
});

test("the time in which nobody read is a gap, a quick restart is none", async () => {
  start();
  await expect.poll(() => sources?.state()[0]?.state).toBe("idle");
  await sources?.stop();
  clock.time += 3 * SECOND;
  start();
  await expect.poll(() => sources?.state()[0]?.state).toBe("idle");
  await sources?.stop();
  expect(await readGaps(store.pool, ALL)).toStrictEqual([]);

  const stoppedAt = clock.time;
  clock.time += 10 * MINUTE;
  server.entries = traffic(100, stoppedAt + MINUTE, stoppedAt + 9 * MINUTE);
  start();
  const [gap] = await gapsWhen(isFilled);
  expect(gap).toMatchObject({
    kind: "restart",
    to: toIso(stoppedAt + 10 * MINUTE),
    reason: "no Plumbline read this source: none ran, or none reached it",
  });
  expect(Math.abs(Date.parse(gap!.from) - stoppedAt)).toBeLessThan(30 * SECOND);
  expect(await storedCounts(store.pool)).toStrictEqual(truthOf(server.entries));
});

test("a paused source asks nothing, says by whom and why, and fills the time from its cursor when it is resumed", async () => {
  start();
  await expect.poll(() => sources?.state()[0]?.state).toBe("idle");
  const pausedAt = clock.time;
  const wish = { source: SOURCE, who: "ada@example.com", reason: "a load test", filler: "list" } as const;
  expect(await pauseSource(store.pool, { ...wish, now: pausedAt }, () => [])).toBe(true);
  expect(await pauseSource(store.pool, { ...wish, who: "bob", now: pausedAt + 1 }, () => [])).toBe(false);
  await sources!.pauses.look();
  await expect.poll(() => sources!.runs[0]?.isReading).toBe(false);
  const calls = server.calls.length;
  expect(sources!.state()[0]).toStrictEqual({
    name: SOURCE,
    kind: "cloud-logging",
    state: "paused",
    detail: expect.stringMatching(
      /^Paused by ada@example\.com since \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC: a load test\. It goes on where it was/,
    ),
  });

  clock.time += 10 * MINUTE;
  server.entries = [servedEntry({ at: clock.time - 5 * MINUTE, insertId: "missed" })];
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(server.calls.length).toBe(calls);
  const resumedAt = clock.time;
  expect(await resumeSource(store.pool, { ...wish, who: "bob", now: resumedAt }, () => [])).toBe(true);
  expect(await resumeSource(store.pool, { ...wish, who: "bob", now: resumedAt }, () => [])).toBe(false);
  const gaps = await gapsWhen(isFilled);

  expect(gaps).toStrictEqual([
    {
      id: expect.any(String),
      source: SOURCE,
      kind: "pause",
      from: toIso(Math.floor(pausedAt)),
      to: toIso(Math.floor(resumedAt)),
      reason: "paused by ada@example.com: a load test; resumed by bob",
      suppressed: null,
      filler: "list",
      filledAt: expect.any(String),
      filledBy: "the polls",
    },
  ]);
  expect((await storedCounts(store.pool)).entries).toBe(1);
});

test("a pause outlives a restart and holds for every replica", async () => {
  await pauseSource(store.pool, { source: SOURCE, who: "ada", reason: "why", now: START, filler: "list" }, () => []);
  const first = start();
  const second = start();
  await first.pauses.look();
  await second.pauses.look();
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect([first, second].map((one) => one.state()[0]?.state)).toStrictEqual(["paused", "paused"]);
  expect(server.calls).toStrictEqual([]);
  expect((await listPauses(store.pool)).map(({ who, at }) => [who, at])).toStrictEqual([["ada", START]]);
  await first.stop();
});
