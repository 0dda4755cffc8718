// How much memory a real server takes while entries stream into it, over HTTP or over the live stream of Cloud Logging:
// `node test/bench/memory.ts [--by push|tail] [--entries 5000000] [--perSecond N]`.
// Prints a line per tenth and one JSON object at the end. The database's memory is its own and is not counted.
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { Agent } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { chanceOf, freshEntries } from "../ingestion/feed.ts";
import { freePort } from "../lib/free-port.ts";
import { startLoggingServer, type Tail } from "../lib/logging-server/server.ts";
import { postEntries } from "../lib/post-entries.ts";
import { runScript } from "../lib/processes.ts";
import { entryStream } from "../lib/stream-entries.ts";

const { values } = parseArgs({
  options: {
    by: { type: "string", default: "push" },
    entries: { type: "string", default: "5000000" },
    perSecond: { type: "string", default: "100000" },
  },
});
const [entries, perSecond] = [Number(values.entries), Number(values.perSecond)];
const PER_BODY = 500;
const LANES = 4;
const STEP = entries / 10;
const AHEAD = 50_000;

const data = mkdtempSync(join(tmpdir(), "plumbline-bench-memory-"));
// Where it runs as root, the database's own user has to enter.
chmodSync(data, 0o755);
const config = join(data, "plumbline.json");
const port = await freePort();
const logging = await startLoggingServer();
const tailed = { kind: "cloud-logging", project: "demo", endpoint: logging.endpoint, insecure: true, tail: true };
writeFileSync(config, JSON.stringify({ sources: values.by === "tail" ? [tailed] : [] }));
const server = runScript("server/main.ts", ["--config", config, "--no-sample", "--data", data], {
  PORT: String(port),
  METADATA_SERVER_DETECTION: "none",
});
const agent = new Agent({ keepAlive: true, maxSockets: LANES });
let accepted = 0;
const samples: { entries: number; rssMb: number }[] = [];
try {
  await server.firstLine();
  const startedAt = performance.now();
  const watch = setInterval(() => samples.push({ entries: accepted, rssMb: residentMb() }), 250);
  const report = reportSteps();
  if (values.by === "tail") await stream(startedAt);
  else await Promise.all(Array.from({ length: LANES }, (_, lane) => push(lane, startedAt)));
  clearInterval(watch);
  clearInterval(report);
  const seconds = (performance.now() - startedAt) / 1000;
  const at = (part: number) => residentAround(part * entries);
  const result = {
    by: values.by,
    entries: accepted,
    seconds: Math.round(seconds),
    perSecond: Math.round(accepted / seconds),
    rssMb: { "10 %": at(0.1), "20 %": at(0.2), "60 %": at(0.6), "100 %": at(1) },
    peakRssMb: Math.max(...samples.map(({ rssMb }) => rssMb)),
  };
  process.stdout.write(`${JSON.stringify(result)}\n`);
} finally {
  agent.destroy();
  server.child.kill("SIGTERM");
  await server.ended;
  logging.stop();
  rmSync(data, { recursive: true, force: true });
}

async function push(lane: number, startedAt: number): Promise<void> {
  const lines = entryStream(`m${lane}`);
  while (accepted < entries) {
    await untilDue(accepted, startedAt);
    const { status, body } = await postEntries({ port, agent }, lines.body(PER_BODY, Date.now()));
    if (status !== 200) await sleep(200);
    accepted += Number(/"accepted":(\d+)/.exec(body)?.[1] ?? 0);
  }
}

/** Writes as fast as the reader takes it, and never far ahead of what the server says that it has stored. */
async function stream(startedAt: number): Promise<void> {
  const chance = chanceOf(1);
  for (let sent = 0; accepted < entries; ) {
    const tail: Tail | undefined = [...logging.tails][0];
    if (sent % 10_000 === 0 || sent >= entries) accepted = await acceptedBy();
    if (tail === undefined || sent >= entries || sent > accepted + AHEAD) {
      await sleep(200);
      accepted = await acceptedBy();
      continue;
    }
    await untilDue(sent, startedAt);
    const response = { entries: freshEntries(`t${sent}`, PER_BODY, chance).map(({ entry }) => entry) };
    if (!tail.write(response)) await new Promise((resolve) => tail.once("drain", resolve));
    sent += PER_BODY;
  }
}

async function acceptedBy(): Promise<number> {
  const metrics = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  return Number(/^plumbline_entries\{.*outcome="accepted"\} (\d+)/m.exec(metrics)?.[1] ?? 0);
}

async function untilDue(done: number, startedAt: number): Promise<void> {
  await sleep(Math.max(0, startedAt + (done / perSecond) * 1000 - performance.now()));
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
  const status = readFileSync(`/proc/${server.child.pid}/status`, "utf8");
  return Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024);
}
