import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { createPool } from "../../server/lib/database.ts";
import { type ExactCounts, exactCounts, exactTruth, readOffered } from "../lib/exact-counts.ts";
import { freePort } from "../lib/free-port.ts";
import type { ServedEntry } from "../lib/logging-server/entries.ts";
import { startLoggingServer } from "../lib/logging-server/server.ts";
import { type Running, runScript } from "../lib/processes.ts";
import { startRestartableCluster } from "../lib/restartable-cluster.ts";
import { chanceOf, freshEntries, startPusher, streamTo, writeFileOf } from "./feed.ts";

export type KillPlan = {
  /** How often the server, and how often PostgreSQL, is killed. */
  serverRounds: number;
  databaseRounds: number;
  entriesPerRound: number;
  seed: number;
  say: (line: string) => void;
};

export type KillResult = {
  stored: ExactCounts;
  truth: ExactCounts;
  /** Entries offered in all, copies included. */
  offered: number;
  /** Times the server ended although nobody killed it, with its last words. */
  ownEnds: string[];
  seconds: number;
};

/** The last server has read what is left when nothing was offered to the store for so long. */
const STANDSTILL_MS = 120_000;

/**
 * Kills the server, and PostgreSQL under it, again and again at moments of chance while entries come by live stream and polls,
 * by HTTP push, from a folder and from a file at once, many of them by several ways; then lets it finish, and gives what is
 * stored beside what must be.
 */
export async function killLoop(plan: KillPlan): Promise<KillResult> {
  const startedAt = performance.now();
  const chance = chanceOf(plan.seed);
  const root = mkdtempSync(join(tmpdir(), "plumbline-kill-"));
  const folder = join(root, "export");
  mkdirSync(folder);
  const [cluster, logging, port] = await Promise.all([startRestartableCluster(), startLoggingServer(), freePort()]);
  const pusher = startPusher(() => port, chance);
  const sent: ServedEntry[] = [];
  const ownEnds: string[] = [];
  const first = freshEntries("file", plan.entriesPerRound, chance);
  writeFileOf(root, "first", first);
  sent.push(...first);
  const config = join(root, "plumbline.json");
  writeFileSync(config, JSON.stringify(configOf(logging.endpoint, folder, join(root, "first.json"))));
  const start = () =>
    runScript("server/main.ts", ["--config", config, "--no-sample", "--data", root], {
      PORT: String(port),
      DATABASE_URL: cluster.url,
      METADATA_SERVER_DETECTION: "none",
    });
  const feed = (round: number) => {
    const entries = freshEntries(`r${round}`, plan.entriesPerRound, chance);
    sent.push(...entries);
    // Halves that overlap: some entries come by one way, some by two, some by all three.
    const part = (from: number, to: number) => entries.slice(from * entries.length, to * entries.length);
    logging.entries.push(...part(0, 0.6));
    pusher.add(part(0.5, 0.9));
    writeFileOf(folder, `round-${round}`, [...part(0, 0.1), ...part(0.8, 1)]);
    return streamTo(logging, part(0, 0.6), chance);
  };
  let server = start();
  const killServer = async () => {
    noteOwnEnd(server, ownEnds);
    server.child.kill("SIGKILL");
    await server.ended;
    server = start();
  };
  const killDatabase = async () => {
    await cluster.kill();
    await sleep(chance() * 1000);
    await cluster.restart();
    await sleep(chance() * 500);
    noteOwnEnd(server, ownEnds);
    if (server.child.exitCode !== null) server = start();
  };
  try {
    for (const [round, victim] of victims(plan, chance).entries()) {
      // One round in five it is killed while it starts.
      if (victim === "database" || chance() < 0.8) await ready(server);
      const streaming = feed(round);
      await sleep(30 + chance() * 1200);
      await (victim === "server" ? killServer() : killDatabase());
      await streaming;
      plan.say(`round ${round + 1}: ${victim} killed; ${sent.length} entries so far, ${pusher.waiting()} bodies wait`);
    }
    const truth = exactTruth(sent);
    const { stored, offered } = await finish(cluster.url, truth, () => pusher.waiting() === 0);
    noteOwnEnd(server, ownEnds);
    return { stored, truth, offered, ownEnds, seconds: Math.round((performance.now() - startedAt) / 1000) };
  } finally {
    await pusher.stop();
    server.child.kill("SIGKILL");
    await server.ended;
    logging.stop();
    await cluster.stop();
    rmSync(root, { recursive: true, force: true });
  }
}

function configOf(endpoint: string, folder: string, file: string): object {
  return {
    sources: [
      {
        kind: "cloud-logging",
        project: "demo",
        endpoint,
        insecure: true,
        tail: true,
        pollSeconds: 1,
        backfillMinutes: 60,
        requestsPerMinute: 6000,
      },
      { kind: "folder", path: folder, pollSeconds: 1 },
      { kind: "file", path: file },
    ],
  };
}

/** Who is killed in each round, in an order of chance. */
function victims({ serverRounds, databaseRounds }: KillPlan, chance: () => number): ("server" | "database")[] {
  const all = [
    ...Array.from({ length: serverRounds }, () => "server" as const),
    ...Array.from({ length: databaseRounds }, () => "database" as const),
  ];
  return all
    .map((victim) => ({ victim, place: chance() }))
    .sort((a, b) => a.place - b.place)
    .map(({ victim }) => victim);
}

async function ready(server: Running): Promise<void> {
  await Promise.race([server.firstLine(), server.ended]);
}

function noteOwnEnd({ child, stderr }: Running, ownEnds: string[]): void {
  if (child.exitCode !== null) ownEnds.push(`exit code ${child.exitCode}: ${stderr().slice(-1500)}`);
}

/** What is stored, and how much was offered, once that is the truth or no longer changes. */
export async function finish(url: string, truth: ExactCounts, isPushed: () => boolean) {
  const pool = createPool(url, () => undefined);
  let last = { offered: -1, at: performance.now() };
  try {
    for (;;) {
      await sleep(500);
      const [stored, offered] = [await exactCounts(pool), await readOffered(pool)];
      const isDone = isPushed() && stored.entries >= truth.entries;
      if (isDone || performance.now() > last.at + STANDSTILL_MS) return { stored, offered };
      if (offered !== last.offered) last = { offered, at: performance.now() };
    }
  } finally {
    await pool.end();
  }
}
