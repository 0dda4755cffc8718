// How long it takes until another replica analyzes, after the one that did was killed, hangs or is cut off:
// `node test/bench/takeover.ts [--rounds 3]`. One JSON object, milliseconds until the follower shows an incident that began since.
import { parseArgs } from "node:util";
import { createPool } from "../../server/lib/database.ts";
import { migrate } from "../../server/store/migrate.ts";
import { type Mishap, takeoverMs } from "../ingestion/takeover.ts";
import { startThrowawayCluster } from "../lib/throwaway-cluster.ts";

const { values } = parseArgs({ options: { rounds: { type: "string", default: "3" } } });
const MISHAPS: Mishap[] = ["killed", "hangs", "cut off"];

const cluster = await startThrowawayCluster();
const result: Record<string, number[]> = {};
try {
  for (const mishap of MISHAPS) {
    const times: number[] = [];
    for (let round = 0; round < Number(values.rounds); round += 1) {
      const pool = createPool(cluster.url, () => undefined);
      await pool.query("drop schema if exists plumbline cascade");
      await migrate(pool);
      await pool.end();
      times.push(Math.round(await takeoverMs(cluster.url, mishap)));
    }
    result[mishap] = times;
  }
} finally {
  await cluster.stop();
}
process.stdout.write(`${JSON.stringify(result)}\n`);
