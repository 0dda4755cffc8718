// How long it takes until another replica analyzes, after the one that did was killed, hangs or is cut off:
// `node test/bench/takeover.ts [--rounds 3] [--groups 48000]`. One JSON object, milliseconds until the follower shows an incident that
// began since. With `--groups` the store holds so many groups, nearly all of which failed within the last day, and nobody looked at
// them yet.
import { parseArgs } from "node:util";
import { createPool } from "../../server/lib/database.ts";
import { migrate } from "../../server/store/migrate.ts";
import { type Mishap, takeoverMs } from "../ingestion/takeover.ts";
import { startThrowawayCluster } from "../lib/throwaway-cluster.ts";
import { seedStore } from "./api-seed.ts";

const { values } = parseArgs({
  options: { rounds: { type: "string", default: "3" }, groups: { type: "string", default: "0" } },
});
const MISHAPS: Mishap[] = ["killed", "hangs", "cut off"];

const cluster = await startThrowawayCluster();
const result: Record<string, number[]> = {};
try {
  for (const mishap of MISHAPS) {
    const times: number[] = [];
    for (let round = 0; round < Number(values.rounds); round += 1) {
      await renew(cluster.url, Number(values.groups));
      times.push(Math.round(await takeoverMs(cluster.url, mishap)));
    }
    result[mishap] = times;
  }
} finally {
  await cluster.stop();
}
process.stdout.write(`${JSON.stringify(result)}\n`);

/** A store with so many groups and nothing else. */
async function renew(url: string, groups: number): Promise<void> {
  const pool = createPool(url, () => undefined);
  await pool.query("drop schema if exists plumbline cascade");
  await migrate(pool);
  const size = { entries: 100 * groups, days: 2, loudGroups: Math.min(groups, 50) };
  const nothing = { incidents: 0, checkRuns: 0, deliveries: 0 };
  if (groups > 0) await seedStore(pool, { ...nothing, ...size, groups }, Date.now());
  await pool.end();
}
