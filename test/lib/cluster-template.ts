import { execFileSync } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startEmbedded } from "../../server/lib/embedded/start.ts";

export type ClusterTemplate = {
  /** Makes a stopped cluster in `directory`, much quicker than a first start does. */
  copyTo: (directory: string) => void;
  remove: () => void;
};

/** A cluster that was started once and stopped in order, to copy from. */
export async function makeClusterTemplate(): Promise<ClusterTemplate> {
  const root = mkdtempSync(join(tmpdir(), "plumbline-template-"));
  chmodSync(root, 0o755);
  const directory = join(root, "postgres");
  const server = await startEmbedded({ directory, say: () => undefined, durable: false });
  await server.stop();
  return {
    copyTo: (to) => void execFileSync("cp", ["-a", server.directory, to]),
    remove: () => {
      for (const path of [server.directory, root]) rmSync(path, { recursive: true, force: true });
    },
  };
}
