import { once } from "node:events";
import { createServer } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Pool } from "pg";
import type { Config } from "../shared/config.ts";
import { refuseOpenDoor } from "./access/access.ts";
import { startApp } from "./app.ts";
import { loadConfig } from "./config.ts";
import { buildDashboard } from "./dashboard.ts";
import { createPool, waitForDatabase } from "./lib/database.ts";
import { startEmbedded } from "./lib/embedded/start.ts";
import { messageOf, PlumblineError } from "./lib/errors.ts";
import { createLog, type Log } from "./lib/log.ts";
import { type Lifecycle, runUntilSignal } from "./lifecycle.ts";
import { readSettings, type Settings } from "./settings.ts";
import { migrate } from "./store/migrate.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url));

/**
 * Runs Plumbline until Ctrl-C or SIGTERM: database, schema, dashboard, then the application. Progress goes to standard
 * error; standard output gets one line, the address, once it answers. Ends the process: 0 in order, 2 when it could not
 * start, 1 for what failed later.
 */
export function serve(args: string[]): void {
  try {
    const settings = readSettings(process.env, args, ROOT);
    const config = loadConfig(settings.configPath, process.env);
    refuseOpenDoor(settings.host, config.auth);
    runUntilSignal((lifecycle, fail) => start(settings, config, lifecycle, fail), say);
  } catch (error) {
    say(messageOf(error));
    process.exitCode = 2;
  }
}

function say(line: string): void {
  process.stderr.write(`plumbline: ${line}\n`);
}

async function start(
  settings: Settings,
  config: Config,
  lifecycle: Lifecycle,
  fail: (reason: unknown) => void,
): Promise<void> {
  const log = createLog(process.stderr.isTTY === true);
  await refuseTakenPort(settings);
  const [databaseUrl] = await Promise.all([
    findDatabase(settings, lifecycle, fail),
    buildDashboard(ROOT, say, lifecycle.signal),
  ]);
  if (lifecycle.signal.aborted) return;
  const pool = await openStore(databaseUrl, lifecycle, log);
  if (lifecycle.signal.aborted) return;
  const app = await startApp({ ...settings, config, pool, databaseUrl, log });
  lifecycle.add({ name: "the application", stop: app.stop });
  process.stdout.write(
    `Plumbline is at http://${isIpv6(settings.host) ? `[${settings.host}]` : settings.host}:${settings.port}\n`,
  );
}

function isIpv6(host: string): boolean {
  return host.includes(":");
}

/** Looked at first, so that a taken port is told before anything is started. */
async function refuseTakenPort({ host, port }: Settings): Promise<void> {
  const probe = createServer();
  try {
    probe.listen(port, host);
    await once(probe, "listening");
  } catch (error) {
    throw new PlumblineError("bad-config", portFault(host, port, error), { cause: error });
  }
  probe.close();
  await once(probe, "close");
}

function portFault(host: string, port: number, error: unknown): string {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "EADDRINUSE") {
    return `PORT is ${port}, and another program listens there already. Stop it, or set PORT to a free one, for example ${port < 65_535 ? port + 1 : 8080}.`;
  }
  if (code === "EACCES") return `PORT is ${port}, which this user may not open. Set PORT to one from 1024 to 65535.`;
  return `Cannot listen on HOST ${host}, PORT ${port}: ${messageOf(error)}. Set HOST to an address of this machine, for example 127.0.0.1.`;
}

async function findDatabase(
  settings: Settings,
  lifecycle: Lifecycle,
  fail: (reason: unknown) => void,
): Promise<string> {
  if (settings.databaseUrl !== undefined) return settings.databaseUrl;
  const startedAt = Date.now();
  say("starting the embedded PostgreSQL (set DATABASE_URL to use another) …");
  const directory = join(settings.dataDirectory, "postgres");
  const server = await startEmbedded({ directory, say, durable: true, signal: lifecycle.signal });
  lifecycle.add({ name: "PostgreSQL", stop: server.stop, kill: server.kill });
  server.lost.then(() => fail(`PostgreSQL ended; its last words are in ${join(server.directory, "server.log")}`));
  say(`PostgreSQL is ready after ${Date.now() - startedAt} ms, its data in ${server.directory}`);
  return server.url;
}

async function openStore(databaseUrl: string, lifecycle: Lifecycle, log: Log): Promise<Pool> {
  const pool = createPool(databaseUrl, (error) => log.warn("a database session was lost", { err: error }));
  lifecycle.add({ name: "the database pool", stop: () => pool.end() });
  await waitForDatabase(pool, say, lifecycle.signal);
  const applied = await migrate(pool);
  if (applied.length > 0) say(`database schema brought up to date (${applied.join(", ")})`);
  return pool;
}
