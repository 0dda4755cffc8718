import { once } from "node:events";
import { createServer } from "node:http";
import express from "express";
import type { Pool } from "pg";
import { createApi } from "../../server/api/api.ts";
import { guardRoutes } from "../../server/api/guard-access.ts";
import { apiDeps, type Running } from "../../server/app-deps.ts";
import { createPool } from "../../server/lib/database.ts";
import { configSchema } from "../../shared/config.ts";

const quiet = () => undefined;
const CONFIG = configSchema.parse({
  environments: [
    { name: "staging", projects: ["p-staging"] },
    { name: "production", projects: ["p-production"], reference: true },
  ],
});

/** The API on a store, with sessions and a memory of its own, and a clock that stands; without sources and an analysis. */
export async function serveApi(databaseUrl: string, now: number): Promise<{ url: string; close: () => Promise<void> }> {
  const pool = createPool(databaseUrl, quiet);
  const running = {
    ...{ pool, log: { debug: quiet, info: quiet, warn: quiet, error: quiet } },
    ...{ config: () => CONFIG, configured: CONFIG, plainConfig: () => CONFIG },
    services: { within: () => CONFIG, renew: async () => undefined, stop: quiet },
    sample: { state: () => ({ loaded: false, fixApplied: false, canApply: false }) },
    loop: { wake: quiet, run: async () => undefined },
    sources: { state: () => [], runs: [], pauses: { list: () => [], of: quiet, look: async () => undefined } },
    listeners: new Set(),
    wakeDeliveries: quiet,
    refusalOf: quiet,
  } as unknown as Running;
  const deps = { ...apiDeps(running), now: () => now };
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
      await pool.end();
    },
  };
}

/** Tables of which a list must not read every row. */
const BIG_TABLE_ROWS = 5_000;

/** How often each big table was read from end to end so far. */
export async function readFromEndToEnd(pool: Pool): Promise<Map<string, number>> {
  // Sessions tell what they did at most once a second.
  await new Promise((done) => setTimeout(done, 1200));
  const { rows } = await pool.query<{ relname: string; scans: number }>(
    `select relname, seq_scan::double precision as scans
     from pg_stat_user_tables
     where schemaname = 'plumbline' and n_live_tup >= $1::integer`,
    [BIG_TABLE_ROWS],
  );
  return new Map(rows.map(({ relname, scans }) => [relname, scans]));
}
