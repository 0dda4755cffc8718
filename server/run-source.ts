import type { Pool } from "pg";
import type { StatusResponse } from "../shared/api.ts";
import type { Config } from "../shared/config.ts";
import { MINUTE, SECOND } from "../shared/time.ts";
import { plural } from "../shared/words.ts";
import { messageOf, PlumblineError } from "./lib/errors.ts";
import type { Log } from "./lib/log.ts";
import type { SessionLocks } from "./lib/session-locks.ts";
import type { Source, SourceContext, SourceStatus } from "./sources/source.ts";
import type { BatchCounts } from "./store/ingest.ts";
import { readCursor } from "./store/sources.ts";
import { storeFile } from "./store-file.ts";
import { type Patience, patiently, storePatiently } from "./store-patiently.ts";

export type SourceSettings = {
  pool: Pool;
  config: Config;
  log: Log;
  /** Something new was stored. */
  onStored: () => void;
  /** The time and chance that the source goes by. */
  clock: Pick<SourceContext, "now" | "random">;
  /** Resolves early, without a fault, when the signal is aborted. */
  pause: (milliseconds: number, signal: AbortSignal) => Promise<void>;
  locks: SessionLocks;
};

/** A source beside what it said last, what it waits for, and what it brought since the start. */
export type Run = {
  source: Source;
  status: SourceStatus;
  /** Why Plumbline's database does not take its entries, while it does not. */
  waiting: string | undefined;
  read: number;
  accepted: number;
};

export function newRun(source: Source): Run {
  const status: SourceStatus = { state: "reading", detail: "Starting." };
  return { source, status, waiting: undefined, read: 0, accepted: 0 };
}

/** What the status page says of it. */
export function stateOf({ source, status, waiting, read, accepted }: Run): StatusResponse["sources"][number] {
  const { name, kind } = source;
  const counts = `${plural(read, "entry", "entries")} read since the start, ${plural(accepted, "new one")}.`;
  if (waiting === undefined) return { name, kind, state: status.state, detail: `${status.detail} ${counts}` };
  const detail = `Plumbline's database does not take entries: ${waiting}. The source waits and goes on where it is; nothing is lost. ${counts}`;
  return { name, kind, state: "failed", detail };
}

/** After a fault that no source should have: it begins again at its cursor. */
const RESTART_PAUSE = MINUTE;
/** How often a replica that stands by looks whether it is its turn. */
const STANDBY_PAUSE = 3 * SECOND;

/** Runs a source until it is done or the signal is aborted, whatever happens meanwhile. Never rejects. */
export async function keepRunning(run: Run, settings: SourceSettings, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      const isDone = await (run.source.isShared ? runAlone : runOnce)(run, settings, signal);
      if (isDone) return;
    } catch (error) {
      if (signal.aborted) return;
      const isFinal = error instanceof PlumblineError;
      const next = isFinal ? "" : ` It begins again in ${RESTART_PAUSE / SECOND} s.`;
      setStatus(run, settings.log, { state: "failed", detail: `${messageOf(error)}${next}` });
      if (isFinal) return;
      await settings.pause(RESTART_PAUSE, signal);
    }
  }
}

/** Runs it while no other replica does; says so and waits a little where another does. Gives whether it is done. */
async function runAlone(run: Run, settings: SourceSettings, signal: AbortSignal): Promise<boolean> {
  const { locks, log, pause } = settings;
  const name = `source ${run.source.name}`;
  const taken = await patiently(async () => ({ lock: await locks.tryLock(name) }), patienceOf(run, settings, signal));
  if (taken === undefined) return true;
  run.waiting = undefined;
  if (taken.lock === undefined) {
    const detail = "Another Plumbline on this database reads this source; this one takes over when that ends.";
    setStatus(run, log, { state: "idle", detail });
    await pause(STANDBY_PAUSE, signal);
    return false;
  }
  try {
    // Without the session of its lock it has no right to go on: another may have begun.
    return await runOnce(run, settings, AbortSignal.any([signal, taken.lock.lost]));
  } finally {
    await taken.lock.release();
  }
}

/** Reads until the source is done, which it tells, or stopped: the next batch is asked for when the last one is stored. */
async function runOnce(run: Run, settings: SourceSettings, signal: AbortSignal): Promise<boolean> {
  const { pool, config, log, clock, onStored } = settings;
  const source = run.source.name;
  const patience = patienceOf(run, settings, signal);
  const start = await patiently(async () => ({ cursor: await readCursor(pool, source) }), patience);
  if (start === undefined) return false;
  run.waiting = undefined;
  const report = (status: SourceStatus) => setStatus(run, log, status);
  const context = { ...clock, cursor: start.cursor, signal, sleep: patience.sleep, report };
  const noteStored = (counts: BatchCounts) => {
    run.waiting = undefined;
    run.read += counts.read;
    run.accepted += counts.accepted;
    if (counts.read > counts.duplicates) onStored();
  };
  if (run.source.filePath !== undefined) {
    report({ state: "reading", detail: `Reading ${run.source.filePath}.` });
    const total = await storeFile(pool, config, { source, path: run.source.filePath, onStored: noteStored }, patience);
    if (total !== undefined) report({ state: "done", detail: `${run.source.filePath} is read to its end.` });
    return total !== undefined;
  }
  for await (const batch of run.source.read(context)) {
    const counts = await storePatiently(pool, config, { source, ...batch }, patience);
    if (counts === undefined) return false;
    noteStored(counts);
  }
  return !signal.aborted;
}

function patienceOf(run: Run, { log, pause }: SourceSettings, signal: AbortSignal): Patience {
  return {
    signal,
    sleep: (milliseconds) => pause(milliseconds, signal),
    onWait: (reason) => {
      if (run.waiting === undefined) log.warn(`source ${run.source.name} waits for the database`, { err: reason });
      run.waiting = reason;
    },
  };
}

/** Changes of state are logged, not each step within one. */
function setStatus(run: Run, log: Log, status: SourceStatus): void {
  const { state } = run.status;
  run.status = status;
  if (state === status.state) return;
  if (status.state === "failed") log.error(`source ${run.source.name} failed`, { err: status.detail });
  else if (state === "failed") log.info(`source ${run.source.name} is ${status.state} again`);
}
