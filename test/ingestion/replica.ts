import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type CutProxy, startCutProxy } from "../lib/cut-proxy.ts";
import { freePort } from "../lib/free-port.ts";
import { type Running, runScript } from "../lib/processes.ts";

/** A real server on a database that others may use too, its sessions through a proxy that can be cut. */
export type Replica = { port: number; server: Running; proxy: CutProxy; stop: () => Promise<void> };

/** A server that answers, with this configuration, on this database. */
export async function startReplica(databaseUrl: string, config: object): Promise<Replica> {
  const root = mkdtempSync(join(tmpdir(), "plumbline-replica-"));
  const file = join(root, "plumbline.json");
  writeFileSync(file, JSON.stringify(config));
  const url = new URL(databaseUrl);
  const [port, proxy] = await Promise.all([freePort(), startCutProxy(Number(url.port))]);
  url.hostname = "127.0.0.1";
  url.port = String(proxy.port);
  const server = runScript("server/main.ts", ["--config", file, "--no-sample", "--data", root], {
    PORT: String(port),
    DATABASE_URL: url.href,
    METADATA_SERVER_DETECTION: "none",
  });
  await server.firstLine();
  const stop = async () => {
    server.child.kill("SIGKILL");
    await server.ended;
    proxy.cut();
    rmSync(root, { recursive: true, force: true });
  };
  return { port, server, proxy, stop };
}

/** Milliseconds until `GET /api/v1/incidents`, with this query, of a replica holds the text; rejects after three minutes. */
export async function msUntilIncident(port: number, text: string, everyMs = 20, query = ""): Promise<number> {
  const startedAt = performance.now();
  for (;;) {
    const answer = await fetch(`http://127.0.0.1:${port}/api/v1/incidents${query}`).then(
      (response) => response.text(),
      () => "",
    );
    const waited = performance.now() - startedAt;
    if (answer.includes(text)) return waited;
    if (waited > 180_000) throw new Error(`no incident with ${text} within three minutes`);
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
}
