import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { Agent } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { findFreePort } from "../../server/lib/embedded/launch.ts";
import { postEntries } from "../lib/post-entries.ts";
import { quantile } from "./measure.ts";

/**
 * `node test/bench/push.ts FILE [ENTRIES PER BODY] [CONNECTIONS]`: sends the lines of a file over HTTP to a real server with an
 * embedded PostgreSQL, which answers after commit; one JSON object. The first tenth is sent before the clock starts: a server
 * that takes entries has been running for a while. CPU is that of server and database together, and of the server alone, seconds.
 */
const [file = "", perBody = "500", connections = "8"] = process.argv.slice(2);
const [BODY, LANES] = [Number(perBody), Number(connections)];
const bodies = bodiesOf(readFileSync(file));
const warmUp = Math.ceil(bodies.length / 10);
const data = mkdtempSync(join(tmpdir(), "plumbline-bench-push-"));
const port = await findFreePort();
const main = fileURLToPath(new URL("../../server/main.ts", import.meta.url));
const flags = process.env.BENCH_SERVER_FLAGS?.split(" ") ?? [];
const server = spawn(process.execPath, [...flags, main, "--no-sample", "--data", data], {
  env: { ...process.env, PORT: String(port), DATABASE_URL: "" },
  stdio: ["ignore", "pipe", "ignore"],
});
const agent = new Agent({ keepAlive: true, maxSockets: LANES });
try {
  await Promise.race([once(server.stdout, "data"), once(server, "exit").then(failed)]);
  let next = 0;
  const work = async (until: number, times: number[]): Promise<number> => {
    let accepted = 0;
    while (next < until) {
      const body = bodies[next++] ?? Buffer.alloc(0);
      const begun = performance.now();
      const answer = await postEntries({ port, agent }, body);
      if (answer.status !== 200) throw new Error(`the server answered ${answer.status}: ${answer.body.slice(0, 500)}`);
      times.push(performance.now() - begun);
      accepted += Number(/"accepted":(\d+)/.exec(answer.body)?.[1] ?? 0);
    }
    return accepted;
  };
  const lanes = (until: number, times: number[]) =>
    Promise.all(Array.from({ length: LANES }, () => work(until, times)));
  await lanes(warmUp, []);
  const times: number[] = [];
  const before = { at: performance.now(), cpu: cpuOfDescendants(server), ownCpu: ownCpu(server) };
  const accepted = (await lanes(bodies.length, times)).reduce((sum, one) => sum + one, 0);
  const wall = (performance.now() - before.at) / 1000;
  const result = {
    entries: accepted,
    wall,
    perSecond: Math.round(accepted / wall),
    p50Ms: quantile(times, 0.5),
    p99Ms: quantile(times, 0.99),
    cpu: cpuOfDescendants(server) - before.cpu,
    serverCpu: ownCpu(server) - before.ownCpu,
    rssMb: peakMb(server),
  };
  process.stdout.write(`${JSON.stringify(result)}\n`);
} finally {
  agent.destroy();
  server.kill("SIGTERM");
  await once(server, "exit");
  rmSync(data, { recursive: true, force: true });
}

function failed(): never {
  throw new Error(`the server did not start: run node ${main} to see why`);
}

/** Bodies of whole lines. */
function bodiesOf(bytes: Buffer): Buffer[] {
  const all: Buffer[] = [];
  for (let from = 0; from < bytes.length; ) {
    let to = from;
    for (let line = 0; line < BODY && to < bytes.length; line++) to = bytes.indexOf(10, to) + 1 || bytes.length;
    all.push(bytes.subarray(from, to));
    from = to;
  }
  return all;
}

/** Processor seconds so far of a process and all that came of it, where /proc says it; else 0. */
function cpuOfDescendants({ pid }: ChildProcess): number {
  const parents = new Map<number, { parent: number; ticks: number }>();
  for (const name of readdirSync("/proc").filter((each) => /^\d+$/.test(each))) {
    try {
      const stat = readFileSync(`/proc/${name}/stat`, "utf8");
      const fields = stat
        .slice(stat.lastIndexOf(")") + 2)
        .split(" ")
        .map(Number);
      const ticks = fields.slice(11, 15).reduce((sum, each) => sum + each, 0);
      parents.set(Number(name), { parent: fields[1] ?? 0, ticks });
    } catch {
      // It ended meanwhile and is counted by its parent.
    }
  }
  let total = 0;
  for (const [id, { ticks }] of parents) {
    for (let at = id; at > 1; at = parents.get(at)?.parent ?? 0) {
      if (at !== pid) continue;
      total += ticks;
      break;
    }
  }
  return total / 100;
}

function ownCpu({ pid }: ChildProcess): number {
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  const fields = stat
    .slice(stat.lastIndexOf(")") + 2)
    .split(" ")
    .map(Number);
  return ((fields[11] ?? 0) + (fields[12] ?? 0)) / 100;
}

/** Highest resident memory of a process in MB, the database's own left out; 0 where /proc does not say it. */
function peakMb({ pid }: ChildProcess): number {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  return Math.round(Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024);
}
