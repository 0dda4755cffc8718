import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type EmbeddedServer, startEmbedded } from "../../server/lib/embedded/start.ts";
import { type CutProxy, startCutProxy } from "./cut-proxy.ts";
import { waitUntilGone } from "./processes.ts";

/** A PostgreSQL that can be killed and started again under one address. */
export type RestartableCluster = {
  /** postgres:// address of its database, through a proxy that outlives the server. */
  url: string;
  proxy: CutProxy;
  /** kill -9 of the postmaster; resolves when it is gone. */
  kill: () => Promise<void>;
  /** Starts it again on what it left; sessions may come once this resolves. */
  restart: () => Promise<void>;
  stop: () => Promise<void>;
};

/** A cluster with fsync as it is run for real, in a temporary directory. */
export async function startRestartableCluster(): Promise<RestartableCluster> {
  const root = mkdtempSync(join(tmpdir(), "plumbline-restartable-"));
  // Where tests run as root, the server's own user has to enter.
  chmodSync(root, 0o755);
  const options = { directory: join(root, "postgres"), say: () => undefined, durable: true };
  let server: EmbeddedServer = await startEmbedded(options);
  const url = new URL(server.url);
  const proxy = await startCutProxy(Number(url.port));
  url.port = String(proxy.port);
  return {
    url: url.href,
    proxy,
    kill: async () => {
      process.kill(server.pid, "SIGKILL");
      await waitUntilGone(server.pid);
    },
    restart: async () => {
      server = await startEmbedded(options);
      proxy.aim(Number(new URL(server.url).port));
    },
    stop: async () => {
      proxy.cut();
      await server.stop();
      for (const path of [root, server.directory]) rmSync(path, { recursive: true, force: true });
    },
  };
}
