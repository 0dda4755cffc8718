// Fills the disk under PostgreSQL while entries are pushed, makes room again, and compares the counts with the truth:
// `node test/bench/disk-full.ts`. Needs root on Linux, for a small disk in memory; elsewhere it says so and does nothing.
import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { Agent } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import { createPool } from "../../server/lib/database.ts";
import { startEmbedded } from "../../server/lib/embedded/start.ts";
import { chanceOf, freshEntries, linesOf, startPusher } from "../ingestion/feed.ts";
import { startReplica } from "../ingestion/replica.ts";
import { exactCounts, exactTruth } from "../lib/exact-counts.ts";
import type { ServedEntry } from "../lib/logging-server/entries.ts";
import { postEntries } from "../lib/post-entries.ts";

const DISK_MB = 160;
/** Left for PostgreSQL beside what it takes when it is new. */
const ROOM_MB = 24;
const PER_ROUND = 2000;
/** Bodies of a hundred entries. */
const MOST_WAITING = 80;
const MAX_ROUNDS = 400;

const disk = mkdtempSync(join(tmpdir(), "plumbline-disk-"));
const mounted = spawnSync("mount", ["-t", "tmpfs", "-o", `size=${DISK_MB}m,mode=755`, "tmpfs", disk]);
if (mounted.status === 0) await fillAndMakeRoom();
else process.stdout.write("disk-full: no small disk can be mounted here (root on Linux can); nothing was tried\n");
rmSync(disk, { recursive: true, force: true });

async function fillAndMakeRoom(): Promise<void> {
  chmodSync(disk, 0o755);
  const database = await startEmbedded({ directory: join(disk, "postgres"), say: () => undefined, durable: true });
  const replica = await startReplica(database.url, {});
  const chance = chanceOf(9);
  const pusher = startPusher(() => replica.port, chance);
  const sent: ServedEntry[] = [];
  try {
    const ballast = join(disk, "ballast");
    const { bavail, bsize } = statfsSync(disk);
    writeFileSync(ballast, Buffer.alloc(Math.max(0, bavail * bsize - ROOM_MB * 2 ** 20)));
    // Full is when PostgreSQL says so: bodies that wait may wait for a busy processor.
    const said = () => /"err":"([^"]*No space left[^"]*)/.exec(replica.server.stderr().replaceAll('\\"', "'"))?.[1];
    for (let rounds = 0; said() === undefined && rounds < MAX_ROUNDS; rounds += 1) {
      if (pusher.waiting() < MOST_WAITING) {
        const entries = freshEntries(`d${rounds}`, PER_ROUND, chance);
        sent.push(...entries);
        pusher.add(entries);
      }
      await sleep(500);
    }
    await sleep(3000);
    const whenFull = said();
    const answer = await postEntries({ port: replica.port, agent: new Agent() }, linesOf(freshEntries("x", 1, chance)));
    rmSync(ballast);
    while (pusher.waiting() > 0) await sleep(200);
    const pool = createPool(database.url, () => undefined);
    const [stored, truth] = [await exactCounts(pool), exactTruth(sent)];
    await pool.end();
    const isEqual = isDeepStrictEqual(stored, truth);
    const isAlive = replica.server.child.exitCode === null;
    process.stdout.write(
      `${JSON.stringify({ isEqual, said: whenFull, answered: answer.status, isAlive, entries: truth.entries, stored: stored.entries })}\n`,
    );
    if (!isEqual || whenFull === undefined || answer.status !== 503 || !isAlive) process.exitCode = 1;
  } finally {
    await pusher.stop();
    await replica.stop();
    await database.stop();
    spawnSync("umount", [disk]);
  }
}
