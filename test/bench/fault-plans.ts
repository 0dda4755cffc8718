// Sends entries over a live stream and polls through every plan of faults and compares the counts with the truth:
// `node test/bench/fault-plans.ts [--entries 100000] [--plan drop]`. A line of JSON for each plan; ends with 1 where any differs.
import { isDeepStrictEqual, parseArgs } from "node:util";
import { createPool } from "../../server/lib/database.ts";
import { migrate } from "../../server/store/migrate.ts";
import { PLANS, runPlan } from "../ingestion/fault-plans.ts";
import { startThrowawayCluster } from "../lib/throwaway-cluster.ts";

const { values } = parseArgs({
  options: { entries: { type: "string", default: "100000" }, plan: { type: "string", default: "" } },
});
const names = (Object.keys(PLANS) as (keyof typeof PLANS)[]).filter((name) => name.includes(values.plan));
const cluster = await startThrowawayCluster();
try {
  for (const name of names) {
    const pool = createPool(cluster.url, () => undefined);
    await pool.query("drop schema if exists plumbline cascade");
    await migrate(pool);
    const startedAt = performance.now();
    const { stored, truth, offered, calls, streams } = await runPlan(name, Number(values.entries), pool);
    const isEqual = isDeepStrictEqual(stored, truth);
    const seconds = Math.round((performance.now() - startedAt) / 1000);
    const result = {
      plan: name,
      isEqual,
      entries: truth.entries,
      stored: stored.entries,
      offered,
      calls,
      streams,
      seconds,
    };
    process.stdout.write(`${JSON.stringify(result)}\n`);
    if (!isEqual) process.exitCode = 1;
    await pool.end();
  }
} finally {
  await cluster.stop();
}
