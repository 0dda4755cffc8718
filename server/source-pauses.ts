import type { Pool } from "pg";
import { SECOND } from "../shared/time.ts";
import { messageOf } from "./lib/errors.ts";
import type { Log } from "./lib/log.ts";
import { listPauses, type StoredPause } from "./store/source-pauses.ts";

/** Which sources people paused, as this replica knows it: at once where it is told that something changed, else within seconds. */
export type Pauses = {
  /** Reads anew what holds. Rejects when the database does not answer. */
  look: () => Promise<void>;
  /** Who paused a source; undefined where nobody did, or before the first look. */
  of: (source: string) => StoredPause | undefined;
  /** Aborted once the source is paused, or already. */
  whenPaused: (source: string) => AbortSignal;
  /** Settles once the source is not paused, or `signal` is aborted. */
  whenResumed: (source: string, signal: AbortSignal) => Promise<void>;
  stop: () => void;
};

const EVERY = 2 * SECOND;

/** Follows the pauses that the store holds, until stopped. */
export function followPauses(pool: Pool, log: Log): Pauses {
  let held = new Map<string, StoredPause>();
  const running = new Map<string, AbortController>();
  const waiting = new Set<() => void>();
  let looking: Promise<void> | undefined;
  const read = async () => {
    const pauses = await listPauses(pool);
    held = new Map(pauses.map((pause) => [pause.source, pause]));
    for (const [source, controller] of running) {
      if (!held.has(source)) continue;
      running.delete(source);
      controller.abort();
    }
    for (const wake of waiting) wake();
  };
  // What asks while a look is under way gets a look that begins later: the first one may have missed the change.
  const look = () => {
    const next: Promise<void> = (looking ?? Promise.resolve())
      .catch(() => undefined)
      .then(read)
      .finally(() => {
        if (looking === next) looking = undefined;
      });
    looking = next;
    return next;
  };
  const timer = setInterval(() => {
    if (looking === undefined)
      look().catch((error) => log.debug("pauses could not be read", { err: messageOf(error) }));
  }, EVERY);
  timer.unref();
  return {
    look,
    of: (source) => held.get(source),
    whenPaused: (source) => {
      const controller = running.get(source) ?? new AbortController();
      if (held.has(source)) controller.abort();
      else running.set(source, controller);
      return controller.signal;
    },
    whenResumed: async (source, signal) => {
      while (held.has(source) && !signal.aborted) await oneOf(waiting, signal);
    },
    stop: () => clearInterval(timer),
  };
}

/** Settles when one of the waiting is called for, or the signal is aborted. */
function oneOf(waiting: Set<() => void>, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      waiting.delete(done);
      signal.removeEventListener("abort", done);
      resolve();
    };
    waiting.add(done);
    signal.addEventListener("abort", done, { once: true });
    if (signal.aborted) done();
  });
}
