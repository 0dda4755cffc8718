import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { createPool } from "../server/lib/database.ts";
import { type RunningSources, startSources } from "../server/run-sources.ts";
import { keyHashOf } from "../server/store/entry-keys.ts";
import { readCoverage, readCursor } from "../server/store/sources.ts";
import { storePatiently } from "../server/store-patiently.ts";
import { configSchema } from "../shared/config.ts";
import { HOUR, MINUTE } from "../shared/time.ts";
import { startCutProxy } from "./lib/cut-proxy.ts";
import { traffic } from "./lib/logging-server/entries.ts";
import { type LoggingServer, startLoggingServer } from "./lib/logging-server/server.ts";
import { storedCounts, truthOf } from "./lib/logging-server/truth.ts";
import { underLoad } from "./lib/patience.ts";
import { runScript } from "./lib/processes.ts";
import { createStore, type TestStore } from "./store/store.ts";

/** Twenty pages of them. */
const ENTRIES = traffic(6000, Date.now() - HOUR, Date.now() - 5 * MINUTE);
const TRUTH = truthOf(ENTRIES);
const LOG = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

let server: LoggingServer;
let store: TestStore;
const running: RunningSources[] = [];
beforeAll(async () => {
  server = await startLoggingServer({ maxPage: 300 });
});
afterAll(() => server.stop());
beforeEach(async () => {
  server.entries = ENTRIES;
  server.calls = [];
  server.faultOf = () => undefined;
  server.onTail = () => undefined;
  store = await createStore();
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((sources) => sources.stop()));
  await store.close();
});

function cloudLogging(given: object = {}) {
  return {
    kind: "cloud-logging",
    project: "demo",
    endpoint: server.endpoint,
    insecure: true,
    backfillMinutes: 90,
    requestsPerMinute: 6000,
    pollSeconds: 1,
    ...given,
  };
}

function start(sources: object[], pool = store.pool): RunningSources {
  const config = configSchema.parse({ sources });
  const started = startSources({ pool, config, log: LOG, onStored: () => undefined });
  running.push(started);
  return started;
}

async function stateOf(sources: RunningSources, index: number, state: string): Promise<void> {
  await expect.poll(() => sources.state()[index]?.state).toBe(state);
}

test("killed at any moment and started again, a source ends with the same counts", async () => {
  const config = JSON.stringify({ sources: [cloudLogging()] });
  for (const calls of [1, 4, 9, 15]) {
    const child = runScript("test/sources/sources-child.ts", [store.url, config]);
    await child.firstLine();
    const enough = server.calls.length + calls;
    await expect.poll(() => server.calls.length, { interval: 2 }).toBeGreaterThanOrEqual(enough);
    child.child.kill("SIGKILL");
    await child.ended;
  }
  await stateOf(start([cloudLogging()]), 0, "idle");
  expect(await storedCounts(store.pool)).toStrictEqual(TRUTH);
  const [coverage] = await readCoverage(store.pool);
  expect(coverage?.coverage.accepted).toBe(6000);
  // Each start goes on at the stored page: reading all again each time would take 21 calls a start.
  expect(server.calls.length).toBeLessThan(60);
});

test("killed while a stream, polls and a folder bring the same entries, each is counted once", async () => {
  const folder = await mkdtemp(join(tmpdir(), "plumbline-sources-"));
  const lines = ENTRIES.map(({ entry }) => JSON.stringify(entry));
  for (let i = 0; i < 4; i += 1) {
    await writeFile(join(folder, `S${i}.json`), `${lines.slice(i * 1500, (i + 1) * 1500).join("\n")}\n`);
  }
  server.onTail = async (stream) => {
    for (let i = 0; i < ENTRIES.length && server.tails.has(stream); i += 30) {
      stream.write({ entries: ENTRIES.slice(i, i + 30).map(({ entry }) => entry) });
      await sleep(2);
    }
  };
  const config = { sources: [cloudLogging({ tail: true }), { kind: "folder", path: folder, pollSeconds: 1 }] };
  for (const delayMs of [300, 700, 1100, 1500]) {
    const child = runScript("test/sources/sources-child.ts", [store.url, JSON.stringify(config)]);
    await child.firstLine();
    await expect.poll(() => server.tails.size, { interval: 5 }).toBeGreaterThan(0);
    await sleep(delayMs);
    child.child.kill("SIGKILL");
    await child.ended;
    await expect.poll(() => server.tails.size, { interval: 5 }).toBe(0);
  }
  const last = start(config.sources);
  await stateOf(last, 0, "idle");
  await stateOf(last, 1, "idle");
  expect(await storedCounts(store.pool)).toStrictEqual(TRUTH);
  await rm(folder, { recursive: true });
});

test("a database that goes away stops the reading, and nothing is lost when it is back", async () => {
  const url = new URL(store.url);
  const proxy = await startCutProxy(Number(url.port));
  url.hostname = "127.0.0.1";
  url.port = String(proxy.port);
  const pool = createPool(url.href, () => undefined);
  const sources = start([cloudLogging()], pool);
  await expect.poll(() => server.calls.length, { interval: 2 }).toBeGreaterThan(5);

  proxy.cut();
  await stateOf(sources, 0, "failed");
  const callsWhileAway = server.calls.length;
  await sleep(1500);
  expect(server.calls.length - callsWhileAway).toBeLessThanOrEqual(1);
  expect(sources.state()[0]?.detail).toMatch(
    /^Plumbline's database does not take entries: .*The source waits and goes on where it is; nothing is lost\./,
  );
  await proxy.mend();

  await stateOf(sources, 0, "idle");
  expect(await storedCounts(store.pool)).toStrictEqual(TRUTH);
  await sources.stop();
  await pool.end();
  proxy.cut();
});

test("of two replicas one reads, and the other takes over within seconds when it is killed", async () => {
  server.faultOf = () => (server.calls.length < 4 ? undefined : { code: 14, message: "away" });
  const config = JSON.stringify({ sources: [cloudLogging()] });
  const first = runScript("test/sources/sources-child.ts", [store.url, config]);
  await first.firstLine();
  await expect.poll(() => server.calls.length, { interval: 5 }).toBeGreaterThan(4);
  const second = start([cloudLogging()]);
  await stateOf(second, 0, "idle");
  expect(second.state()[0]?.detail).toBe(
    "Another Plumbline on this database reads this source; this one takes over when that ends. 0 entries read since the start, 0 new ones.",
  );

  first.child.kill("SIGKILL");
  await first.ended;
  server.faultOf = () => undefined;
  const killedAt = performance.now();
  await expect.poll(() => second.state()[0]?.detail).toMatch(/^Read up to/);
  expect(performance.now() - killedAt).toBeLessThan(underLoad(10_000));

  await stateOf(second, 0, "idle");
  expect(await storedCounts(store.pool)).toStrictEqual(TRUTH);
});

test("one source that fails leaves the others alone, and each says how far it is", async () => {
  server.entries = ENTRIES.slice(0, 10);
  server.faultOf = (_call, { resourceNames }) =>
    resourceNames[0] === "projects/secret" ? { code: 7, message: "denied" } : undefined;
  const sources = start([
    cloudLogging({ project: "secret" }),
    { kind: "file", path: "/nonexistent/entries.json" },
    cloudLogging(),
    cloudLogging({ filter: "severity >= ERROR" }),
  ]);
  await stateOf(sources, 0, "failed");
  await stateOf(sources, 1, "failed");
  await stateOf(sources, 2, "idle");
  await stateOf(sources, 3, "idle");
  expect(sources.state().map(({ name }) => name)).toStrictEqual([
    "cloud-logging secret",
    "file /nonexistent/entries.json",
    "cloud-logging demo",
    "cloud-logging demo (2)",
  ]);
  expect(sources.state()[1]?.detail).toMatch(/^\/nonexistent\/entries\.json does not exist: expected a file/);
  expect(sources.state()[2]?.detail).toMatch(/10 entries read since the start, \d+ new ones?\.$/);
  expect((await storedCounts(store.pool)).entries).toBe(10);
});

test("stopping takes no longer than the call that is under way, and ends open streams", async () => {
  server.faultOf = () => ({ code: 14, message: "away" });
  const sources = start([cloudLogging(), cloudLogging({ project: "other", tail: true })]);
  await expect.poll(() => server.tails.size).toBe(1);
  const startedAt = performance.now();
  await sources.stop();
  expect(performance.now() - startedAt).toBeLessThan(underLoad(1000));
  await expect.poll(() => server.tails.size).toBe(0);
});

test("an entry that the database refuses is rejected by itself and does not hold up the rest", async () => {
  const refused = keyHashOf("demo/x|2026-03-01T12:00:00Z|i3", Date.UTC(2026, 2, 1, 12));
  await store.pool.query(
    `create function public.refuse() returns trigger language plpgsql as $$
     begin
       raise exception 'refused' using errcode = '22000';
     end $$;
     create trigger refuse before insert on plumbline.entry_key for each row
     when (replace(new.hash::text, '-', '') = '${refused}') execute function public.refuse()`,
  );
  const values = [1, 2, 3, 4, 5].map((line) => ({
    line,
    value: {
      insertId: `i${line}`,
      timestamp: "2026-03-01T12:00:00Z",
      logName: "projects/demo/logs/x",
      textPayload: "ok",
    },
  }));
  const counts = await storePatiently(
    store.pool,
    configSchema.parse({}),
    { source: "s", values, cursor: { page: 1 } },
    { signal: new AbortController().signal, sleep: async () => undefined, onWait: () => undefined },
  );
  expect(counts).toStrictEqual({ read: 5, accepted: 4, duplicates: 0, rejected: 1 });
  const [coverage] = await readCoverage(store.pool);
  expect(coverage?.coverage.rejections).toStrictEqual([{ line: 3, reason: "entry cannot be stored: refused" }]);
  expect(await readCursor(store.pool, "s")).toStrictEqual({ page: 1 });
});
