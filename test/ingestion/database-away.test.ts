import { once } from "node:events";
import { readFileSync } from "node:fs";
import { Agent } from "node:http";
import { createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import { sourcesResponseSchema } from "../../shared/api-operations.ts";
import { startCutProxy } from "../lib/cut-proxy.ts";
import { exactCounts, exactTruth } from "../lib/exact-counts.ts";
import { freePort } from "../lib/free-port.ts";
import { startLoggingServer } from "../lib/logging-server/server.ts";
import { postEntries } from "../lib/post-entries.ts";
import { runScript } from "../lib/processes.ts";
import { createStore, type TestStore } from "../store/store.ts";
import { chanceOf, freshEntries, linesOf, startPusher, streamTo } from "./feed.ts";
import { type Replica, startReplica } from "./replica.ts";

/** `AWAY_SECONDS=60 vitest run test/ingestion/database-away.test.ts` for a whole minute. */
const AWAY_SECONDS = Number(process.env.AWAY_SECONDS ?? 6);
/** What came meanwhile is stored within this time, on a machine that has other work too. */
const DRAIN_MS = 60_000 + AWAY_SECONDS * 5000;
const MAX_GROWTH_MB = 150;

let store: TestStore;
beforeEach(async () => {
  store = await createStore();
});
afterEach(() => store.close());

function sourceOf(endpoint: string): object {
  return {
    kind: "cloud-logging",
    project: "demo",
    endpoint,
    insecure: true,
    tail: true,
    pollSeconds: 1,
    requestsPerMinute: 6000,
  };
}

function residentMb({ server }: Replica): number {
  const status = readFileSync(`/proc/${server.child.pid}/status`, "utf8");
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024;
}

/** What `GET /api/v1/status` says of the first source. */
async function sourceState({ port }: Replica): Promise<string> {
  const answer = await (await fetch(`http://127.0.0.1:${port}/api/v1/status`)).text();
  return /"state":"(\w+)"/.exec(answer.slice(answer.indexOf('"sources"')))?.[1] ?? "";
}

/** What the page of sources says of entries over HTTP. */
async function doorState({ port }: Replica): Promise<{ state: string; detail: string } | undefined> {
  const { sources } = sourcesResponseSchema.parse(
    await (await fetch(`http://127.0.0.1:${port}/api/v1/sources`)).json(),
  );
  return sources.filter(({ name }) => name === "http").map(({ state, detail }) => ({ state, detail }))[0];
}

test("a database that is away while everything comes in is waited for: bounded memory, senders turned away, nothing lost", async () => {
  const chance = chanceOf(5);
  const logging = await startLoggingServer();
  const replica = await startReplica(store.url, { sources: [sourceOf(logging.endpoint)] });
  const pusher = startPusher(() => replica.port, chance);
  const sent = [];
  await expect.poll(() => logging.tails.size).toBe(1);
  const before = residentMb(replica);
  const agent = new Agent();

  replica.proxy.cut();
  const [until, answers] = [performance.now() + AWAY_SECONDS * 1000, new Set<number>()];
  for (let round = 0; performance.now() < until; round += 1) {
    const [streamed, pushed] = [freshEntries(`t${round}`, 300, chance), freshEntries(`p${round}`, 300, chance)];
    logging.entries.push(...streamed);
    sent.push(...streamed, ...pushed);
    pusher.add(pushed);
    await streamTo(logging, streamed, chance);
    const { status } = await postEntries({ port: replica.port, agent }, linesOf(pushed.slice(0, 100)));
    answers.add(status);
    await sleep(200);
  }
  const grown = residentMb(replica) - before;
  await replica.proxy.mend();

  await expect.poll(() => pusher.waiting(), { timeout: DRAIN_MS }).toBe(0);
  const truth = exactTruth(sent);
  await expect.poll(async () => (await exactCounts(store.pool)).entries, { timeout: DRAIN_MS }).toBe(truth.entries);
  expect(await exactCounts(store.pool)).toStrictEqual(truth);
  expect([...answers]).toStrictEqual([503]);
  expect(grown).toBeLessThan(MAX_GROWTH_MB);
  expect(replica.server.child.exitCode).toBeNull();
  expect(replica.server.stderr()).toContain("the database takes no entries; senders are asked to come again");
  expect(replica.server.stderr()).toContain("source cloud-logging demo waits for the database");
  expect(replica.server.stderr()).not.toContain("secretKey");

  agent.destroy();
  await pusher.stop();
  await replica.stop();
  logging.stop();
});

test("a database that is away at the start is waited for, aloud; nothing is taken meanwhile, and the server starts when it comes", async () => {
  const url = new URL(store.url);
  const proxy = await startCutProxy(Number(url.port));
  url.hostname = "127.0.0.1";
  url.port = String(proxy.port);
  proxy.cut();
  const [port, agent] = [await freePort(), new Agent()];
  const server = runScript("server/main.ts", ["--no-sample", "--data", "/nonexistent"], {
    PORT: String(port),
    DATABASE_URL: url.href,
  });
  const at = (path: string) => fetch(`http://127.0.0.1:${port}${path}`);
  await expect.poll(server.stderr).toContain("trying again");
  const [alive, ready, page] = [await at("/healthz"), await at("/readyz"), await at("/api/v1/status")];
  const pushed = await postEntries({ port, agent }, linesOf(freshEntries("p", 10, chanceOf(1))));
  // Reasons are told once, not at every try.
  await sleep(1500);
  const told = server
    .stderr()
    .split("\n")
    .filter((line) => line.includes("does not answer"));

  await proxy.mend();

  expect(await server.firstLine()).toMatch(/^Plumbline is at http/);
  expect((await at("/readyz")).status).toBe(200);
  expect((await postEntries({ port, agent }, linesOf(freshEntries("p", 10, chanceOf(1))))).status).toBe(200);
  expect(alive.status).toBe(200);
  expect([ready.status, await ready.json()]).toStrictEqual([
    503,
    { status: "not ready", reasons: [expect.stringMatching(/^the database does not answer: ./)] },
  ]);
  expect([page.status, page.headers.get("retry-after"), pushed.status]).toStrictEqual([503, "5", 503]);
  expect(told.map((line) => JSON.parse(line))).toStrictEqual([
    {
      severity: "WARNING",
      time: expect.any(String),
      message: expect.stringMatching(
        /^the database does not answer: .*; waiting, and trying again every 5 s\. Start it, or check DATABASE_URL$/,
      ),
    },
  ]);
  agent.destroy();
  server.child.kill("SIGKILL");
  await server.ended;
  proxy.cut();
});

test("SIGTERM ends a server at once that waits for a database which takes connections and says nothing", async () => {
  const silent = createServer().listen(0, "127.0.0.1");
  await once(silent, "listening");
  const address = silent.address();
  const databasePort = typeof address === "object" ? address?.port : undefined;
  const [port, connected] = [await freePort(), once(silent, "connection")];
  const server = runScript("server/main.ts", ["--no-sample", "--data", "/nonexistent"], {
    PORT: String(port),
    DATABASE_URL: `postgres://someone@127.0.0.1:${databasePort}/x`,
  });
  await connected;
  const askedAt = performance.now();

  server.child.kill("SIGTERM");

  expect(await server.ended, server.stderr()).toBe(0);
  // The session alone would be waited for 10 s.
  expect(performance.now() - askedAt).toBeLessThan(8000);
  silent.close();
});

test("a disk that is full is waited for and told; no entry is refused for it, and none is lost or counted twice", async () => {
  // What PostgreSQL says then; test/bench/disk-full.ts fills a real one.
  await store.pool.query(
    `create function public.full_disk() returns trigger language plpgsql as $$
     begin
       raise exception 'could not extend file: No space left on device' using errcode = '53100';
     end $$;
     create trigger full_disk before insert on plumbline.route execute function public.full_disk()`,
  );
  const logging = await startLoggingServer();
  const replica = await startReplica(store.url, { sources: [sourceOf(logging.endpoint)] });
  const [streamed, pushed] = [freshEntries("t", 600, chanceOf(1)), freshEntries("p", 600, chanceOf(2))];
  logging.entries.push(...streamed);
  const agent = new Agent();

  const refused = await postEntries({ port: replica.port, agent }, linesOf(pushed));
  await expect.poll(() => sourceState(replica)).toBe("failed");
  const during = await exactCounts(store.pool);
  const said = await doorState(replica);
  await store.pool.query("drop trigger full_disk on plumbline.route");
  const taken = await postEntries({ port: replica.port, agent }, linesOf(pushed));

  const truth = exactTruth([...streamed, ...pushed]);
  await expect.poll(async () => (await exactCounts(store.pool)).entries).toBe(truth.entries);
  expect([refused.status, taken.status]).toStrictEqual([503, 200]);
  expect(said).toStrictEqual({
    state: "failed",
    detail:
      "Plumbline's database does not take entries: could not extend file: No space left on device. Whoever sends is answered 503 with Retry-After, and nothing of it is stored: senders that try again lose nothing.",
  });
  expect(await doorState(replica)).toMatchObject({ state: "idle" });
  expect(during).toMatchObject({ entries: 0, rejected: 0 });
  expect(await exactCounts(store.pool)).toStrictEqual(truth);
  await expect.poll(() => sourceState(replica)).not.toBe("failed");

  agent.destroy();
  await replica.stop();
  logging.stop();
});
