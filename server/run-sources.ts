import { setTimeout as sleep } from "node:timers/promises";
import type { Pool } from "pg";
import type { StatusResponse } from "../shared/api.ts";
import type { Config } from "../shared/config.ts";
import type { Log } from "./lib/log.ts";
import { createSessionLocks } from "./lib/session-locks.ts";
import { keepRunning } from "./run-source.ts";
import { followPauses, type Pauses } from "./source-pauses.ts";
import { newRun, type Run, type SourceSettings, stateOf } from "./source-run.ts";
import { openSources } from "./sources/index.ts";

export type RunningSources = {
  /** What each source is doing, in the order of the configuration. */
  state: () => StatusResponse["sources"];
  /** The same with all that this replica knows of each. */
  runs: readonly Run[];
  /** Which sources people paused. */
  pauses: Pauses;
  /** Ends after the batch that is being stored; resolves when all have ended. */
  stop: () => Promise<void>;
};

export type SourcesSettings = {
  pool: Pool;
  config: Config;
  log: Log;
  /** Something new was stored. */
  onStored: () => void;
  /** The time, chance and pauses that the sources go by; default the real ones. */
  clock?: Clock;
};

export type Clock = SourceSettings["clock"] & { sleep: SourceSettings["pause"] };

const REAL_CLOCK: Clock = {
  now: Date.now,
  random: Math.random,
  sleep: async (milliseconds, signal) => {
    if (milliseconds > 0) await sleep(milliseconds, undefined, { signal }).catch(() => undefined);
  },
};

/**
 * Starts every configured source that nobody paused; one that fails says why, tries again, and leaves the others alone. A
 * pause and its end hold for every replica and after every start.
 */
export function startSources({ clock = REAL_CLOCK, ...settings }: SourcesSettings): RunningSources {
  const stopping = new AbortController();
  const locks = createSessionLocks(settings.pool);
  const pauses = followPauses(settings.pool, settings.log);
  const runs = openSources(settings.config.sources).map(newRun);
  const parts = { ...settings, clock: { now: clock.now, random: clock.random }, pause: clock.sleep, locks, pauses };
  const running = runs.map((run) => keepRunning(run, parts, stopping.signal));
  return {
    state: () => runs.map((run) => stateOf(run, pauses.of(run.source.name))),
    runs,
    pauses,
    stop: async () => {
      stopping.abort();
      pauses.stop();
      await Promise.all(running);
      await locks.close();
    },
  };
}
