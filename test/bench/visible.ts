// How long it takes from an entry's arrival until its incident can be seen and has been told by webhook, while entries stream in:
// `node test/bench/visible.ts [--perSecond 2000] [--samples 40] [--warm 20]`. Each sample is a new error of a service of its own: three
// requests fail in one body among the others. Prints one JSON object, times in milliseconds from the sending of that body until
// `GET /api/v1/incidents` shows it (`ms`) and until a signed webhook about it came in (`delivered`). With `--history` the store holds a day of the same traffic before.
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
import { dayOf, ensurePartitions } from "../../server/store/partitions.ts";
import { DAY, minuteOf } from "../../shared/time.ts";
import { startReceiver, waitUntil } from "../deliver/receiver.ts";
import { msUntilIncident } from "../ingestion/replica.ts";
import { request } from "../lib/entries.ts";
import { freePort } from "../lib/free-port.ts";
import { postEntries } from "../lib/post-entries.ts";
import { entryStream } from "../lib/stream-entries.ts";
import { SECRET } from "../notify/webhook.ts";

const { values } = parseArgs({
  options: {
    perSecond: { type: "string", default: "2000" },
    samples: { type: "string", default: "40" },
    warm: { type: "string", default: "20" },
    history: { type: "boolean", default: false },
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

const data = mkdtempSync(join(tmpdir(), "plumbline-bench-visible-"));
chmodSync(data, 0o755);
const database = await startEmbedded({ directory: join(data, "postgres"), say: () => undefined, durable: true });
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
const pushed = { bodies: 0, entries: 0, refused: 0, slowestMs: 0 };
try {
  await once(server.stdout, "data");
  const beat = setInterval(() => void send(stream.body(perSecond / BEAT, Date.now()), perSecond / BEAT), 1000 / BEAT);
  await sleep(warmSeconds * 1000);
  if (values.history) await addHistory();
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
  const [ms, delivered] = [spreadOf(waits), spreadOf(told)];
  process.stdout.write(
    `${JSON.stringify({ samples, perSecond: Math.round(rate), ms, delivered, analysis, refused: pushed.refused })}\n`,
  );
} finally {
  agent.destroy();
  server.kill("SIGTERM");
  await once(server, "exit");
  await database.stop();
  await receiver.close();
  for (const path of [data, database.directory]) rmSync(path, { recursive: true, force: true });
}

/** What each group and route had in its last full minute, in every minute of the day before. */
async function addHistory(): Promise<void> {
  const pool = createPool(database.url, () => undefined);
  const [now, last] = [Date.now(), minuteOf(Date.now()) - 3];
  await ensurePartitions(pool, [dayOf(now - DAY), dayOf(now)], now);
  await pool.query(
    `insert into plumbline.group_minute (group_id, minute, count, arrivals)
     select group_id, minute, 80, (select array_agg(minute * 60000::double precision + n * 750 order by n) from generate_series(0, 79) as n)
     from (select distinct group_id from plumbline.group_minute) as seen
     cross join generate_series($1::integer, $2::integer) as minute`,
    [last - 1400, last],
  );
  await pool.query(
    `insert into plumbline.route_minute (route_id, minute, ok, failed)
     select id, minute, 1400, 80
     from plumbline.route
     cross join generate_series($1::integer, $2::integer) as minute`,
    [last - 1400, last],
  );
  await pool.end();
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
    msUntilIncident(port, service, 25),
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
