// How quick every GET of the API answers at 10,000 incidents, 50,000 groups and 100 million counted entries, with its filters, orders and
// pages, and which big tables were read from end to end for it:
// node test/bench/api.ts [--calls 120] [--only /groups] [--url postgres://… of a store that was seeded] [--now its clock]
// Of the call at the 99th percentile (`slowest`) it tells how long the server waited for a processor and collected garbage meanwhile.
// With `--writing 2000` all of Plumbline runs on the store, its analysis too, and takes so many entries a second.
import { parseArgs } from "node:util";
import { createPool } from "../../server/lib/database.ts";
import { migrate } from "../../server/store/migrate.ts";
import { rollUpCounts } from "../../server/store/roll-up-counts.ts";
import { startThrowawayCluster } from "../lib/throwaway-cluster.ts";
import { callsByRoute, UNMEASURED } from "./api-calls.ts";
import { type StoreSize, seedStore } from "./api-seed.ts";
import { readFromEndToEnd, serveApi } from "./api-server.ts";
import { type ApiServer, type Call, forkApi, serveWriting } from "./api-servers.ts";
import { quantile } from "./measure.ts";
import { sessionSeconds } from "./processor-time.ts";

const { values } = parseArgs({
  options: {
    calls: { type: "string", default: "120" },
    only: { type: "string" },
    url: { type: "string" },
    now: { type: "string" },
    writing: { type: "string", default: "0" },
  },
});
const CALLS = Number(values.calls);
const WRITING = Number(values.writing);
const COLD_CALLS = 3;
const WARM_CALLS = 5;
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
  const paths = [...callsByRoute()]
    .filter(([route]) => values.only === undefined || route.startsWith(values.only))
    .flatMap(([, own]) => own);
  // By whoever just started; done before anything is measured: what many starts leave behind is no matter of one server.
  const cold = new Map<string, number>();
  if (WRITING === 0) for (const path of paths) cold.set(path, await coldMs(path, now));
  const writing = WRITING > 0 ? await serveWriting(cluster.url, WRITING) : undefined;
  const server = writing ?? (await forkApi(cluster.url, now));
  const rows: Awaited<ReturnType<typeof measured>>[] = [];
  for (const path of paths) rows.push(await measured(server, path, cold.get(path)));
  const written = writing?.taken();
  await server.close();
  const over = (key: "p99" | "cold") => rows.filter((row) => row[key] > BUDGET_MS).map(({ path }) => path);
  const scanned = rows.filter(({ scans }) => scans.length > 0).map(({ path, scans }) => ({ path, scans }));
  const answer = {
    size: SIZE,
    ...(written === undefined ? {} : { written }),
    calls: CALLS,
    budgetMs: BUDGET_MS,
    slow: over("p99"),
    slowCold: over("cold"),
    scanned,
  };
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

/** The slowest of a few first requests, each to an API that just started. */
async function coldMs(path: string, now: number): Promise<number> {
  let slowest = 0;
  for (let i = 0; i < COLD_CALLS; i += 1) {
    const { url, close } = await serveApi(cluster.url, now);
    await (await fetch(`${url}/api/v1/whoami`)).arrayBuffer();
    const startedAt = performance.now();
    await (await fetch(`${url}/api/v1${path}`)).arrayBuffer();
    slowest = Math.max(slowest, performance.now() - startedAt);
    await close();
  }
  return slowest;
}

/** `cpu`: of the server and PostgreSQL, milliseconds a call. */
async function measured(server: ApiServer, path: string, cold: number | undefined) {
  const before = await readFromEndToEnd(pool);
  // After the pause that this took, server and sessions are woken first.
  for (let i = 0; i < WARM_CALLS; i += 1) await server.get(path);
  const busyBefore = (await server.watched()).cpuSeconds + (await sessionSeconds(pool));
  const calls: Call[] = [];
  for (let i = 0; i < CALLS; i += 1) calls.push(await server.get(path));
  const { collections, cpuSeconds } = await server.watched();
  const busy = cpuSeconds + (await sessionSeconds(pool)) - busyBefore;
  const after = await readFromEndToEnd(pool);
  const scans = [...after].filter(([table, read]) => read - (before.get(table) ?? 0) >= CALLS).map(([table]) => table);
  const times = calls.map(({ ms }) => ms);
  const p99 = quantile(times, 0.99);
  const slowest = calls.find(({ ms }) => ms === p99);
  const row = {
    path,
    p50: tenths(quantile(times, 0.5)),
    p99: tenths(p99),
    cold: tenths(cold ?? 0),
    slowest: { waited: tenths(slowest?.waitedMs ?? 0), collected: tenths(collectedIn(slowest, collections)) },
    cpu: tenths((busy * 1000) / CALLS),
    kilobytes: Math.round((calls[0]?.bytes ?? 0) / 1000),
    scans,
  };
  const { waited, collected } = row.slowest;
  say(
    `${row.p50} / ${row.p99} ms (waited ${waited}, collected ${collected}), cold ${row.cold} ms, cpu ${row.cpu} ms ${path} ${scans.join(" ")}`,
  );
  return row;
}

/** Milliseconds of a call in which the server collected garbage. */
function collectedIn(call: Call | undefined, collections: readonly [at: number, ms: number][]): number {
  if (call === undefined) return 0;
  const end = call.at + call.ms;
  return collections.reduce((sum, [at, ms]) => sum + Math.max(0, Math.min(at + ms, end) - Math.max(at, call.at)), 0);
}

function tenths(ms: number): number {
  return Math.round(ms * 10) / 10;
}
