import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Pool } from "pg";
import type { Config } from "../shared/config.ts";
import { refuseOpenDoor } from "./access/access.ts";
import { startApp } from "./app.ts";
import { loadConfig } from "./config.ts";
import { buildDashboard } from "./dashboard.ts";
import { awaitDatabase } from "./lib/await-database.ts";
import { createPool } from "./lib/database.ts";
import { startEmbedded } from "./lib/embedded/start.ts";
import { messageOf } from "./lib/errors.ts";
import { createLog, type Log } from "./lib/log.ts";
import { type Lifecycle, runUntilSignal } from "./lifecycle.ts";
import { openPort } from "./open-port.ts";
import { readSettings, type Settings } from "./settings.ts";
import { migrate } from "./store/migrate.ts";
import { waitingRoom } from "./waiting-room.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url));

/**
 * Runs Plumbline until Ctrl-C or SIGTERM: database, schema, dashboard, then the application. A database that is away is waited
 * for, and meanwhile `/healthz` answers 200, all else 503. Progress goes to standard error; standard output gets one line, the
 * address, once it answers. Ends the process: 0 in order, 2 when it could not start, 1 for what failed later.
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
  // Opened first: a taken port is told before anything is started, and whoever asks meanwhile is told to come again.
  const open = await openPort(settings);
  lifecycle.add({ name: "the port", stop: open.close });
  let waitsFor = "it is starting";
  open.answerWith(waitingRoom(settings.host, () => waitsFor));
  const [databaseUrl] = await Promise.all([
    findDatabase(settings, lifecycle, fail, log),
    buildDashboard(ROOT, (line) => log.info(line), lifecycle.signal),
  ]);
  if (lifecycle.signal.aborted) return;
  const pool = await openStore(databaseUrl, lifecycle, log, (reason) => {
    waitsFor = reason;
  });
  if (lifecycle.signal.aborted) return;
  waitsFor = "it is starting";
  const app = await startApp({ ...settings, config, pool, databaseUrl, log, open });
  lifecycle.add({ name: "the application", stop: app.stop });
  process.stdout.write(
    `Plumbline is at http://${isIpv6(settings.host) ? `[${settings.host}]` : settings.host}:${settings.port}\n`,
  );
}

function isIpv6(host: string): boolean {
  return host.includes(":");
}

async function findDatabase(
  settings: Settings,
  lifecycle: Lifecycle,
  fail: (reason: unknown) => void,
  log: Log,
): Promise<string> {
  const say = (line: string) => log.info(line);
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

/** The store with its schema up to date, however long the database is away; `hold` hears what is waited for. */
async function openStore(
  databaseUrl: string,
  { signal, add }: Lifecycle,
  log: Log,
  hold: (reason: string) => void,
): Promise<Pool> {
  const pool = createPool(databaseUrl, (error) => log.warn("a database session was lost", { err: error }));
  const tell = (line: string) => log.warn(line);
  const applied = await awaitDatabase(() => migrate(pool), { onWait: hold, tell, signal });
  // Only now: a session that is still being opened to a database that is away would hold the end up.
  add({ name: "the database pool", stop: () => pool.end() });
  if (applied.length > 0) log.info(`database schema brought up to date (${applied.join(", ")})`);
  return pool;
}
