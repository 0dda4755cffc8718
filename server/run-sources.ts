import { setTimeout as sleep } from "node:timers/promises";
import type { Pool } from "pg";
import type { StatusResponse } from "../shared/api.ts";
import type { Config } from "../shared/config.ts";
import { MINUTE, SECOND } from "../shared/time.ts";
import { plural } from "../shared/words.ts";
import { messageOf, PlumblineError } from "./lib/errors.ts";
import type { Log } from "./lib/log.ts";
import { openSources } from "./sources/index.ts";
import type { Source, SourceContext, SourceStatus } from "./sources/source.ts";
import { readCursor } from "./store/sources.ts";
import { storePatiently } from "./store-patiently.ts";

export type RunningSources = {
  /** What each source is doing, in the order of the configuration. */
  state: () => StatusResponse["sources"];
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

export type Clock = Pick<SourceContext, "now" | "random"> & {
  /** Resolves early, without a fault, when the signal is aborted. */
  sleep: (milliseconds: number, signal: AbortSignal) => Promise<void>;
};

/** A source beside what it said last and what it brought since the start. */
type Run = { source: Source; status: SourceStatus; waiting: string | undefined; read: number; accepted: number };

/** After a fault that no source should have: it begins again at its cursor. */
const RESTART_PAUSE = MINUTE;

const REAL_CLOCK: Clock = { now: Date.now, random: Math.random, sleep: pause };

/** Starts every configured source; one that fails says why, tries again where that may help, and leaves the others alone. */
export function startSources(settings: SourcesSettings): RunningSources {
  const stopping = new AbortController();
  const runs = openSources(settings.config.sources).map(
    (source): Run => ({
      source,
      status: { state: "reading", detail: "Starting." },
      waiting: undefined,
      read: 0,
      accepted: 0,
    }),
  );
  const running = runs.map((run) => keepRunning(run, settings, stopping.signal));
  return {
    state: () => runs.map(stateOf),
    stop: async () => {
      stopping.abort();
      await Promise.all(running);
    },
  };
}

function stateOf({ source: { name, kind }, status, waiting, read, accepted }: Run): StatusResponse["sources"][number] {
  const counts = `${plural(read, "entry", "entries")} read since the start, ${plural(accepted, "new one")}.`;
  if (waiting === undefined) return { name, kind, state: status.state, detail: `${status.detail} ${counts}` };
  return {
    name,
    kind,
    state: "failed",
    detail: `Plumbline's database does not take entries: ${waiting}. The source waits and goes on where it is; nothing is lost. ${counts}`,
  };
}

async function keepRunning(run: Run, settings: SourcesSettings, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      await runOnce(run, settings, signal);
      return;
    } catch (error) {
      if (signal.aborted) return;
      const isFinal = error instanceof PlumblineError;
      const next = isFinal ? "" : ` It begins again in ${RESTART_PAUSE / SECOND} s.`;
      setStatus(run, settings.log, { state: "failed", detail: `${messageOf(error)}${next}` });
      if (isFinal) return;
      await pause(RESTART_PAUSE, signal);
    }
  }
}

/** Reads until the source is done or stopped: one batch in memory, the next when the last one is stored. */
async function runOnce(run: Run, settings: SourcesSettings, signal: AbortSignal): Promise<void> {
  const { pool, config, log, onStored, clock = REAL_CLOCK } = settings;
  const source = run.source.name;
  const patience = {
    signal,
    sleep: (ms: number) => pause(ms, signal),
    onWait: (reason: string) => {
      if (run.waiting === undefined) log.warn(`source ${source} waits for the database`, { err: reason });
      run.waiting = reason;
    },
  };
  const cursor = await patiently(() => readCursor(pool, source), patience);
  if (signal.aborted) return;
  run.waiting = undefined;
  const context: SourceContext = {
    cursor,
    signal,
    now: clock.now,
    random: clock.random,
    sleep: (ms) => clock.sleep(ms, signal),
    report: (status) => setStatus(run, log, status),
  };
  for await (const batch of run.source.read(context)) {
    const counts = await storePatiently(pool, config, { source, ...batch }, patience);
    if (counts === undefined) return;
    run.waiting = undefined;
    run.read += counts.read;
    run.accepted += counts.accepted;
    if (counts.read > counts.duplicates) onStored();
  }
}

async function patiently<T>(
  work: () => Promise<T>,
  patience: { signal: AbortSignal; sleep: (ms: number) => Promise<void>; onWait: (reason: string) => void },
): Promise<T | undefined> {
  while (!patience.signal.aborted) {
    try {
      return await work();
    } catch (error) {
      patience.onWait(messageOf(error));
      await patience.sleep(SECOND);
    }
  }
  return undefined;
}

/** Changes of state are logged, not each step within one. */
function setStatus(run: Run, log: Log, status: SourceStatus): void {
  const { state } = run.status;
  run.status = status;
  if (state === status.state) return;
  if (status.state === "failed") log.error(`source ${run.source.name} failed`, { err: status.detail });
  else if (state === "failed") log.info(`source ${run.source.name} is ${status.state} again`);
}

/** Resolves early, without a fault, when `signal` is aborted. */
async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  if (milliseconds > 0) await sleep(milliseconds, undefined, { signal }).catch(() => undefined);
}
