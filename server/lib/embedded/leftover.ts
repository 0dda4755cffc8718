import { spawnSync } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";

/** A server that runs already: its process id, and the port on 127.0.0.1 that it listens on. */
export type Running = { pid: number; port: number };

/**
 * The server that still runs on `data`, left by a Plumbline that was killed; undefined where there is none. A pid file
 * whose process is gone, or whose number now belongs to another program, is removed: PostgreSQL would refuse to start.
 */
export function findLeftover(data: string): Running | undefined {
  const running = readPidFile(data);
  if (running === undefined) return undefined;
  if (isServer(running.pid)) return running;
  rmSync(join(data, "postmaster.pid"), { force: true });
  return undefined;
}

/** Line 1 is the process id, line 4 the port. https://www.postgresql.org/docs/18/storage-file-layout.html */
export function readPidFile(data: string): Running | undefined {
  try {
    const lines = readFileSync(join(data, "postmaster.pid"), "utf8").split("\n");
    const pid = Number(lines[0]);
    return Number.isInteger(pid) && pid > 1 ? { pid, port: Number(lines[3] ?? 0) } : undefined;
  } catch {
    return undefined;
  }
}

function isServer(pid: number): boolean {
  const line = commandLine(pid);
  return line !== undefined && /postgres/.test(line);
}

/** The command line of a living process; undefined for one that is gone, empty for a zombie. */
function commandLine(pid: number): string | undefined {
  try {
    process.kill(pid, 0);
  } catch (error) {
    const isForeign = error instanceof Error && "code" in error && error.code === "EPERM";
    if (!isForeign) return undefined;
  }
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8");
  } catch {
    return spawnSync("ps", ["-o", "command=", "-p", String(pid)], { encoding: "utf8" }).stdout ?? undefined;
  }
}
