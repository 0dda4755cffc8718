import { once } from "node:events";
import { Agent, createServer, type Server } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { request } from "../lib/entries.ts";
import { postEntries } from "../lib/post-entries.ts";
import { msUntilIncident, type Replica, startReplica } from "./replica.ts";

/** What happens to a replica in the middle of its analysis. */
export type Mishap = "killed" | "hangs" | "cut off";

/** How long nothing but the mishap happens, so that what follows is seen by the other replica alone. */
const PATIENCE_MS = 180_000;

/**
 * Milliseconds from a mishap of the replica that analyzes until the other one shows an incident that began after it. Of the database
 * with this `url` nobody has heard of services of the round yet. Both replicas were there for `settleMs` before.
 */
export async function takeoverMs(url: string, mishap: Mishap, { round = "0", settleMs = 0 } = {}): Promise<number> {
  const probes = await startProbes();
  const [before, after] = [`before-${round}`, `after-${round}`];
  const configured = ["a", "b"].map((name) => configOf(probes.port, name, before));
  const [first, second] = await Promise.all(configured.map((config) => startReplica(url, config)));
  if (first === undefined || second === undefined) throw new Error("no replicas");
  try {
    await sleep(settleMs);
    await push(first, before);
    // The analysis asks the endpoint of the failing route: while it waits for the answer it holds the lock.
    const [analyzing, other] = (await probes.asked) === "/a" ? [first, second] : [second, first];
    befall(analyzing, mishap);
    await push(other, after);
    return await msUntilIncident(other.port, `/api/${after}`, 20, `?service=${after}`);
  } finally {
    await Promise.all([first.stop(), second.stop()]);
    probes.server.closeAllConnections();
    probes.server.close();
  }
}

function befall({ server, proxy }: Replica, mishap: Mishap): void {
  if (mishap === "killed") server.child.kill("SIGKILL");
  else if (mishap === "hangs") server.child.kill("SIGSTOP");
  else proxy.cut();
}

type Probes = { server: Server; port: number; asked: Promise<string | undefined> };

/** What is asked for first is never answered, all else with 500 at once; `asked` settles with the path of the first. */
async function startProbes(): Promise<Probes> {
  let first: string | undefined;
  const server = createServer((incoming, answer) => {
    if (first === undefined) server.emit("asked", incoming.url);
    first ??= incoming.url;
    if (incoming.url !== first) answer.writeHead(500).end();
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  const asked = once(server, "asked", { signal: AbortSignal.timeout(PATIENCE_MS) }).then(([path]) => path);
  asked.catch(() => undefined);
  return { server, port: address.port, asked };
}

function configOf(port: number, name: string, failing: string): object {
  const endpoint = { route: `/api/${failing}`, url: `http://127.0.0.1:${port}/${name}`, timeoutMs: 60_000 };
  return { environments: [{ name: "staging", projects: ["acme-staging"], endpoints: [endpoint] }] };
}

async function push({ port }: Replica, service: string): Promise<void> {
  const now = Date.now();
  const path = `/api/${service}`;
  const lines = Array.from({ length: 30 }, (_, i) =>
    JSON.stringify(request({ at: now - i * 1000, service, path, status: 500, insertId: `${path}-${i}` })),
  );
  const agent = new Agent();
  const { status, body } = await postEntries({ port, agent }, lines.join("\n"));
  agent.destroy();
  if (status !== 200) throw new Error(`${status}: ${body}`);
}
