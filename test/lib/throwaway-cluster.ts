import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { guardServer } from "../../server/lib/embedded/guard.ts";
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
  const guard = guardServer(server.pid, [directory, server.directory]);
  const stop = async () => {
    await server.stop();
    guard.kill("SIGKILL");
    for (const path of [directory, server.directory]) rmSync(path, { recursive: true, force: true });
  };
  return { url: server.url, stop };
}
