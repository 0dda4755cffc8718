import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync, readFileSync, statSync, truncateSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { SECOND } from "../../../shared/time.ts";
import { messageOf } from "../errors.ts";
import { embeddedFailure } from "./failure.ts";
import type { Running } from "./leftover.ts";
import type { Place } from "./place.ts";

const MAX_ATTEMPTS = 6;
const MAX_LOG_BYTES = 5_000_000;
/** How long a process that cannot start usually takes to say so. */
const EARLY_MS = 150;

/** Settings for one small application on one machine; every session comes from loopback. */
const SETTINGS = {
  listen_addresses: "127.0.0.1",
  unix_socket_directories: "",
  max_connections: "60",
  max_parallel_workers_per_gather: "0",
  jit: "off",
  timezone: "UTC",
  log_timezone: "UTC",
  max_wal_size: "1GB",
} as const;

/** For clusters that are thrown away: nothing survives a power failure, everything is quicker. */
const THROWAWAY_SETTINGS = { fsync: "off", synchronous_commit: "off", full_page_writes: "off" } as const;

/**
 * Starts PostgreSQL on a free port of 127.0.0.1, in a session of its own so that Ctrl-C reaches us alone. What a crash
 * left (a port just taken, shared memory still held by dying sessions) is tried again. It may not accept sessions yet.
 * Throws a PlumblineError with the end of the server's log.
 */
export async function launch(place: Place, durable: boolean): Promise<Running & { child: ChildProcess }> {
  const log = join(place.directory, "server.log");
  if ((statSync(log, { throwIfNoEntry: false })?.size ?? 0) > MAX_LOG_BYTES) truncateSync(log);
  for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt += 1) {
    const port = await findFreePort();
    const child = spawnServer(place, port, log, durable);
    const failure = await earlyFailure(child);
    if (failure === undefined && child.pid !== undefined) return { pid: child.pid, port, child };
    if (attempt === MAX_ATTEMPTS) {
      throw embeddedFailure(
        `the server ended at once (${failure}); its log ${log} ends with:\n${tailOf(log)}\nMend that`,
      );
    }
    await sleep(attempt * 0.25 * SECOND);
  }
  throw embeddedFailure("it was never tried; try again");
}

function spawnServer(place: Place, port: number, log: string, durable: boolean): ChildProcess {
  const settings = { ...SETTINGS, ...(durable ? {} : THROWAWAY_SETTINGS), port: String(port) };
  const flags = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  const output = openSync(log, "a", 0o600);
  const child = spawn(join(place.native, "bin", "postgres"), ["-D", join(place.directory, "data"), ...flags], {
    ...place.account,
    cwd: "/",
    detached: true,
    env: { PATH: process.env.PATH ?? "", LC_ALL: "C" },
    stdio: ["ignore", output, output],
  });
  closeSync(output);
  return child;
}

async function earlyFailure(child: ChildProcess): Promise<string | undefined> {
  const ended = once(child, "exit").then(
    ([code, signal]) => `exit code ${code ?? signal}`,
    (error) => messageOf(error),
  );
  const failure = await Promise.race([ended, sleep(EARLY_MS).then(() => undefined)]);
  ended.catch(() => undefined);
  return failure;
}

/** A port of 127.0.0.1 that nothing listens on at the moment. */
async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  return typeof address === "object" && address !== null ? address.port : 0;
}

/** The last lines of the server's log, for messages. */
function tailOf(log: string): string {
  try {
    return readFileSync(log, "utf8").trimEnd().split("\n").slice(-4).join("\n");
  } catch (error) {
    return messageOf(error);
  }
}
