// How much memory a real server takes while entries stream into it: `node test/bench/memory.ts [--entries 5000000] [--perSecond N]`.
// Prints a line per half million and one JSON object at the end. The database's memory is its own and is not counted.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { Agent } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { freePort } from "../lib/free-port.ts";
import { postEntries } from "../lib/post-entries.ts";
import { entryStream } from "../lib/stream-entries.ts";

const { values } = parseArgs({
  options: { entries: { type: "string", default: "5000000" }, perSecond: { type: "string", default: "100000" } },
});
const [entries, perSecond] = [Number(values.entries), Number(values.perSecond)];
const PER_BODY = 500;
const LANES = 4;
const STEP = entries / 10;

const data = mkdtempSync(join(tmpdir(), "plumbline-bench-memory-"));
const port = await freePort();
const server = spawn(
  process.execPath,
  [fileURLToPath(new URL("../../server/main.ts", import.meta.url)), "--no-sample", "--data", data],
  {
    env: { ...process.env, PORT: String(port), DATABASE_URL: "" },
    stdio: ["ignore", "pipe", "ignore"],
  },
);
const agent = new Agent({ keepAlive: true, maxSockets: LANES });
let accepted = 0;
const samples: { entries: number; rssMb: number }[] = [];
try {
  await once(server.stdout, "data");
  const startedAt = performance.now();
  const watch = setInterval(() => samples.push({ entries: accepted, rssMb: residentMb() }), 250);
  const report = reportSteps();
  await Promise.all(Array.from({ length: LANES }, (_, lane) => push(lane, startedAt)));
  clearInterval(watch);
  clearInterval(report);
  const seconds = (performance.now() - startedAt) / 1000;
  const at = (part: number) => residentAround(part * entries);
  const result = {
    entries: accepted,
    seconds: Math.round(seconds),
    perSecond: Math.round(accepted / seconds),
    rssMb: { "10 %": at(0.1), "20 %": at(0.2), "60 %": at(0.6), "100 %": at(1) },
    peakRssMb: Math.max(...samples.map(({ rssMb }) => rssMb)),
  };
  process.stdout.write(`${JSON.stringify(result)}\n`);
} finally {
  agent.destroy();
  server.kill("SIGTERM");
  await once(server, "exit");
  rmSync(data, { recursive: true, force: true });
}

async function push(lane: number, startedAt: number): Promise<void> {
  const stream = entryStream(`m${lane}`);
  while (accepted < entries) {
    const due = startedAt + (accepted / perSecond) * 1000;
    await sleep(Math.max(0, due - performance.now()));
    const { status, body } = await postEntries({ port, agent }, stream.body(PER_BODY, Date.now()));
    if (status !== 200) await sleep(200);
    accepted += Number(/"accepted":(\d+)/.exec(body)?.[1] ?? 0);
  }
}

function reportSteps(): NodeJS.Timeout {
  let next = STEP;
  return setInterval(() => {
    if (accepted < next) return;
    process.stderr.write(`${accepted} entries: ${residentAround(next)} MB\n`);
    next += STEP;
  }, 500);
}

/** The middle of what was seen within a hundredth of all entries around a place. */
function residentAround(place: number): number {
  const near = samples.filter((sample) => Math.abs(sample.entries - place) <= entries / 50).map(({ rssMb }) => rssMb);
  return near.sort((a, b) => a - b)[Math.floor(near.length / 2)] ?? 0;
}

function residentMb(): number {
  const status = readFileSync(`/proc/${server.pid}/status`, "utf8");
  return Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024);
}
