import { setTimeout as sleep } from "node:timers/promises";
import type { Pool } from "pg";
import { createSessionLocks } from "./lib/session-locks.ts";

/** The advisory lock of the one that analyzes: one at a time, whatever the number of replicas. */
export const ANALYSIS_LOCK = "analysis";

const WAIT_FOR_ANALYSIS = 50;

/** Does `work` while no replica analyzes. */
export async function betweenAnalyses(pool: Pool, work: () => Promise<void>): Promise<void> {
  const locks = createSessionLocks(pool);
  try {
    while ((await locks.tryLock(ANALYSIS_LOCK)) === undefined) await sleep(WAIT_FOR_ANALYSIS);
    await work();
  } finally {
    await locks.close();
  }
}
