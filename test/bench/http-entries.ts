import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { Agent, request as send } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { request, text } from "../lib/entries.ts";
import { cpuOfTree } from "./measure.ts";

/**
 * `node test/bench/http-entries.ts [SECONDS] [ENTRIES PER BODY] [CONNECTIONS]`: entries a second that a real server with an embedded
 * PostgreSQL stores over HTTP, answered after commit; one JSON object. One line in six is a failure.
 */
const [seconds = 10, perBody = 500, connections = 8] = process.argv.slice(2).map(Number);
const PORT = 18_431;
const data = mkdtempSync(join(tmpdir(), "plumbline-bench-http-"));
// Where it runs as root, the database's own user has to enter.
chmodSync(data, 0o755);
const main = fileURLToPath(new URL("../../server/main.ts", import.meta.url));
const server = spawn(process.execPath, [main, "--no-sample", "--data", data], {
  env: { ...process.env, PORT: String(PORT), DATABASE_URL: "" },
  stdio: ["ignore", "pipe", "ignore"],
});
/** The texts are made once; only ids and times differ. */
const templates = Array.from({ length: 24 }, (_, index) => {
  const at = "@TIME@";
  const route = ["/api/orders", "/api/agents", "/api/mcp/servers"][index % 3] ?? "/";
  if (index % 12 === 5) {
    return JSON.stringify({ ...text(traceback(), { at, severity: "ERROR" }), insertId: "@ID@" });
  }
  const status = index % 12 === 9 ? 500 : 200;
  return JSON.stringify({ ...request({ at, status, path: `${route}/${index}` }), insertId: "@ID@" });
});

const agent = new Agent({ keepAlive: true, maxSockets: connections });
try {
  await once(server.stdout, "data");
  const started = { at: performance.now(), cpu: cpuOfTree(server.pid ?? 0), own: process.cpuUsage() };
  const until = started.at + seconds * 1000;
  const tally = { accepted: 0, refused: 0, latencies: [] as number[] };
  await Promise.all(Array.from({ length: connections }, (_, lane) => work(lane, until, tally)));
  const wall = (performance.now() - started.at) / 1000;
  const own = process.cpuUsage(started.own);
  const sorted = tally.latencies.toSorted((a, b) => a - b);
  const result = {
    entries: tally.accepted,
    perSecond: Math.round(tally.accepted / wall),
    refused: tally.refused,
    p50Ms: Math.round(sorted[Math.floor(sorted.length * 0.5)] ?? 0),
    p99Ms: Math.round(sorted[Math.floor(sorted.length * 0.99)] ?? 0),
    serverCpuPerSecond: Number(((cpuOfTree(server.pid ?? 0) - started.cpu) / wall).toFixed(2)),
    loadCpuPerSecond: Number(((own.user + own.system) / 1e6 / wall).toFixed(2)),
  };
  process.stdout.write(`${JSON.stringify(result)}\n`);
} finally {
  agent.destroy();
  server.kill("SIGTERM");
  await once(server, "exit");
  rmSync(data, { recursive: true, force: true });
}

async function work(lane: number, until: number, tally: { accepted: number; refused: number; latencies: number[] }) {
  for (let round = 0; performance.now() < until; round += 1) {
    const body = bodyOf(lane, round);
    const from = performance.now();
    const { status, accepted } = await post(body);
    if (status !== 200) tally.refused += 1;
    else tally.latencies.push(performance.now() - from);
    tally.accepted += accepted;
  }
}

function post(body: string): Promise<{ status: number; accepted: number }> {
  return new Promise((resolve, reject) => {
    const headers = { "content-type": "application/x-ndjson", "content-length": Buffer.byteLength(body) };
    const asked = send({ agent, port: PORT, method: "POST", path: "/api/v1/entries?summary=1", headers }, (answer) => {
      let told = "";
      answer.setEncoding("utf8").on("data", (part) => {
        told += part;
      });
      answer.on("end", () => {
        resolve({ status: answer.statusCode ?? 0, accepted: Number(/"accepted":(\d+)/.exec(told)?.[1] ?? 0) });
      });
    });
    asked.on("error", reject).end(body);
  });
}

function bodyOf(lane: number, round: number): string {
  const base = Date.now();
  const lines: string[] = [];
  for (let index = 0; index < perBody; index += 1) {
    const time = new Date(base - (index % 60) * 1000).toISOString();
    const template = templates[index % templates.length] ?? "";
    lines.push(template.replaceAll("@TIME@", time).replace("@ID@", `b${lane}-${round}-${index}`));
  }
  return lines.join("\n");
}

function traceback(): string {
  return `Traceback (most recent call last):\n  File "/app/main.py", line 12, in handle\n    return await query()\n  File "/app/db.py", line 40, in query\n    raise ValueError("bad pool")\nValueError: bad pool`;
}
