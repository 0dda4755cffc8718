import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { type RunningSources, startSources } from "../../server/run-sources.ts";
import { configSchema } from "../../shared/config.ts";
import { HOUR, MINUTE } from "../../shared/time.ts";
import { traffic } from "../lib/logging-server/entries.ts";
import { type LoggingServer, startLoggingServer } from "../lib/logging-server/server.ts";
import { storedCounts, truthOf } from "../lib/logging-server/truth.ts";
import { underLoad } from "../lib/patience.ts";
import { runScript } from "../lib/processes.ts";
import { createStore, type TestStore } from "../store/store.ts";

const ENTRIES = traffic(8000, Date.now() - HOUR, Date.now() - 5 * MINUTE);
const LOG = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

let server: LoggingServer;
let store: TestStore;
let second: RunningSources | undefined;
beforeAll(async () => {
  server = await startLoggingServer();
});
afterAll(() => server.stop());
beforeEach(async () => {
  store = await createStore();
});
afterEach(async () => {
  await second?.stop();
  await store.close();
});

test("a reader that hangs is followed by another within 10 s, and does no harm when it wakes", async () => {
  server.entries = ENTRIES;
  // The first replica meets a service that is away after three pages, and hangs while it waits.
  server.faultOf = () => (server.calls.length < 3 ? undefined : { code: 14, message: "away" });
  const source = {
    kind: "cloud-logging",
    project: "demo",
    endpoint: server.endpoint,
    insecure: true,
    backfillMinutes: 90,
    requestsPerMinute: 6000,
    pollSeconds: 1,
  };
  const config = { sources: [source] };
  const first = runScript("test/sources/sources-child.ts", [store.url, JSON.stringify(config)]);
  await first.firstLine();
  await expect.poll(() => server.calls.length, { interval: 5 }).toBeGreaterThan(3);
  second = startSources({ pool: store.pool, config: configSchema.parse(config), log: LOG, onStored: () => undefined });
  await expect.poll(() => second?.state()[0]?.detail).toMatch(/^Another Plumbline/);

  first.child.kill("SIGSTOP");
  server.faultOf = () => undefined;
  const stoppedAt = performance.now();
  await expect.poll(() => second?.state()[0]?.detail).not.toMatch(/^Another Plumbline/);
  expect(performance.now() - stoppedAt).toBeLessThan(underLoad(10_000));

  first.child.kill("SIGCONT");
  await expect.poll(() => storedCounts(store.pool)).toStrictEqual(truthOf(ENTRIES));
  first.child.kill("SIGKILL");
  await first.ended;
  expect(await storedCounts(store.pool)).toStrictEqual(truthOf(ENTRIES));
});
