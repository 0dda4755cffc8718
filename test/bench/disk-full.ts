// Fills the disk under PostgreSQL while entries are pushed, makes room again, and compares the counts with the truth:
// `node test/bench/disk-full.ts`. Needs root on Linux, for a small disk in memory; elsewhere it says so and does nothing.
import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import { createPool } from "../../server/lib/database.ts";
import { startEmbedded } from "../../server/lib/embedded/start.ts";
import { chanceOf, freshEntries, startPusher } from "../ingestion/feed.ts";
import { startReplica } from "../ingestion/replica.ts";
import { exactCounts, exactTruth } from "../lib/exact-counts.ts";
import type { ServedEntry } from "../lib/logging-server/entries.ts";

const DISK_MB = 160;
/** Left for PostgreSQL beside what it takes when it is new. */
const ROOM_MB = 24;
const PER_ROUND = 2000;
const MAX_ROUNDS = 200;

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
    let rounds = 0;
    // Full is when nothing more is taken.
    for (; pusher.waiting() < 4 * (PER_ROUND / 100) && rounds < MAX_ROUNDS; rounds += 1) {
      const entries = freshEntries(`d${rounds}`, PER_ROUND, chance);
      sent.push(...entries);
      pusher.add(entries);
      await sleep(500);
    }
    const wasFull = pusher.waiting() > 0;
    await sleep(3000);
    const said = /"err":"([^"]+)"/.exec(replica.server.stderr())?.[1];
    rmSync(ballast);
    while (pusher.waiting() > 0) await sleep(200);
    const pool = createPool(database.url, () => undefined);
    const [stored, truth] = [await exactCounts(pool), exactTruth(sent)];
    await pool.end();
    const isEqual = isDeepStrictEqual(stored, truth);
    const isAlive = replica.server.child.exitCode === null;
    process.stdout.write(
      `${JSON.stringify({ isEqual, wasFull, said, isAlive, entries: truth.entries, stored: stored.entries })}\n`,
    );
    if (!isEqual || !wasFull || !isAlive) process.exitCode = 1;
  } finally {
    await pusher.stop();
    await replica.stop();
    await database.stop();
    spawnSync("umount", [disk]);
  }
}
