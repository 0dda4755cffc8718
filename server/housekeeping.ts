import type { Pool } from "pg";
import type { RetentionConfig } from "../shared/retention-config.ts";
import { HOUR, MINUTE } from "../shared/time.ts";
import { withAdvisoryLock } from "./lib/database.ts";
import { messageOf } from "./lib/errors.ts";
import type { Log } from "./lib/log.ts";
import { type Expired, expire } from "./store/expire.ts";

const FIRST_AFTER = MINUTE;
const EVERY = HOUR;

export type HousekeepingSettings = {
  pool: Pool;
  log: Log;
  /** Milliseconds since 1970. */
  now: () => number;
  retention: RetentionConfig;
  /** Told what went. */
  onExpired?: (expired: Expired) => void;
  /** When the first round begins and how long after it the next ones, milliseconds; default a minute and an hour. */
  firstAfterMs?: number;
  everyMs?: number;
};

/** Drops what is older than it is kept, a minute after the start and every hour, on one replica at a time. */
export function startHousekeeping({ firstAfterMs = FIRST_AFTER, everyMs = EVERY, ...settings }: HousekeepingSettings): {
  stop: () => Promise<void>;
} {
  let running: Promise<unknown> = Promise.resolve();
  const clean = () => {
    running = cleanOnce(settings);
  };
  let timer = setTimeout(() => {
    clean();
    timer = setInterval(clean, everyMs);
  }, firstAfterMs);
  return {
    stop: async () => {
      clearTimeout(timer);
      clearInterval(timer);
      await running;
    },
  };
}

async function cleanOnce({
  pool,
  log,
  now,
  retention,
  onExpired,
}: Omit<HousekeepingSettings, "everyMs" | "firstAfterMs">): Promise<void> {
  try {
    const result = await withAdvisoryLock(pool, "housekeeping", async () =>
      expire(pool, Math.min(now(), await databaseNow(pool)), retention),
    );
    if (!result.ran) return;
    onExpired?.(result.value);
    if (Object.values(result.value).some((count) => count > 0)) log.info("old data was dropped", { ...result.value });
  } catch (error) {
    log.warn("old data could not be dropped and is tried again", { err: messageOf(error) });
  }
}

/**
 * The database's clock, milliseconds since 1970. What is dropped is gone: the clock of one machine that runs ahead must not
 * decide it alone.
 */
async function databaseNow(pool: Pool): Promise<number> {
  const { rows } = await pool.query<{ now: number }>(
    "select (extract(epoch from clock_timestamp()) * 1000)::double precision as now",
  );
  return rows[0]?.now ?? 0;
}
