import { stat } from "node:fs/promises";
import type { SourceGap } from "../shared/gap.ts";
import { MINUTE, SECOND } from "../shared/time.ts";
import { messageOf } from "./lib/errors.ts";
import { boundYoungSpace } from "./lib/young-space.ts";
import { hear, note } from "./source-gaps.ts";
import { begin, type Start, startBeating } from "./source-presence.ts";
import { type Run, type SourceSettings, setStatus } from "./source-run.ts";
import { fileProgressOf, progressSentence } from "./sources/file-progress.ts";
import type { SourceReader, SourceStatus } from "./sources/source.ts";
import type { BatchCounts } from "./store/ingest.ts";
import { storeFile } from "./store-file.ts";
import { type Patience, patiently, storePatiently } from "./store-patiently.ts";

/** After a fault that no source should have, or a file that is not there: it begins again at its cursor. */
const RESTART_PAUSE = MINUTE;
/** How often a replica that stands by looks whether it is its turn. */
const STANDBY_PAUSE = 3 * SECOND;
/** Runs a source whenever it is not paused, until the signal is aborted, whatever happens meanwhile. Never rejects. */
export async function keepRunning(run: Run, settings: SourceSettings, signal: AbortSignal): Promise<void> {
  const { pauses, log, clock, pause } = settings;
  const { name } = run.source;
  // Nothing is read before it is known who paused what.
  await patiently(pauses.look, patienceOf(run, settings, signal));
  while (!signal.aborted) {
    await pauses.whenResumed(name, signal);
    const paused = pauses.whenPaused(name);
    const running = AbortSignal.any([signal, paused]);
    try {
      const isDone = await (run.source.isShared ? runAlone : runOnce)(run, settings, running);
      // Read to its end: only a person who pauses and resumes it makes it begin again.
      if (isDone) await aborted(running);
    } catch (error) {
      if (running.aborted) continue;
      const message = messageOf(error);
      const detail = `${message} It begins again in ${RESTART_PAUSE / SECOND} s.`;
      setStatus(run, log, { state: "failed", detail, error: message }, clock.now());
      await pause(RESTART_PAUSE, running);
    }
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
}

/** Runs it while no other replica does; says so and waits a little where another does. Gives whether it is done. */
async function runAlone(run: Run, settings: SourceSettings, signal: AbortSignal): Promise<boolean> {
  const { locks, log, pause, clock } = settings;
  const name = `source ${run.source.name}`;
  const taken = await patiently(async () => ({ lock: await locks.tryLock(name) }), patienceOf(run, settings, signal));
  if (taken === undefined) return false;
  run.waiting = undefined;
  if (taken.lock === undefined) {
    const detail = "Another Plumbline on this database reads this source; this one takes over when that ends.";
    setStatus(run, log, { state: "idle", detail }, clock.now());
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
  const patience = patienceOf(run, settings, signal);
  const start = await patiently(() => begin(run, settings), patience);
  if (start === undefined) return false;
  run.waiting = undefined;
  run.isReading = true;
  const stopBeating = startBeating(run, settings);
  try {
    const { reads } = run.source;
    if ("filePath" in reads) return await readFile(run, settings, reads.filePath, patience);
    return await readOn(run, settings, reads, { cursor: start.cursor, patience });
  } finally {
    run.isReading = false;
    await stopBeating();
  }
}

async function readOn(
  run: Run,
  settings: SourceSettings,
  read: SourceReader,
  { cursor, patience }: Start & { patience: Patience },
): Promise<boolean> {
  const { pool, config, clock } = settings;
  const { signal, sleep } = patience;
  const report = (status: SourceStatus) => hear(run, settings, status);
  const noteOne = (gap: SourceGap) => note(run, settings, gap, patience);
  for await (const batch of read({ ...clock, cursor, signal, sleep, report, noteGap: noteOne })) {
    boundYoungSpace();
    const counts = await storePatiently(pool, config, { source: run.source.name, ...batch }, patience);
    if (counts === undefined) return false;
    count(run, settings, counts);
  }
  return !signal.aborted;
}

/** Reads a whole file by a second thread; a status that says so stays until it is read or fails. */
async function readFile(run: Run, settings: SourceSettings, path: string, patience: Patience): Promise<boolean> {
  const { pool, config, clock } = settings;
  const begunAt = clock.now();
  // One that is missing is told by whoever reads it.
  const of = await stat(path).then(
    ({ size }) => size,
    () => 0,
  );
  const tell = (read: number) => {
    const files = fileProgressOf({ read, of }, begunAt, clock.now());
    const detail = `Reading ${path}: ${progressSentence(files, clock.now())}.`;
    hear(run, settings, { state: "reading", detail, files });
  };
  const onStored = (counts: BatchCounts, bytesRead: number) => {
    tell(bytesRead);
    count(run, settings, counts);
  };
  const file = { source: run.source.name, path, onStored };
  if (run.status.state !== "failed") tell(0);
  const total = await storeFile(pool, config, file, patience);
  if (total === undefined) return false;
  hear(run, settings, { state: "done", detail: `${path} is read to its end.`, coveredTo: clock.now() });
  return true;
}

function count(run: Run, { onStored }: SourceSettings, counts: BatchCounts): void {
  run.waiting = undefined;
  run.read += counts.read;
  run.accepted += counts.accepted;
  if (counts.read > counts.duplicates) onStored();
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
