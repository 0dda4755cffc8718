// Reads entries from a local Cloud Logging into PostgreSQL and prints how fast, with nothing in the way and through faults:
// `node test/bench/cloud-logging.ts [ENTRIES]`.
import { setTimeout as sleep } from "node:timers/promises";
import { createPool } from "../../server/lib/database.ts";
import { startSources } from "../../server/run-sources.ts";
import { migrate } from "../../server/store/migrate.ts";
import { configSchema } from "../../shared/config.ts";
import { MINUTE } from "../../shared/time.ts";
import { traffic } from "../lib/logging-server/entries.ts";
import { type Fault, startLoggingServer } from "../lib/logging-server/server.ts";
import { storedCounts, truthOf } from "../lib/logging-server/truth.ts";
import { startThrowawayCluster } from "../lib/throwaway-cluster.ts";

const FAULTS: (Fault | undefined)[] = [
  "repeat",
  "empty",
  "shuffle",
  { code: 14, message: "away" },
  undefined,
  undefined,
  "cut",
];

const count = Number(process.argv[2] ?? 100_000);
const cluster = await startThrowawayCluster();
const server = await startLoggingServer();
server.entries = traffic(count, Date.now() - 110 * MINUTE, Date.now() - 5 * MINUTE);
try {
  await measure("nothing in the way", () => undefined);
  await measure("through faults", (call) => FAULTS[call % FAULTS.length]);
} finally {
  server.stop();
  await cluster.stop();
}

async function measure(what: string, faultOf: (call: number) => Fault | undefined): Promise<void> {
  const pool = createPool(cluster.url, () => undefined);
  await pool.query("drop schema if exists plumbline cascade");
  await migrate(pool);
  server.calls = [];
  server.faultOf = faultOf;
  const source = {
    kind: "cloud-logging",
    project: "demo",
    endpoint: server.endpoint,
    insecure: true,
    backfillMinutes: 120,
    requestsPerMinute: 60_000,
  };
  const log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
  const startedAt = performance.now();
  const sources = startSources({
    pool,
    log,
    onStored: () => undefined,
    config: configSchema.parse({ sources: [source] }),
  });
  let rssBytes = 0;
  while (sources.state()[0]?.state !== "idle") {
    await sleep(50);
    rssBytes = Math.max(rssBytes, process.memoryUsage.rss());
  }
  const seconds = (performance.now() - startedAt) / 1000;
  await sources.stop();
  const isTrue = JSON.stringify(await storedCounts(pool)) === JSON.stringify(truthOf(server.entries));
  await pool.end();
  process.stdout.write(
    `${what}: ${count} entries in ${seconds.toFixed(1)} s, ${Math.round(count / seconds)} a second, ${server.calls.length} calls, server and reader ${Math.round(rssBytes / 1e6)} MB, counts ${isTrue ? "equal" : "DIFFER"}\n`,
  );
}
