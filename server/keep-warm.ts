import { MINUTE } from "../shared/time.ts";

export type Warm = { stop: () => Promise<void> };

/**
 * Reads what is kept in memory at once and then every minute, so that no question is the first one, and none has to read all that
 * changed for an hour. A fault is left to the question that meets it.
 */
export function keepWarm(read: () => Promise<unknown>, everyMs = MINUTE): Warm {
  let running: Promise<unknown> = Promise.resolve();
  const look = () => {
    running = running.then(read).catch(() => undefined);
  };
  look();
  const timer = setInterval(look, everyMs);
  return {
    stop: async () => {
      clearInterval(timer);
      await running;
    },
  };
}
