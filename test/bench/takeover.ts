// How long it takes until another replica analyzes, after the one that did was killed, hangs or is cut off:
// `node test/bench/takeover.ts [--rounds 3] [--groups 48000] [--settle 60]`. One JSON object, milliseconds until the follower shows an
// incident that began since. With `--groups` the store holds so many groups, nearly all of which failed within the last day, and nobody
// looked at them before the replicas began; with `--settle` these run for so many seconds before anything happens.
import { parseArgs } from "node:util";
import { createPool } from "../../server/lib/database.ts";
import { migrate } from "../../server/store/migrate.ts";
import { SECOND } from "../../shared/time.ts";
import { type Mishap, takeoverMs } from "../ingestion/takeover.ts";
import { startThrowawayCluster } from "../lib/throwaway-cluster.ts";
import { seedStore } from "./api-seed.ts";

const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "3" },
    groups: { type: "string", default: "0" },
    settle: { type: "string", default: "0" },
  },
});
const MISHAPS: Mishap[] = ["killed", "hangs", "cut off"];

const cluster = await startThrowawayCluster();
const copy = databaseOf(cluster.url, "copy");
const result: Record<string, number[]> = {};
try {
  await seed(Number(values.groups));
  for (const mishap of MISHAPS) {
    const times: number[] = [];
    for (let round = 0; round < Number(values.rounds); round += 1) {
      await renew();
      times.push(Math.round(await takeoverMs(copy.href, mishap, { settleMs: Number(values.settle) * SECOND })));
    }
    result[mishap] = times;
  }
} finally {
  await cluster.stop();
}
process.stdout.write(`${JSON.stringify(result)}\n`);

/** The copy as the seed is. */
async function renew(): Promise<void> {
  const pool = createPool(cluster.url, () => undefined);
  await pool.query("drop database if exists copy with (force)");
  await pool.query("create database copy template seed");
  await pool.end();
}

/** A store with so many groups and nothing else. */
async function seed(groups: number): Promise<void> {
  const admin = createPool(cluster.url, () => undefined);
  await admin.query("create database seed");
  await admin.end();
  const pool = createPool(databaseOf(cluster.url, "seed").href, () => undefined);
  await migrate(pool);
  const size = { entries: 100 * groups, days: 2, loudGroups: Math.min(groups, 50) };
  const nothing = { incidents: 0, checkRuns: 0, deliveries: 0 };
  if (groups > 0) await seedStore(pool, { ...nothing, ...size, groups }, Date.now());
  await pool.end();
}

function databaseOf(url: string, name: string): URL {
  const other = new URL(url);
  other.pathname = `/${name}`;
  return other;
}
