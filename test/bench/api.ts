// How quick every GET of the API answers at 10,000 incidents, 50,000 groups and 100 million counted entries, with its filters, orders and
// pages, and which big tables were read from end to end for it:
// node test/bench/api.ts [--calls 60] [--only /groups] [--url postgres://… of a store that was seeded] [--now its clock]
import { parseArgs } from "node:util";
import { createPool } from "../../server/lib/database.ts";
import { migrate } from "../../server/store/migrate.ts";
import { rollUpCounts } from "../../server/store/roll-up-counts.ts";
import { startThrowawayCluster } from "../lib/throwaway-cluster.ts";
import { callsByRoute, UNMEASURED } from "./api-calls.ts";
import { type StoreSize, seedStore } from "./api-seed.ts";
import { readFromEndToEnd, serveApi } from "./api-server.ts";
import { quantile } from "./measure.ts";
import { processorSeconds } from "./processor-time.ts";

const { values } = parseArgs({
  options: {
    calls: { type: "string", default: "60" },
    only: { type: "string" },
    url: { type: "string" },
    now: { type: "string" },
  },
});
const CALLS = Number(values.calls);
const COLD_CALLS = 3;
const BUDGET_MS = 50;
const SIZE: StoreSize = {
  ...{ incidents: 10_000, groups: 50_000, entries: 100_000_000, days: 7, loudGroups: 30 },
  ...{ checkRuns: 100_000, deliveries: 20_000 },
};

const quiet = () => undefined;
const say = (words: string) => process.stderr.write(`${words}\n`);
const cluster =
  values.url === undefined ? await startThrowawayCluster() : { url: values.url, stop: async () => quiet() };
const pool = createPool(cluster.url, quiet);
try {
  const now = Number(values.now ?? Date.now());
  if (values.url === undefined) await prepare(now);
  const rows: Awaited<ReturnType<typeof measured>>[] = [];
  for (const [route, paths] of callsByRoute()) {
    if (values.only !== undefined && !route.startsWith(values.only)) continue;
    for (const path of paths) rows.push(await measured(path, now));
  }
  const over = (key: "p99" | "cold") => rows.filter((row) => row[key] > BUDGET_MS).map(({ path }) => path);
  const scanned = rows.filter(({ scans }) => scans.length > 0).map(({ path, scans }) => ({ path, scans }));
  const answer = { size: SIZE, calls: CALLS, budgetMs: BUDGET_MS, slow: over("p99"), slowCold: over("cold"), scanned };
  process.stdout.write(`${JSON.stringify({ ...answer, unmeasured: UNMEASURED, rows }, null, 2)}\n`);
} finally {
  await pool.end();
  await cluster.stop();
}

async function prepare(now: number): Promise<void> {
  const startedAt = performance.now();
  await migrate(pool);
  await seedStore(pool, SIZE, now);
  await rollUpCounts(pool, now);
  await pool.query("vacuum analyze");
  say(`seeded and packed in ${Math.round((performance.now() - startedAt) / 1000)} s`);
}

/** `cold`: the slowest of a few first requests, each to an API that just started; `cpu`: of this process and PostgreSQL. */
async function measured(path: string, now: number) {
  let cold = 0;
  for (let i = 0; i < COLD_CALLS; i += 1) {
    const fresh = await serveApi(cluster.url, now);
    await get(fresh.url, "/whoami");
    cold = Math.max(cold, (await get(fresh.url, path)).ms);
    await fresh.close();
  }
  const { url, close } = await serveApi(cluster.url, now);
  await get(url, path);
  const before = await readFromEndToEnd(pool);
  const cpu = await processorSeconds(pool);
  const times: number[] = [];
  let bytes = 0;
  for (let i = 0; i < CALLS; i += 1) {
    const answer = await get(url, path);
    times.push(answer.ms);
    bytes = answer.bytes;
  }
  const spent = ((await processorSeconds(pool)) - cpu) / CALLS;
  await close();
  const after = await readFromEndToEnd(pool);
  const scans = [...after].filter(([table, read]) => read - (before.get(table) ?? 0) >= CALLS).map(([table]) => table);
  const tenths = (ms: number) => Math.round(ms * 10) / 10;
  const row = {
    path,
    p50: tenths(quantile(times, 0.5)),
    p99: tenths(quantile(times, 0.99)),
    cold: tenths(cold),
    cpu: tenths(spent * 1000),
    kilobytes: Math.round(bytes / 1000),
    scans,
  };
  say(`${row.p50} / ${row.p99} ms, cold ${row.cold} ms, cpu ${row.cpu} ms ${path} ${scans.join(" ")}`);
  return row;
}

async function get(url: string, path: string): Promise<{ ms: number; bytes: number }> {
  const startedAt = performance.now();
  const response = await fetch(`${url}/api/v1${path}`);
  const body = await response.arrayBuffer();
  if (response.status !== 200)
    throw new Error(`${path} answered ${response.status}: ${Buffer.from(body).toString().slice(0, 300)}`);
  return { ms: performance.now() - startedAt, bytes: body.byteLength };
}
