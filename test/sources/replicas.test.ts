import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { type RunningSources, startSources } from "../../server/run-sources.ts";
import { sourceViews } from "../../server/source-views.ts";
import { readGaps } from "../../server/store/read-gaps.ts";
import { pauseSource, resumeSource } from "../../server/store/source-pauses.ts";
import { type Config, configSchema } from "../../shared/config.ts";
import { MINUTE } from "../../shared/time.ts";
import { traffic } from "../lib/logging-server/entries.ts";
import { type LoggingServer, startLoggingServer } from "../lib/logging-server/server.ts";
import { createStore, type TestStore } from "../store/store.ts";

const LOG = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

let server: LoggingServer;
let store: TestStore;
const running: RunningSources[] = [];
beforeAll(async () => {
  server = await startLoggingServer();
});
afterAll(() => server.stop());
beforeEach(async () => {
  server.entries = traffic(200, Date.now() - 30 * MINUTE, Date.now() - MINUTE);
  store = await createStore();
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((sources) => sources.stop()));
  await store.close();
});

function start(config: Config): RunningSources {
  const sources = startSources({ pool: store.pool, config, log: LOG, onStored: () => undefined });
  running.push(sources);
  return sources;
}

/** What a replica's page shows of its first source. */
async function viewOf(sources: RunningSources, configured: Config) {
  const sample = { state: () => ({ loaded: false, fixApplied: false, canApply: false }) };
  // Of the running application the page needs no more than this.
  const app = { pool: store.pool, sources, configured, sample, refusalOf: () => undefined } as unknown as Parameters<
    typeof sourceViews
  >[0];
  return (await sourceViews(app))[0];
}

test("a replica that stands by shows what the one that reads says", async () => {
  const config = configSchema.parse({
    sources: [
      { kind: "cloud-logging", project: "demo", endpoint: server.endpoint, insecure: true, requestsPerMinute: 6000 },
    ],
  });
  const first = start(config);
  await expect.poll(() => first.state()[0]?.state).toBe("idle");
  const second = start(config);
  const standingBy = /Another Plumbline on this database reads it\.$/;
  await expect.poll(async () => (await viewOf(second, config))?.detail).toMatch(standingBy);
  await expect.poll(async () => (await viewOf(second, config))?.sent).toContain("receiveTimestamp");

  const [one, other] = [await viewOf(first, config), await viewOf(second, config)];
  expect(other?.detail).toMatch(/^Everything received up to .* UTC is read; asks again every 10 s\. Another/);
  expect(other).toMatchObject({
    id: one?.id,
    state: "idle",
    cursor: expect.stringMatching(/^All that was received before .* UTC is read\.$/),
    coverage: { accepted: 200 },
  });
  expect(other?.perMinute.reduce((sum, count) => sum + count, 0)).toBeGreaterThanOrEqual(200);
  expect(other?.lagSeconds).toBeLessThan(60);
});

test("a file that was paused before it was read is read once resumed, and that fills the gap", async () => {
  const folder = await mkdtemp(join(tmpdir(), "plumbline-paused-file-"));
  const path = join(folder, "entries.ndjson");
  await writeFile(path, server.entries.map(({ entry }) => JSON.stringify(entry)).join("\n"));
  const wish = { source: `file ${path}`, who: "ada", reason: "not yet", filler: "files" } as const;
  await pauseSource(store.pool, { ...wish, now: Date.now() }, () => []);
  const config = configSchema.parse({ sources: [{ kind: "file", path }] });
  const sources = start(config);
  await expect.poll(() => sources.state()[0]?.state).toBe("paused");
  expect((await viewOf(sources, config))?.coverage).toBeNull();

  await resumeSource(store.pool, { ...wish, now: Date.now() }, () => []);
  await expect.poll(() => sources.state()[0]?.state).toBe("done");
  expect(sources.state()[0]?.detail).toBe(
    `${path} is read to its end. 200 entries read since the start, 200 new ones.`,
  );
  const gap = async () => (await readGaps(store.pool, { from: "-infinity", to: "infinity" }))[0];
  await expect.poll(async () => (await gap())?.filledBy).toBe("reading the files on");
  await rm(folder, { recursive: true });
});
