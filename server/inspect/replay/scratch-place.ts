import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { MINUTE, SECOND } from "../../../shared/time.ts";
import { findLeftover } from "../../lib/embedded/leftover.ts";

const PREFIX = "plumbline-scratch-";
const OWNER = "owner.json";
const STOP_TIMEOUT_MS = 5 * SECOND;

/** Who uses a place: a process, and when it began, for numbers of processes come back. `server` is where the data lies. */
const ownerSchema = z.object({ pid: z.number().int(), began: z.string(), server: z.string() });

/** A new directory for a server that is thrown away, signed by this process. */
export function makeScratchPlace(): string {
  const root = mkdtempSync(join(tmpdir(), PREFIX));
  // Where we run as root, the server's own user has to enter.
  chmodSync(root, 0o755);
  signScratchPlace(root, join(root, "postgres"));
  return root;
}

/** Notes that this process uses the place, and where its server's directory is. */
export function signScratchPlace(root: string, server: string): void {
  writeFileSync(join(root, OWNER), JSON.stringify({ pid: process.pid, began: beginningOf(process.pid), server }));
}

/** Removes what Plumblines that were killed left behind: their servers are stopped, their directories deleted. */
export async function sweepScratchPlaces(): Promise<void> {
  for (const name of readdirSync(tmpdir()).filter((each) => each.startsWith(PREFIX))) {
    const root = join(tmpdir(), name);
    if (isOurs(root) && isAbandoned(root)) await removeScratchPlace(root);
  }
}

/** Stops the server of a place where one runs, and deletes it. */
export async function removeScratchPlace(root: string): Promise<void> {
  const server = readOwner(root)?.server ?? join(root, "postgres");
  await stopLeftover(join(server, "data"));
  for (const path of [server, root]) rmSync(path, { recursive: true, force: true, maxRetries: 5 });
}

function isOurs(root: string): boolean {
  const uid = statSync(root, { throwIfNoEntry: false })?.uid;
  return uid !== undefined && (process.getuid === undefined || uid === process.getuid());
}

/** Whoever signed it is gone; one that nobody signed is only just being made, or old. */
function isAbandoned(root: string): boolean {
  const owner = readOwner(root);
  if (owner !== undefined) return beginningOf(owner.pid) !== owner.began;
  return Date.now() - (statSync(root, { throwIfNoEntry: false })?.mtimeMs ?? 0) > MINUTE;
}

function readOwner(root: string): z.infer<typeof ownerSchema> | undefined {
  try {
    return ownerSchema.parse(JSON.parse(readFileSync(join(root, OWNER), "utf8")));
  } catch {
    return undefined;
  }
}

/** When a process began, in the kernel's own count; where that is not told, that it is there; "" for none. */
function beginningOf(pid: number): string {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EPERM")) return "";
  }
  const file = `/proc/${pid}/stat`;
  // The name in brackets may hold blanks. https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html
  return existsSync(file) ? (readFileSync(file, "utf8").split(") ").at(-1)?.split(" ")[19] ?? "alive") : "alive";
}

/** SIGQUIT ends it at once, whatever its sessions do. */
async function stopLeftover(data: string): Promise<void> {
  const deadline = Date.now() + STOP_TIMEOUT_MS;
  for (let running = findLeftover(data); running !== undefined; running = findLeftover(data)) {
    try {
      process.kill(running.pid, Date.now() > deadline ? "SIGKILL" : "SIGQUIT");
    } catch {
      return;
    }
    await sleep(50);
  }
}
