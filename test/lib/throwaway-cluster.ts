import { type ChildProcess, spawn } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startEmbedded } from "../../server/lib/embedded/start.ts";

export type ThrowawayCluster = { url: string; stop: () => Promise<void> };

/**
 * A PostgreSQL of its own in a new temporary directory, without fsync. `stop` removes it; so does a small shell beside
 * it when this process ends in any other way, `kill -9` included.
 */
export async function startThrowawayCluster(): Promise<ThrowawayCluster> {
  const directory = mkdtempSync(join(tmpdir(), "plumbline-postgres-"));
  // Where tests run as root, the server's own user has to enter.
  chmodSync(directory, 0o755);
  const say = () => undefined;
  const server = await startEmbedded({ directory: join(directory, "postgres"), say, durable: false });
  const guard = startGuard(server.pid, [directory, server.directory]);
  const stop = async () => {
    await server.stop();
    guard.kill("SIGKILL");
    for (const path of [directory, server.directory]) rmSync(path, { recursive: true, force: true });
  };
  return { url: server.url, stop };
}

/** Waits for the end of its standard input, which comes when we die, whatever the cause; then cleans up. */
function startGuard(pid: number, directories: string[]): ChildProcess {
  const script = 'cat >/dev/null; p=$1; shift; kill -QUIT "$p" 2>/dev/null; sleep 1; rm -rf -- "$@"';
  const guard = spawn("/bin/sh", ["-c", script, "guard", String(pid), ...directories], {
    cwd: "/",
    detached: true,
    stdio: ["pipe", "ignore", "ignore"],
  });
  guard.unref();
  const { stdin } = guard;
  if ("unref" in stdin && typeof stdin.unref === "function") stdin.unref();
  return guard;
}
