// Servers of the API as processes of their own, and what calls to them take.
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { Agent, get } from "node:http";
import { fileURLToPath } from "node:url";
import { freePort } from "../lib/free-port.ts";
import { pushSteadily } from "./steady-push.ts";
import type { Watched } from "./watch-collections.ts";

/**
 * One call: when it was sent, milliseconds since 1970, how long it took, and how much of that the server's thread was ready to run while
 * something else had the processor, where /proc says it.
 */
export type Call = { at: number; ms: number; waitedMs: number; bytes: number };
export type ApiServer = {
  get: (path: string) => Promise<Call>;
  watched: () => Promise<Watched>;
  close: () => Promise<void>;
};

const pathOf = (file: string) => fileURLToPath(new URL(file, import.meta.url));
const WATCH = ["--import", pathOf("watch-collections.ts")];
/** How long a server that is asked to end may take. */
const PATIENCE_MS = 5000;

/** The API alone, by a clock that stands. */
export async function forkApi(databaseUrl: string, now: number): Promise<ApiServer> {
  const child = fork(pathOf("api-process.ts"), [databaseUrl, String(now)], { execArgv: WATCH });
  const [{ url }] = await once(child, "message");
  return apiServer(child, url);
}

/** All of Plumbline, with its analysis and by its own clock, to which so many entries a second are sent; `taken` tells of these. */
export async function serveWriting(databaseUrl: string, perSecond: number) {
  const port = await freePort();
  const env = { ...process.env, PORT: String(port), DATABASE_URL: databaseUrl };
  const options = { execArgv: WATCH, env, stdio: ["ignore", "pipe", "inherit", "ipc"] } satisfies Parameters<
    typeof fork
  >[2];
  const child = fork(pathOf("../../server/main.ts"), ["--no-sample"], options);
  if (child.stdout !== null) await once(child.stdout, "data");
  const push = pushSteadily(port, perSecond, "calls");
  const server = apiServer(child, `http://127.0.0.1:${port}`);
  return {
    ...server,
    taken: push.taken,
    close: async () => {
      push.stop();
      await server.close();
    },
  };
}

/** By `node:http`: `fetch` stopped for 15 to 20 ms in one of twenty calls, to collect its own garbage. */
async function read(url: string, agent: Agent): Promise<{ status: number; body: Buffer }> {
  const [response] = await once(get(url, { agent }), "response");
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk);
  return { status: response.statusCode, body: Buffer.concat(chunks) };
}

function apiServer(child: ChildProcess, url: string): ApiServer {
  const agent = new Agent({ keepAlive: true });
  return {
    async get(path) {
      const [waited, at] = [waitedMs(child.pid ?? 0), performance.timeOrigin + performance.now()];
      const { status, body } = await read(`${url}/api/v1${path}`, agent);
      const ms = performance.timeOrigin + performance.now() - at;
      if (status !== 200) throw new Error(`${path} answered ${status}: ${body.toString().slice(0, 300)}`);
      return { at, ms, waitedMs: waitedMs(child.pid ?? 0) - waited, bytes: body.length };
    },
    async watched() {
      const answer = once(child, "message");
      child.send("watched?");
      const [{ watched }] = await answer;
      return watched;
    },
    async close() {
      agent.destroy();
      const ended = once(child, "exit");
      child.kill("SIGTERM");
      // A look at a large store may be under way, and nobody needs what it finds.
      const kill = setTimeout(() => child.kill("SIGKILL"), PATIENCE_MS);
      await ended;
      clearTimeout(kill);
    },
  };
}

/** How long the first thread of a process wanted a processor so far. https://docs.kernel.org/scheduler/sched-stats.html */
function waitedMs(pid: number): number {
  try {
    const [, nanoseconds = 0] = readFileSync(`/proc/${pid}/task/${pid}/schedstat`, "utf8").split(" ").map(Number);
    return nanoseconds / 1e6;
  } catch {
    return 0;
  }
}
