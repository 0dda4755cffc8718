import { SECOND } from "../shared/time.ts";
import { findAhead } from "./diagnose-failures.ts";
import { breather, goThrough } from "./lib/breathe.ts";
import { messageOf } from "./lib/errors.ts";
import type { Log } from "./lib/log.ts";
import type { LoopMemory } from "./loop-memory.ts";

/** How long after its last look, or the last time that it did so, a replica that does not analyze reads what changed. */
const READY_EVERY = 10 * SECOND;

/**
 * Keeps a replica that does not analyze ready to: beside everything else it reads now and then what changed, and works out what is
 * unusual and belongs together. Nothing is written. Who takes over has the newest left to do.
 */
export type Ahead = {
  /**
   * Begins in the background, where that is not under way or was done lately; not where the last analysis of any replica, that many
   * milliseconds ago, was this one's: then there is nobody to follow.
   */
  begin: (sinceAnalysisMs?: number) => void;
  /** A look begins here: what is under way ends within milliseconds, once what it reads is read. */
  giveWay: () => void;
  /** A look ended here. */
  noteLook: () => void;
  /** Settles when nothing is under way any more. */
  stop: () => Promise<void>;
};

type AheadSettings = {
  memory: Pick<LoopMemory, "reader" | "diagnosis">;
  /** Milliseconds since 1970, and how much before is looked at. */
  now: () => number;
  windowMs: number;
  log: Log;
};

export function createAhead({ memory, now, windowMs, log }: AheadSettings): Ahead {
  let underWay: Promise<void> | undefined;
  let mayGoOn = true;
  let doneAt = Number.NEGATIVE_INFINITY;
  let lookedAt = Number.NEGATIVE_INFINITY;

  const lookAhead = async () => {
    const to = now();
    const { groups, traffic } = await memory.reader.read({ from: to - windowMs, to });
    if (!mayGoOn) return;
    const steps = findAhead({ groups, traffic, from: to - windowMs, now: to }, memory.diagnosis, () => mayGoOn);
    await goThrough(steps, breather());
  };

  return {
    begin(sinceAnalysisMs) {
      const at = performance.now();
      const isOwn = sinceAnalysisMs !== undefined && sinceAnalysisMs + SECOND > at - lookedAt;
      if (underWay !== undefined || isOwn || at - Math.max(doneAt, lookedAt) < READY_EVERY) return;
      mayGoOn = true;
      underWay = lookAhead()
        .catch((error) => log.debug("reading ahead failed", { err: messageOf(error) }))
        .finally(() => {
          underWay = undefined;
          doneAt = performance.now();
        });
    },
    giveWay() {
      mayGoOn = false;
    },
    noteLook() {
      lookedAt = performance.now();
    },
    async stop() {
      mayGoOn = false;
      await underWay;
    },
  };
}
