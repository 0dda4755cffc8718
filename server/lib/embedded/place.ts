import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { chownSync, cpSync, existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { messageOf } from "../errors.ts";
import { type Account, findAccount } from "./account.ts";
import { findNativeDirectory } from "./binaries.ts";
import { embeddedFailure } from "./failure.ts";

/** Where root's server goes when the account that runs it cannot enter the project's directory (say, /root/plumbline). */
const SHARED_STATE = "/var/lib/plumbline";

/** What a server needs to run: its binaries, who runs it, and its directory with `data`, `password` and `server.log`. */
export type Place = { native: string; account: Account; directory: string };

/**
 * The place for a server that belongs in `directory` (made where it is missing, mode 0700, owned by the account). As
 * root, with parents that the account may not enter, binaries and directory move to /var/lib/plumbline, and `say` is
 * told so. Throws a PlumblineError where the binaries do not run on this machine.
 */
export function preparePlace(directory: string, say: (line: string) => void): Place {
  const native = findNativeDirectory();
  const wanted = { native, account: findAccount(directory), directory: resolve(directory) };
  makeDirectory(wanted);
  if (canEnter(wanted.directory, wanted.account) && canEnter(join(native, "bin"), wanted.account))
    return checked(wanted);
  const moved = moveToSharedState(wanted);
  say(`PostgreSQL does not run as root, and its user may not enter ${wanted.directory}; using ${moved.directory}`);
  return checked(moved);
}

function makeDirectory({ directory, account }: Place): void {
  try {
    mkdirSync(directory, { recursive: true, mode: 0o755 });
    if (account.uid !== undefined) chownSync(directory, account.uid, account.gid);
  } catch (error) {
    throw embeddedFailure(
      `${directory} cannot be made (${messageOf(error)}); use --data with a directory of yours`,
      error,
    );
  }
}

function canEnter(directory: string, account: Account): boolean {
  if (account.uid === undefined) return true;
  return spawnSync("/bin/sh", ["-c", 'cd "$1"', "sh", directory], { ...account, cwd: "/" }).status === 0;
}

function moveToSharedState(wanted: Place): Place {
  // One directory for each place that was asked for, so that two checkouts do not share a database.
  const key = createHash("sha256").update(wanted.directory).digest("hex").slice(0, 12);
  const version = basename(dirname(wanted.native));
  const moved = {
    native: join(SHARED_STATE, `native-${version}-18.4`),
    account: findAccount(join(SHARED_STATE, key)),
    directory: join(SHARED_STATE, key),
  };
  makeDirectory(moved);
  if (!existsSync(moved.native)) copyWhole(wanted.native, moved.native);
  return moved;
}

/** Copies under another name first: a copy that was interrupted is never taken for a whole one. */
function copyWhole(from: string, to: string): void {
  const partial = `${to}.${process.pid}`;
  cpSync(from, partial, { recursive: true, verbatimSymlinks: true });
  try {
    renameSync(partial, to);
  } catch {
    // Another start finished its copy first.
    rmSync(partial, { recursive: true, force: true });
  }
}

function checked(place: Place): Place {
  const postgres = join(place.native, "bin", "postgres");
  const run = spawnSync(postgres, ["--version"], { ...place.account, cwd: "/", encoding: "utf8" });
  if (run.status === 0) return place;
  // Against musl (Alpine) the loader is missing and the binary seems not to exist.
  const reason = run.error === undefined ? run.stderr.trim() : messageOf(run.error);
  throw embeddedFailure(`${postgres} does not run here (${reason}); it needs Linux with glibc, or macOS`, run.error);
}
