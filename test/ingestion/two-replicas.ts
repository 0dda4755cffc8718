import { setTimeout as sleep } from "node:timers/promises";
import type { Pool } from "pg";
import { createPool } from "../../server/lib/database.ts";
import { type ExactCounts, exactTruth } from "../lib/exact-counts.ts";
import { startLoggingServer } from "../lib/logging-server/server.ts";
import { chanceOf, freshEntries, startPusher, streamTo } from "./feed.ts";
import { finish } from "./kill-loop.ts";
import { startReplica } from "./replica.ts";

export type TwoReplicas = {
  stored: ExactCounts;
  truth: ExactCounts;
  /** Entries offered in all, copies included. */
  offered: number;
  /** How many held the analyzer's lock at once, at most. */
  mostAnalyzers: number;
  /** Milliseconds from the end of the one that analyzed until the other one held the lock. */
  takeoverMs: number;
};

const PER_ROUND = 2000;

/**
 * Two replicas on the database with this `url`, empty but for its schema, while entries come by HTTP push to both and by live stream
 * and polls, most of them by several ways; the one that analyzes is killed in the middle.
 */
export async function twoReplicas({
  url,
  entries,
  seed,
}: {
  url: string;
  entries: number;
  seed: number;
}): Promise<TwoReplicas> {
  const chance = chanceOf(seed);
  const logging = await startLoggingServer();
  const replicas = await Promise.all([0, 1].map(() => startReplica(url, configOf(logging.endpoint))));
  const pusher = startPusher(() => replicas[chance() < 0.5 ? 0 : 1]?.port ?? 0, chance, 4);
  const pool = createPool(url, () => undefined);
  const analyzers = watchAnalyzers(pool);
  try {
    const sent = [];
    let killed: { at: number; session: number } | undefined;
    for (let round = 0; sent.length < entries; round += 1) {
      const fresh = freshEntries(`round-${round}`, PER_ROUND, chance);
      sent.push(...fresh);
      const streamed = fresh.slice(0, 0.6 * PER_ROUND);
      logging.entries.push(...streamed);
      pusher.add(fresh.slice(0.3 * PER_ROUND));
      // Once more in bodies that are cut in other places, so that both replicas store the same ones at once.
      pusher.add(fresh.slice(0.3 * PER_ROUND + 50));
      await streamTo(logging, streamed, chance);
      if (killed === undefined && sent.length >= entries / 2) {
        const { session, port } = await analyzers.next();
        replicas.find(({ proxy }) => proxy.isOwn(port))?.server.child.kill("SIGKILL");
        killed = { at: performance.now(), session };
      }
      while (pusher.waiting() > 100) await sleep(20);
    }
    const { at, session } = killed ?? { at: 0, session: 0 };
    const follower = await analyzers.first((one) => one.session !== session && one.at > at);
    const truth = exactTruth(sent);
    const { stored, offered } = await finish(url, truth, () => pusher.waiting() === 0);
    return { stored, truth, offered, mostAnalyzers: analyzers.most(), takeoverMs: Math.round(follower.at - at) };
  } finally {
    await pusher.stop();
    await analyzers.stop();
    await Promise.all(replicas.map(({ stop }) => stop()));
    logging.stop();
    await pool.end();
  }
}

function configOf(endpoint: string): object {
  const tail = { endpoint, insecure: true, tail: true, pollSeconds: 1, backfillMinutes: 60, requestsPerMinute: 6000 };
  return { sources: [{ kind: "cloud-logging", project: "demo", ...tail }] };
}

/** Who was seen with the analyzer's lock: its session, the port it comes from, and when, on the clock of `performance`. */
type Analyzer = { session: number; port: number; at: number };

/** Looks 50 times a second who holds the analyzer's lock. */
function watchAnalyzers(pool: Pool) {
  const seen: Analyzer[] = [];
  let [most, isStopped] = [0, false];
  const watch = async () => {
    while (!isStopped) {
      const holders = await holdersOfLock(pool).catch(() => []);
      most = Math.max(most, holders.length);
      for (const holder of holders) seen.push({ ...holder, at: performance.now() });
      await sleep(20);
    }
  };
  const watching = watch();
  const first = async (isIt: (one: Analyzer) => boolean): Promise<Analyzer> => {
    for (;;) {
      const found = seen.find(isIt);
      if (found !== undefined) return found;
      await sleep(5);
    }
  };
  return {
    most: () => most,
    first,
    next: () => {
      const now = performance.now();
      return first(({ at }) => at > now);
    },
    stop: () => {
      isStopped = true;
      return watching;
    },
  };
}

/** https://www.postgresql.org/docs/current/view-pg-locks.html */
async function holdersOfLock(pool: Pool): Promise<{ session: number; port: number }[]> {
  const { rows } = await pool.query<{ session: number; port: number }>(
    `select pid as session, client_port as port
     from pg_locks
     join pg_stat_activity using (pid), hashtextextended('plumbline:analysis', 0) as key
     where locktype = 'advisory' and granted and objsubid = 1
       and database = (select oid from pg_database where datname = current_database())
       and (classid::bigint << 32) | objid::bigint = key`,
  );
  return rows;
}
