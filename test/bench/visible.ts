// How long it takes from an entry's arrival until its incident can be seen and has been told by webhook, while entries stream in:
// `node test/bench/visible.ts [--perSecond 2000] [--samples 40] [--warm 20] [--history] [--services 40] [--groups 48000]`. Each sample is
// a new error of a service of its own: three requests fail in one body among the others. With `--history` the store holds a day of 40
// other services (400 groups and routes, 830,000 minutes of them, 120 incidents), and a fifth of the stream is theirs; with `--groups` it
// holds so many groups, nearly all of which failed within the last day and of which nobody has told yet. Prints one JSON object: times in
// milliseconds from the sending of that body until `GET /api/v1/incidents` shows it (`ms`) and until a signed webhook about it came in
// (`delivered`); `look` is what one look costs once the stream has ended, in milliseconds of processor of the server and of its database,
// with the storing and the showing of the few entries that brought it about.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { Agent } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { createPool } from "../../server/lib/database.ts";
import { startEmbedded } from "../../server/lib/embedded/start.ts";
import { migrate } from "../../server/store/migrate.ts";
import { startReceiver, waitUntil } from "../deliver/receiver.ts";
import { msUntilIncident } from "../ingestion/replica.ts";
import { request } from "../lib/entries.ts";
import { freePort } from "../lib/free-port.ts";
import { postEntries } from "../lib/post-entries.ts";
import { entryStream } from "../lib/stream-entries.ts";
import { SECRET } from "../notify/webhook.ts";
import { addDayOfHistory, entryOfDay } from "./day-of-history.ts";
import { seedGroups } from "./large-store.ts";
import { cpuOfTree, peakMb } from "./measure.ts";

const { values } = parseArgs({
  options: {
    perSecond: { type: "string", default: "2000" },
    samples: { type: "string", default: "40" },
    warm: { type: "string", default: "20" },
    history: { type: "boolean", default: false },
    services: { type: "string", default: "40" },
    groups: { type: "string", default: "0" },
  },
});
const [perSecond, samples, warmSeconds] = [values.perSecond, values.samples, values.warm].map(Number) as [
  number,
  number,
  number,
];
/** Bodies a second. */
const BEAT = 10;
const FAILURES = 3;
/** Of the stream, what is of services with a day of history. */
const OF_HISTORY = 0.2;
const services = values.history ? Number(values.services) : 0;

const data = mkdtempSync(join(tmpdir(), "plumbline-bench-visible-"));
chmodSync(data, 0o755);
const database = await startEmbedded({ directory: join(data, "postgres"), say: () => undefined, durable: true });
const groups = Number(values.groups);
if (groups > 0) await seedGroups(database.url, groups);
if (services > 0) await addHistory();
const port = await freePort();
const receiver = await startReceiver();
const config = join(data, "plumbline.yaml");
writeFileSync(
  config,
  `webhooks:\n  - { name: bench, url: "${receiver.url}", secret: "${SECRET}", allowPrivate: true }\n`,
);
const server = spawn(
  process.execPath,
  [fileURLToPath(new URL("../../server/main.ts", import.meta.url)), "--no-sample", "--data", data, "--config", config],
  { env: { ...process.env, PORT: String(port), DATABASE_URL: database.url }, stdio: ["ignore", "pipe", "inherit"] },
);
const agent = new Agent({ keepAlive: true, maxSockets: 8 });
const stream = entryStream("visible");
let placeOfDay = 0;
const QUIET_SAMPLES = 10;
const pushed = { bodies: 0, entries: 0, refused: 0, slowestMs: 0 };
try {
  await once(server.stdout, "data");
  const beat = setInterval(() => void send(nextBody(), perSecond / BEAT), 1000 / BEAT);
  await sleep(warmSeconds * 1000);
  const from = { at: performance.now(), entries: pushed.entries };
  const waits: number[] = [];
  const told: number[] = [];
  for (let sample = 0; sample < samples; sample += 1) {
    const { seenMs, toldMs } = await waitFor(`fresh-${sample}x`);
    waits.push(seenMs);
    told.push(toldMs);
    // At another moment of the analyzer's turn each time.
    await sleep(200 + ((sample * 377) % 1000));
  }
  clearInterval(beat);
  const rate = (pushed.entries - from.entries) / ((performance.now() - from.at) / 1000);
  const analysis = await analysisSeconds();
  const look = await quietLook();
  const [ms, delivered] = [spreadOf(waits), spreadOf(told)];
  process.stdout.write(
    `${JSON.stringify({ samples, perSecond: Math.round(rate), ms, delivered, analysis, look, services, groups, refused: pushed.refused, peakMb: peakMb(server.pid ?? 0) })}\n`,
  );
} finally {
  agent.destroy();
  server.kill("SIGTERM");
  await once(server, "exit");
  await database.stop();
  await receiver.close();
  for (const path of [data, database.directory]) rmSync(path, { recursive: true, force: true });
}

async function addHistory(): Promise<void> {
  const pool = createPool(database.url, () => undefined);
  await migrate(pool);
  await addDayOfHistory(pool, services, Date.now());
  await pool.end();
}

/** The entries of one beat. */
function nextBody(): string {
  const [at, count] = [Date.now(), perSecond / BEAT];
  const ofHistory = services === 0 ? 0 : Math.round(count * OF_HISTORY);
  const lines = Array.from({ length: ofHistory }, () => {
    placeOfDay += 1;
    return JSON.stringify({ ...entryOfDay(services, placeOfDay, at), insertId: `day-${placeOfDay}` });
  });
  return [stream.body(count - ofHistory, at), ...lines].join("\n");
}

/** What looks cost while nothing else comes in than what each is about. */
async function quietLook(): Promise<{ server: number; database: number; count: number }> {
  await sleep(10_000);
  const [before, from] = [await analysisSeconds(), [cpuOfTree(server.pid ?? 0), cpuOfTree(database.pid)] as const];
  for (let sample = 0; sample < QUIET_SAMPLES; sample += 1) await waitFor(`quiet-${sample}x`);
  const count = (await analysisSeconds()).count - before.count;
  const each = (seconds: number) => Math.round((1000 * seconds) / Math.max(count, 1));
  return {
    server: each(cpuOfTree(server.pid ?? 0) - from[0]),
    database: each(cpuOfTree(database.pid) - from[1]),
    count,
  };
}

function spreadOf(waits: readonly number[]) {
  const sorted = waits.toSorted((a, b) => a - b);
  const at = (part: number) => Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0);
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99), longest: at(1) };
}

async function waitFor(service: string): Promise<{ seenMs: number; toldMs: number }> {
  const now = Date.now();
  const lines = Array.from({ length: FAILURES }, (_, i) =>
    JSON.stringify(request({ at: now - i * 50, service, status: 500, insertId: `${service}-${i}` })),
  );
  const [seenMs, first] = await Promise.all([
    msUntilIncident(port, `"service":"${service}"`, 25, `?service=${service}`),
    waitUntil(() => receiver.received.find(({ body }) => body.includes(service)), `the webhook about ${service}`),
    send(lines.join("\n"), FAILURES),
  ]);
  return { seenMs, toldMs: first.at - now };
}

async function send(lines: string, count: number): Promise<void> {
  const { status } = await postEntries({ port, agent }, lines).catch(() => ({ status: 0 }));
  if (status === 200) pushed.entries += count;
  else pushed.refused += 1;
}

/** Mean time of an analysis, seconds, and how many there were. */
async function analysisSeconds(): Promise<{ mean: number; count: number }> {
  const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  const value = (name: string) => Number(new RegExp(`${name}{result="ok"} (\\S+)`).exec(text)?.[1] ?? 0);
  const count = value("plumbline_analysis_seconds_count");
  return { mean: Number((value("plumbline_analysis_seconds_sum") / Math.max(count, 1)).toFixed(3)), count };
}
