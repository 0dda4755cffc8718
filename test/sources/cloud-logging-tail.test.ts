import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { type RunningSources, startSources } from "../../server/run-sources.ts";
import { readGaps } from "../../server/store/read-gaps.ts";
import { configSchema } from "../../shared/config.ts";
import type { Gap } from "../../shared/gap.ts";
import { type ServedEntry, servedEntry, traffic } from "../lib/logging-server/entries.ts";
import { type LoggingServer, startLoggingServer, type Tail } from "../lib/logging-server/server.ts";
import { storedCounts, truthOf } from "../lib/logging-server/truth.ts";
import { createStore, type TestStore } from "../store/store.ts";

let server: LoggingServer;
let store: TestStore;
let sources: RunningSources;
beforeAll(async () => {
  server = await startLoggingServer();
});
afterAll(() => server.stop());
beforeEach(async () => {
  server.entries = [];
  server.calls = [];
  server.onTail = () => undefined;
  store = await createStore();
});
afterEach(async () => {
  await sources.stop();
  await store.close();
});

function start(given: object): void {
  const source = {
    kind: "cloud-logging",
    project: "demo",
    endpoint: server.endpoint,
    insecure: true,
    backfillMinutes: 1,
    requestsPerMinute: 6000,
    tail: true,
    ...given,
  };
  const log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
  const config = configSchema.parse({ sources: [source] });
  sources = startSources({ pool: store.pool, config, log, onStored: () => undefined });
}

async function openStream(): Promise<Tail> {
  await expect.poll(() => server.tails.size, { interval: 10 }).toBe(1);
  const [stream] = server.tails;
  return stream!;
}

/** Every connection ends without a word, and the server is there again at once. */
async function cut(): Promise<void> {
  server.stop();
  server.tails.clear();
  await server.start();
}

const detail = () => sources.state()[0]?.detail ?? "";
const responseOf = (entries: ServedEntry[]) => ({ entries: entries.map(({ entry }) => entry) });

/** Entries received now. */
function fresh(count: number, idFrom = 0): ServedEntry[] {
  return traffic(count + idFrom, Date.now() - 2000, Date.now() - 1000)
    .slice(idFrom)
    .map((entry) => ({ ...entry, visibleAt: 0 }));
}

test("an entry of the live stream is stored long before the next poll", async () => {
  start({ pollSeconds: 600 });
  const stream = await openStream();
  await expect.poll(() => sources.state()[0]?.state).toBe("idle");
  server.entries = fresh(10);
  stream.write(responseOf(server.entries));
  await expect.poll(async () => (await storedCounts(store.pool)).entries).toBe(10);
  expect(detail()).toMatch(/asks again every 600 s\. The live stream is open since 20/);
});

test("the stream is asked for the user's filter, and is opened again however it ends", async () => {
  const requests: object[] = [];
  server.onTail = (_stream, request) => requests.push(request);
  start({ pollSeconds: 1, filter: "severity >= ERROR" });
  for (const end of [
    (stream: Tail) => stream.end(),
    (stream: Tail) => stream.emit("error", { code: 14, details: "going away" }),
    () => cut(),
  ]) {
    const stream = await openStream();
    await end(stream);
    await expect.poll(() => server.tails.has(stream), { interval: 10 }).toBe(false);
  }
  await openStream();
  await expect.poll(() => requests).toHaveLength(4);
  expect(requests[3]).toMatchObject({
    resourceNames: ["projects/demo"],
    filter: "severity >= ERROR",
    bufferWindow: { seconds: "1", nanos: 0 },
  });
});

test("what Google holds back is said, and the poll reads it", async () => {
  start({ pollSeconds: 1 });
  const stream = await openStream();
  server.entries = fresh(50);
  stream.write({
    ...responseOf(server.entries.slice(0, 10)),
    suppressionInfo: [{ reason: "RATE_LIMIT", suppressedCount: 40 }],
  });
  await expect
    .poll(detail)
    .toMatch(
      /Google held back at least 40 entries from the live stream at 20[^(]+ \(more came than Google streams \(60,000 a minute\)\); the polls read them\./,
    );
  await expect.poll(() => storedCounts(store.pool)).toStrictEqual(truthOf(server.entries));
});

test("a project whose streams are all taken is read by polls, and that is said", async () => {
  server.onTail = (stream) => void stream.emit("error", { code: 8, details: "Too many open tail sessions" });
  start({ pollSeconds: 1 });
  server.entries = fresh(20);
  await expect.poll(() => storedCounts(store.pool)).toStrictEqual(truthOf(server.entries));
  expect(detail()).toMatch(
    /The live stream ended \(.*\) and is opened again in \d+ s; meanwhile the polls read everything\./,
  );
});

test("3,000 entries over streams that break and lose a part are counted exactly", async () => {
  start({ pollSeconds: 1 });
  for (let round = 0; round < 15; round += 1) {
    const entries = fresh(200, round * 200);
    const stream = await openStream();
    server.entries = [...server.entries, ...entries];
    for (let i = 0; i < entries.length; i += 50) {
      // One part in four never comes, one comes twice.
      if (i !== 100) stream.write(responseOf(entries.slice(i, i + 50)));
      if (i === 50) stream.write(responseOf(entries.slice(i, i + 50)));
    }
    await sleep(20);
    if (round % 3 === 2) {
      await cut();
      await expect.poll(() => server.tails.has(stream), { interval: 10 }).toBe(false);
    }
  }
  await expect.poll(() => storedCounts(store.pool)).toStrictEqual(truthOf(server.entries));
});

test("a stream that breaks is a gap until the next one is open, and the polls fill it", async () => {
  start({ pollSeconds: 1, overlapSeconds: 1 });
  const stream = await openStream();
  stream.write(responseOf(fresh(1)));
  await expect.poll(async () => (await storedCounts(store.pool)).entries).toBe(1);
  stream.emit("error", { code: 14, details: "going away" });
  await expect.poll(() => server.tails.has(stream), { interval: 10 }).toBe(false);
  const next = await openStream();
  const sent = fresh(5, 1);
  server.entries = sent;
  next.write(responseOf(sent));

  await gapsWhen((gaps) => gaps[0]?.to != null);
  // An entry that was received later is what shows that Google's clock passed the end of the gap.
  await sleep(1500);
  server.entries = [...sent, servedEntry({ at: Date.now(), insertId: "later", visibleAt: 0 })];

  const [gap] = await gapsWhen((gaps) => gaps[0]?.filledAt != null);
  expect(gap).toMatchObject({
    source: "cloud-logging demo",
    kind: "disconnect",
    reason: "The live stream ended (Cloud Logging is out of reach: going away)",
    suppressed: null,
    filledBy: "the polls",
  });
  expect(Date.parse(gap!.to!)).toBeGreaterThan(Date.parse(gap!.from));
});

test("what Google held back again and again is one gap with the number of entries", async () => {
  start({ pollSeconds: 600 });
  const stream = await openStream();
  const suppressed = (count: number) => ({ suppressionInfo: [{ reason: "NOT_CONSUMED", suppressedCount: count }] });
  stream.write(suppressed(40));
  await gapsWhen((gaps) => gaps.length === 1);
  stream.write(suppressed(2));
  await expect.poll(detail).toContain("Google held back at least 2 entries");
  await sources.stop();

  const [gap, ...others] = await gapsWhen((gaps) => gaps[0]?.to != null);
  expect(others).toStrictEqual([]);
  expect(gap).toMatchObject({
    kind: "suppression",
    suppressed: 42,
    reason: "Google held entries back from the live stream: Plumbline could not take them fast enough",
    filler: "list",
    filledAt: null,
  });
});

async function gapsWhen(holds: (gaps: Gap[]) => boolean): Promise<Gap[]> {
  let gaps: Gap[] = [];
  const look = async () => {
    gaps = await readGaps(store.pool, { from: "-infinity", to: "infinity" });
    return holds(gaps);
  };
  await expect.poll(look).toBe(true);
  return gaps;
}
