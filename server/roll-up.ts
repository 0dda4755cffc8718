import type { Pool } from "pg";
import { SECOND } from "../shared/time.ts";
import { messageOf } from "./lib/errors.ts";
import type { Log } from "./lib/log.ts";
import { rollUpCounts } from "./store/roll-up-counts.ts";

const EVERY = 15 * SECOND;

/**
 * Packs the counters that lists add up, at once and every 15 seconds, on one replica at a time. What is not packed yet is counted all the
 * same, only slower. `now` gives milliseconds since 1970.
 */
export function startRollUp({ pool, log, now }: { pool: Pool; log: Log; now: () => number }): {
  stop: () => Promise<void>;
} {
  let isStopped = false;
  let timer: NodeJS.Timeout | undefined;
  const work = async () => {
    try {
      await rollUpCounts(pool, now(), () => isStopped);
    } catch (error) {
      log.warn("counters could not be packed and are tried again", { err: messageOf(error) });
    }
    if (!isStopped) timer = setTimeout(turn, EVERY);
  };
  let running: Promise<void> = Promise.resolve();
  const turn = () => {
    running = work();
  };
  turn();
  return {
    stop: async () => {
      isStopped = true;
      clearTimeout(timer);
      await running;
    },
  };
}
