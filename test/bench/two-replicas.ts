// Two replicas under push load and a live stream at once on one database, the one that analyzes killed in the middle:
// `node test/bench/two-replicas.ts [--entries 100000] [--seed 1]`. One JSON object; ends with 1 where the counts differ, two analyzed at
// once, or the other one took longer than 10 s.
import { isDeepStrictEqual, parseArgs } from "node:util";
import { createPool } from "../../server/lib/database.ts";
import { migrate } from "../../server/store/migrate.ts";
import { SECOND } from "../../shared/time.ts";
import { twoReplicas } from "../ingestion/two-replicas.ts";
import { startThrowawayCluster } from "../lib/throwaway-cluster.ts";

const { values } = parseArgs({
  options: { entries: { type: "string", default: "100000" }, seed: { type: "string", default: "1" } },
});
const cluster = await startThrowawayCluster();
try {
  const pool = createPool(cluster.url, () => undefined);
  await migrate(pool);
  await pool.end();
  const startedAt = performance.now();
  const size = { entries: Number(values.entries), seed: Number(values.seed) };
  const { stored, truth, ...seen } = await twoReplicas({ url: cluster.url, ...size });
  const isEqual = isDeepStrictEqual(stored, truth);
  const seconds = Math.round((performance.now() - startedAt) / SECOND);
  process.stdout.write(`${JSON.stringify({ isEqual, entries: truth.entries, ...seen, seconds })}\n`);
  if (!isEqual) process.stdout.write(`${JSON.stringify({ stored, truth })}\n`);
  process.exitCode = isEqual && seen.mostAnalyzers === 1 && seen.takeoverMs < 10 * SECOND ? 0 : 1;
} finally {
  await cluster.stop();
}
