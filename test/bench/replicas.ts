import { chmodSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Pool } from "pg";
import { createPool } from "../../server/lib/database.ts";
import { startEmbedded } from "../../server/lib/embedded/start.ts";
import { freePort } from "../lib/free-port.ts";
import { type Running, runScript } from "../lib/processes.ts";
import { cpuWithDescendants, quantile } from "./measure.ts";
import { bodiesOf, sendBodies } from "./send-bodies.ts";

/**
 * `node test/bench/replicas.ts FILE [REPLICAS…]`: the lines of a file over HTTP to 1, 2 and 4 servers on one durable database, 8
 * connections in all; one JSON object a number of replicas, with what limits them: processors (of servers, of the database, of the
 * whole machine), what sessions of the database wait for, and the write-ahead log.
 */
const [file = "", ...given] = process.argv.slice(2);
const numbers = given.length > 0 ? given.map(Number) : [1, 2, 4];
const bodies = bodiesOf(file, 500);
const warmUp = Math.ceil(bodies.length / 10);
let first: number | undefined;
for (const replicas of numbers) {
  const { perSecond, ...measured } = await withReplicas(replicas);
  first ??= perSecond;
  const ratio = Number((perSecond / first).toFixed(2));
  process.stdout.write(`${JSON.stringify({ replicas, perSecond, toFirst: ratio, ...measured })}\n`);
}

async function withReplicas(replicas: number) {
  const directory = mkdtempSync(join(tmpdir(), "plumbline-bench-replicas-"));
  // Where it runs as root, the database's own user has to enter.
  chmodSync(directory, 0o755);
  const database = await startEmbedded({ directory, say: () => undefined, durable: true });
  const servers: Running[] = [];
  const pool = createPool(database.url, () => undefined);
  try {
    const ports: number[] = [];
    for (let number = 0; number < replicas; number++) {
      const port = await freePort();
      const settings = { PORT: String(port), DATABASE_URL: database.url };
      const server = runScript("server/main.ts", ["--no-sample", "--data", directory], settings);
      servers.push(server);
      ports.push(port);
      await server.firstLine();
    }
    return await measured(ports, servers, database.pid, pool);
  } finally {
    for (const { child } of servers) child.kill("SIGTERM");
    await Promise.all(servers.map(({ ended }) => ended));
    await pool.end();
    await database.stop();
    rmSync(directory, { recursive: true, force: true });
  }
}

async function measured(ports: number[], servers: Running[], databasePid: number, pool: Pool) {
  await sendBodies(ports, bodies.slice(0, warmUp), 8);
  const used = () => ({
    servers: servers.reduce((sum, { child }) => sum + cpuWithDescendants(child.pid ?? 0), 0),
    database: cpuWithDescendants(databasePid),
    machine: machineTicks(),
  });
  const waits = watchWaits(pool);
  const [before, walBefore] = [used(), await walBytes(pool)];
  const { entries, wallSeconds, timesMs } = await sendBodies(ports, bodies.slice(warmUp), 8);
  const [after, walAfter] = [used(), await walBytes(pool)];
  const machine = (after.machine.busy - before.machine.busy) / (after.machine.all - before.machine.all);
  return {
    perSecond: Math.round(entries / wallSeconds),
    p50Ms: Math.round(quantile(timesMs, 0.5)),
    p99Ms: Math.round(quantile(timesMs, 0.99)),
    serverCpuPerSecond: rounded((after.servers - before.servers) / wallSeconds),
    databaseCpuPerSecond: rounded((after.database - before.database) / wallSeconds),
    machineBusy: rounded(machine),
    walBytesPerEntry: Math.round((walAfter - walBefore) / entries),
    sessionsAt: await waits.stop(),
  };
}

/** What sessions of servers do, from 20 looks a second: the share of looks at sessions that are in a statement. */
function watchWaits(pool: Pool) {
  const seen = new Map<string, number>();
  const look = async () => {
    const { rows } = await pool.query<{ at: string }>(
      `select coalesce(wait_event_type || ' ' || wait_event, 'processor') as at
       from pg_stat_activity
       where state = 'active' and pid <> pg_backend_pid() and backend_type = 'client backend'`,
    );
    for (const { at } of rows) seen.set(at, (seen.get(at) ?? 0) + 1);
  };
  let running: Promise<void> = Promise.resolve();
  const timer = setInterval(() => {
    running = running.then(look);
  }, 50);
  return {
    stop: async (): Promise<Record<string, number>> => {
      clearInterval(timer);
      await running;
      const all = [...seen.values()].reduce((sum, count) => sum + count, 0);
      const shares = [...seen].sort(([, a], [, b]) => b - a).map(([at, count]) => [at, rounded(count / all)] as const);
      return Object.fromEntries(shares.slice(0, 6));
    },
  };
}

async function walBytes(pool: Pool): Promise<number> {
  const { rows } = await pool.query<{ bytes: number }>(
    "select (pg_current_wal_lsn() - '0/0'::pg_lsn)::double precision as bytes",
  );
  return rows[0]?.bytes ?? 0;
}

/** Ticks of all processors since the start of the machine. */
function machineTicks(): { busy: number; all: number } {
  const [line = ""] = readFileSync("/proc/stat", "utf8").split("\n");
  const ticks = line.split(/\s+/).slice(1, 9).map(Number);
  const all = ticks.reduce((sum, each) => sum + each, 0);
  return { all, busy: all - (ticks[3] ?? 0) - (ticks[4] ?? 0) };
}

function rounded(value: number): number {
  return Number(value.toFixed(2));
}
