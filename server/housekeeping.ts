import type { Pool } from "pg";
import { HOUR, MINUTE } from "../shared/time.ts";
import { withAdvisoryLock } from "./lib/database.ts";
import { messageOf } from "./lib/errors.ts";
import type { Log } from "./lib/log.ts";
import { expire } from "./store/expire.ts";

/** Days for which entries' counts, samples and deliveries are kept. */
const KEEP_DAYS = 30;
const FIRST_AFTER = MINUTE;
const EVERY = 6 * HOUR;

/** Drops what is older than it is kept, a minute after the start and every six hours, on one replica at a time. */
export function startHousekeeping(pool: Pool, log: Log, now: () => number): { stop: () => Promise<void> } {
  let running: Promise<unknown> = Promise.resolve();
  const clean = () => {
    running = withAdvisoryLock(pool, "housekeeping", () => expire(pool, now(), KEEP_DAYS)).then(
      (result) => {
        if (result.ran && result.value.partitions > 0) log.info("old data was dropped", { ...result.value });
      },
      (error) => log.warn("old data could not be dropped and is tried again", { err: messageOf(error) }),
    );
  };
  let timer = setTimeout(() => {
    clean();
    timer = setInterval(clean, EVERY);
  }, FIRST_AFTER);
  return {
    stop: async () => {
      clearTimeout(timer);
      clearInterval(timer);
      await running;
    },
  };
}
