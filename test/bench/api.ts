// How quick every list and page of the API answers at 10,000 incidents, 50,000 groups and 100 million counted entries, and
// which big tables were read from end to end for it: node test/bench/api.ts [--calls 60]
import { once } from "node:events";
import { createServer } from "node:http";
import { parseArgs } from "node:util";
import express from "express";
import type { Pool } from "pg";
import { createApi } from "../../server/api/api.ts";
import { guardRoutes } from "../../server/api/guard-access.ts";
import { apiDeps, type Running } from "../../server/app-deps.ts";
import { createPool } from "../../server/lib/database.ts";
import { migrate } from "../../server/store/migrate.ts";
import { dayOf, ensurePartitions } from "../../server/store/partitions.ts";
import { saveIncidents } from "../../server/store/save-incidents.ts";
import { configSchema } from "../../shared/config.ts";
import { DAY, MINUTE, minuteOf, toIso } from "../../shared/time.ts";
import { startThrowawayCluster } from "../lib/throwaway-cluster.ts";
import { derivationOf, incidentOf } from "../store/incident-builder.ts";
import { quantile } from "./measure.ts";

const { values } = parseArgs({ options: { calls: { type: "string", default: "60" } } });
const CALLS = Number(values.calls);
const [INCIDENTS, GROUPS, ENTRIES, DAYS] = [10_000, 50_000, 100_000_000, 7];
const BUDGET_MS = 50;
const BIG_TABLE_ROWS = 20_000;

const quiet = () => undefined;
const cluster = await startThrowawayCluster();
const pool = createPool(cluster.url, quiet);
try {
  await migrate(pool);
  const now = Date.now();
  const seededAt = performance.now();
  await seed(pool, now);
  process.stderr.write(`seeded in ${Math.round((performance.now() - seededAt) / 1000)} s\n`);
  const { url, close } = await serve(pool);
  const rows = [];
  for (const path of paths()) rows.push(await measured(pool, url, path));
  await close();
  const slow = rows.filter(({ p99 }) => p99 > BUDGET_MS).map(({ path }) => path);
  const scanned = rows.filter(({ scans }) => scans.length > 0).map(({ path }) => path);
  const sizes = { incidents: INCIDENTS, groups: GROUPS, entries: ENTRIES, days: DAYS, calls: CALLS };
  process.stdout.write(`${JSON.stringify({ ...sizes, budgetMs: BUDGET_MS, slow, scanned, rows }, null, 2)}\n`);
} finally {
  await pool.end();
  await cluster.stop();
}

function paths(): string[] {
  const group = "g0000007";
  const incident = "0".repeat(15).concat("7");
  return [
    "/status",
    "/incidents",
    "/incidents?limit=100&status=open",
    "/incidents?q=failure%20777",
    "/incidents?environment=staging&severity=high&from=now-24h",
    `/incidents/${incident}`,
    "/groups",
    "/groups?limit=100",
    "/groups?sort=count&limit=100",
    "/groups?q=statement%20777&limit=100",
    "/groups?environment=staging&service=service-7&from=now-7d",
    "/groups?family=schema.missing-relation&limit=100",
    `/groups/${group}`,
    "/environments",
    "/checks?from=now-24h",
    "/checks?outcome=refuted",
    "/sources",
    "/webhooks",
    "/services",
    "/filters",
  ];
}

async function measured(pool: Pool, url: string, path: string) {
  await get(url, path);
  const before = await scansOf(pool);
  const times: number[] = [];
  let bytes = 0;
  for (let i = 0; i < CALLS; i += 1) {
    const at = performance.now();
    bytes = await get(url, path);
    times.push(performance.now() - at);
  }
  const after = await scansOf(pool);
  const scans = [...after].filter(([table, read]) => read - (before.get(table) ?? 0) >= CALLS * BIG_TABLE_ROWS);
  const row = {
    path,
    p50: Math.round(quantile(times, 0.5) * 10) / 10,
    p99: Math.round(quantile(times, 0.99) * 10) / 10,
    kilobytes: Math.round(bytes / 1000),
    scans: scans.map(([table]) => table),
  };
  process.stderr.write(`${row.p50} / ${row.p99} ms ${path} ${row.scans.join(" ")}\n`);
  return row;
}

async function get(url: string, path: string): Promise<number> {
  const response = await fetch(`${url}/api/v1${path}`);
  const { byteLength } = await response.arrayBuffer();
  if (response.status !== 200) throw new Error(`${path} answered ${response.status}`);
  return byteLength;
}

/** Rows that were read from end to end of each big table so far. */
async function scansOf(pool: Pool): Promise<Map<string, number>> {
  // Sessions tell what they did at most once a second.
  await new Promise((done) => setTimeout(done, 1200));
  const { rows } = await pool.query<{ relname: string; read: number }>(
    `select relname, seq_tup_read::double precision as read
     from pg_stat_user_tables
     where schemaname = 'plumbline' and n_live_tup >= $1::integer`,
    [BIG_TABLE_ROWS / 4],
  );
  return new Map(rows.map(({ relname, read }) => [relname, read]));
}

async function serve(pool: Pool): Promise<{ url: string; close: () => Promise<void> }> {
  const config = configSchema.parse({
    environments: [
      { name: "staging", projects: ["p-staging"] },
      { name: "production", projects: ["p-production"], reference: true },
    ],
  });
  const running = {
    ...{ pool, log: { debug: quiet, info: quiet, warn: quiet, error: quiet } },
    ...{ config: () => config, configured: config, plainConfig: () => config },
    services: { within: () => config, renew: async () => undefined, stop: quiet },
    sample: { state: () => ({ loaded: false, fixApplied: false, canApply: false }) },
    loop: { wake: quiet, run: async () => undefined },
    sources: { state: () => [] },
    listeners: new Set(),
    wakeDeliveries: quiet,
  } as unknown as Running;
  const deps = apiDeps(running);
  const app = express();
  app.use(guardRoutes(deps));
  app.use("/api/v1", createApi(deps));
  const server = createServer(app).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}`,
    close: async () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

async function seed(pool: Pool, now: number): Promise<void> {
  await ensurePartitions(
    pool,
    Array.from({ length: DAYS + 1 }, (_, i) => dayOf(now - i * DAY)),
    now,
  );
  await seedGroups(pool, now);
  await seedMinutes(pool, now);
  await seedIncidents(pool, now);
  await pool.query("analyze");
}

async function seedGroups(pool: Pool, now: number): Promise<void> {
  await pool.query(
    `insert into plumbline.error_group (
       id, environment, service, kind, title, signature, first_seen, last_seen, callers, revisions, is_compared
     )
     select
       'g' || lpad(i::text, 7, '0'), case when i % 3 = 0 then 'production' else 'staging' end, 'service-' || i % 40,
       case i % 3 when 0 then 'request' when 1 then 'exception' else 'message' end,
       'Statement ' || i || ' failed: something that people would like to read',
       case when i % 5 = 0
         then json_build_object('family', 'schema.missing-relation', 'slots', json_build_object('relation', 't' || i), 'template', 'x', 'masks', '[]'::json)
         else json_build_object('slots', '{}'::json, 'template', 'Statement ' || i || ' failed <num>', 'masks', '[]'::json)
       end,
       $1::double precision - 86400000.0 * (i % ${DAYS}) - 1000000, $1::double precision - (i % 90000) * 1000.0, 1, 2, true
     from generate_series(1, ${GROUPS}) as i`,
    [now],
  );
  await pool.query(
    `insert into plumbline.group_facet (group_id, kind, hash, value, count, first_seen, last_seen)
     select
       id, facet, md5(id || facet)::uuid,
       case facet when 'revision' then '"service-00042-abc"'::json else '{"remoteIp":"10.0.0.1","userAgent":"curl/8","referer":null}'::json end,
       100, first_seen, last_seen
     from plumbline.error_group cross join unnest(array['revision', 'caller']) as facet`,
  );
}

/** Some minutes of each group in which it failed, so many that all entries are counted in them. */
async function seedMinutes(pool: Pool, now: number): Promise<void> {
  const perGroup = 30;
  const count = Math.round(ENTRIES / GROUPS / perGroup);
  const last = minuteOf(now);
  await pool.query(
    `insert into plumbline.group_minute (group_id, minute, count, arrivals)
     select
       'g' || lpad(i::text, 7, '0'), $1::integer - j * 61 - (i % 1500) / 60 - i % 7, ${count},
       array[($1::double precision - j * 61 - (i % 1500) / 60 - i % 7) * 60000]
     from generate_series(1, ${GROUPS}) as i, generate_series(0, ${perGroup - 1}) as j
     on conflict do nothing`,
    [last],
  );
}

async function seedIncidents(pool: Pool, now: number): Promise<void> {
  const batch = 500;
  for (let start = 0; start < INCIDENTS; start += batch) {
    const incidents = Array.from({ length: batch }, (_, k) => {
      const i = start + k;
      return incidentOf({
        id: String(i).padStart(16, "0"),
        title: `Failure ${i} of the orders service`,
        environment: i % 3 === 0 ? "production" : "staging",
        service: `service-${i % 40}`,
        severity: (["critical", "high", "medium", "low"] as const)[i % 4] ?? "low",
        status: i % 10 === 0 ? "open" : "resolved",
        firstSeen: toIso(now - (i % 2000) * MINUTE - DAY),
        lastSeen: toIso(now - (i % 2000) * MINUTE),
      });
    });
    await saveIncidents(pool, derivationOf(incidents, ["pager"]));
  }
}
