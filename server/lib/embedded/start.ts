import type { ChildProcess } from "node:child_process";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type pg from "pg";
import { SECOND } from "../../../shared/time.ts";
import { EMBEDDED_NAME, initializeCluster } from "./initialize.ts";
import { launch } from "./launch.ts";
import { findLeftover, type Running, readPidFile } from "./leftover.ts";
import { type Place, preparePlace } from "./place.ts";
import { embeddedUrl, ownServer } from "./session.ts";

const STOP_TIMEOUT_MS = 30 * SECOND;
const STOP_POLL_MS = 20;

export type EmbeddedOptions = {
  /** Holds `data`, `password` (mode 0600) and `server.log`; made where it is missing. */
  directory: string;
  /** Told about progress, a line at a time. */
  say: (line: string) => void;
  /** False for clusters that are thrown away: no fsync. */
  durable: boolean;
  /** Gives up a first start when aborted. */
  signal?: AbortSignal;
};

export type EmbeddedServer = {
  /** postgres:// address of its database, on 127.0.0.1 alone. */
  url: string;
  pid: number;
  /** Where its files really are; another directory than asked for where root's server may not enter that one. */
  directory: string;
  /** Settles when the server is gone although nobody stopped it. */
  lost: Promise<void>;
  /** Stops it in order and waits until it is gone; sessions that are still open are ended. Safe to call twice. */
  stop: () => Promise<void>;
  /** Stops it at once without waiting; the next start recovers. For the second Ctrl-C. */
  kill: () => void;
};

/**
 * A running PostgreSQL 18 of our own. One that a killed Plumbline left behind is taken over. Throws a PlumblineError
 * whose message ends with "or set DATABASE_URL".
 */
export async function startEmbedded({ directory, say, durable, signal }: EmbeddedOptions): Promise<EmbeddedServer> {
  const place = preparePlace(directory, say);
  const password = await initializeCluster(place, durable, signal);
  const { server, owner } = (await adopt(place, password, say)) ?? (await launchOwned(place, password, durable));
  let isStopping = false;
  const ended = new Promise<void>((resolve) => owner.once("end", () => resolve()));
  const lost = new Promise<void>((resolve) => {
    ended.then(() => (isStopping ? undefined : resolve()));
  });
  const stop = async () => {
    if (isStopping) return ended;
    isStopping = true;
    await stopServer(server, join(place.directory, "data"));
    await owner.end().catch(() => undefined);
  };
  const kill = () => {
    isStopping = true;
    sendSignal(server.pid, "SIGQUIT");
  };
  const url = embeddedUrl(server, password, EMBEDDED_NAME);
  return { url, pid: server.pid, directory: place.directory, lost, stop, kill };
}

type Server = Running & { child?: ChildProcess };
type Owned = { server: Server; owner: pg.Client };

/** Takes over a server that still runs. One that is on its way down is waited for, and undefined comes back. */
async function adopt(place: Place, password: string, say: (line: string) => void): Promise<Owned | undefined> {
  const data = join(place.directory, "data");
  const leftover = findLeftover(data);
  if (leftover === undefined) return undefined;
  say(`a PostgreSQL from an earlier run is still there (process ${leftover.pid}); using it`);
  const isAlive = () => findLeftover(data)?.pid === leftover.pid;
  try {
    return { server: leftover, owner: await ownServer(leftover, password, isAlive) };
  } catch (error) {
    if (isAlive()) throw error;
    return undefined;
  }
}

async function launchOwned(place: Place, password: string, durable: boolean): Promise<Owned> {
  const server = await launch(place, durable);
  const isAlive = () => server.child.exitCode === null && server.child.signalCode === null;
  // The server outlives us only when we are killed; it must not keep our own process from ending.
  server.child.unref();
  try {
    return { server, owner: await ownServer(server, password, isAlive) };
  } catch (error) {
    // Whoever mends the fault finds no server that is still on its way down.
    await stopServer(server, join(place.directory, "data"));
    throw error;
  }
}

/** SIGINT is PostgreSQL's fast shutdown, SIGQUIT the immediate one. https://www.postgresql.org/docs/18/server-shutdown.html */
async function stopServer(server: Server, data: string): Promise<void> {
  sendSignal(server.pid, "SIGINT");
  const deadline = Date.now() + STOP_TIMEOUT_MS;
  while (isRunning(server, data)) {
    if (Date.now() > deadline) return sendSignal(server.pid, "SIGQUIT");
    await sleep(STOP_POLL_MS);
  }
}

/** Our own child is gone once it exited; an adopted one once its pid file is, which it removes last. */
function isRunning({ child, pid }: Server, data: string): boolean {
  if (child !== undefined) return child.exitCode === null && child.signalCode === null;
  return readPidFile(data)?.pid === pid && findLeftover(data) !== undefined;
}

function sendSignal(pid: number, name: "SIGINT" | "SIGQUIT"): void {
  try {
    process.kill(pid, name);
  } catch {
    // It is gone already.
  }
}
