import { chmodSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "../lib/free-port.ts";
import { runScript } from "../lib/processes.ts";
import { cpuWithDescendants, peakMb, quantile } from "./measure.ts";
import { bodiesOf, sendBodies } from "./send-bodies.ts";

/**
 * `node test/bench/push.ts FILE [ENTRIES PER BODY] [CONNECTIONS]`: sends the lines of a file over HTTP to a real server with an
 * embedded PostgreSQL, which answers after commit; one JSON object. The first tenth is sent before the clock starts: a server
 * that takes entries has been running for a while. CPU is that of server and database together, seconds; `stages` tells in milliseconds
 * how long each stage of storing took (server/lib/stages.ts).
 */
const [file = "", perBody = "500", connections = "8"] = process.argv.slice(2);
const bodies = bodiesOf(file, Number(perBody));
const warmUp = Math.ceil(bodies.length / 10);
const data = mkdtempSync(join(tmpdir(), "plumbline-bench-push-"));
// Where it runs as root, the database's own user has to enter.
chmodSync(data, 0o755);
const stagesFile = join(data, "stages.json");
const port = await freePort();
const { child, firstLine, ended } = runScript("server/main.ts", ["--no-sample", "--data", data], {
  PORT: String(port),
  NODE_OPTIONS: `--import=${new URL("./watch-stages.ts", import.meta.url).href}`,
  STAGES_FILE: stagesFile,
});
try {
  await firstLine();
  await sendBodies([port], bodies.slice(0, warmUp), Number(connections));
  child.kill("SIGUSR2");
  const before = cpuWithDescendants(child.pid ?? 0);
  const { entries, wallSeconds, timesMs } = await sendBodies([port], bodies.slice(warmUp), Number(connections));
  const used = { cpu: cpuWithDescendants(child.pid ?? 0) - before, rssMb: peakMb(child.pid ?? 0) };
  const result = {
    perBody: Number(perBody),
    entries,
    wall: wallSeconds,
    perSecond: Math.round(entries / wallSeconds),
    p50Ms: quantile(timesMs, 0.5),
    p90Ms: quantile(timesMs, 0.9),
    p99Ms: quantile(timesMs, 0.99),
    maxMs: quantile(timesMs, 1),
    ...used,
  };
  child.kill("SIGTERM");
  await ended;
  process.stdout.write(`${JSON.stringify({ ...result, stages: JSON.parse(readFileSync(stagesFile, "utf8")) })}\n`);
} finally {
  child.kill("SIGTERM");
  await ended;
  rmSync(data, { recursive: true, force: true });
}
