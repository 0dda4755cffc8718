import type { Pool } from "pg";
import type { StatusResponse } from "../shared/api.ts";
import type { Config } from "../shared/config.ts";
import { formatTime, plural } from "../shared/words.ts";
import type { Log } from "./lib/log.ts";
import type { SessionLocks } from "./lib/session-locks.ts";
import type { Pauses } from "./source-pauses.ts";
import type { Source, SourceContext, SourceStatus } from "./sources/source.ts";
import type { StoredPause } from "./store/source-pauses.ts";
import type { RunStatus } from "./store/source-runs.ts";

/** What sources run with. */
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
  pauses: Pauses;
};

/** A source beside what it said last, what it waits for, and what it brought since the start. */
export type Run = {
  source: Source;
  status: SourceStatus;
  /** The last fault and when it was met, milliseconds since 1970. */
  lastError: { at: number; message: string } | undefined;
  /** Why Plumbline's database does not take its entries, while it does not. */
  waiting: string | undefined;
  /** Whether this replica is the one that reads it now. */
  isReading: boolean;
  /** Whether a gap may be left that reading on can fill. */
  mayFill: boolean;
  read: number;
  accepted: number;
};

export function newRun(source: Source): Run {
  const status: SourceStatus = { state: "reading", detail: "Starting." };
  const counts = { read: 0, accepted: 0 };
  return { source, status, lastError: undefined, waiting: undefined, isReading: false, mayFill: true, ...counts };
}

/** What the status page says of it. */
export function stateOf(run: Run, pause: StoredPause | undefined): StatusResponse["sources"][number] {
  const { name, kind } = run.source;
  if (pause !== undefined) return { name, kind, state: "paused", detail: pausedSentence(pause) };
  const { state, detail } = statusOf(run);
  const counts = `${plural(run.read, "entry", "entries")} read since the start, ${plural(run.accepted, "new one")}.`;
  return { name, kind, state, detail: `${detail} ${counts}` };
}

/** All that is to be known of it, for the other replicas. */
export function statusOf({ status, waiting, lastError }: Run): RunStatus {
  const { error: _error, ...said } = status;
  const about = { ...said, ...(lastError === undefined ? {} : { lastError }) };
  if (waiting === undefined) return about;
  const detail = `Plumbline's database does not take entries: ${waiting}. The source waits and goes on where it is; nothing is lost.`;
  return { ...about, state: "failed", detail };
}

/** Who paused it and since when; that it goes on where it was. */
export function pausedSentence({ who, reason, at }: StoredPause): string {
  return `Paused by ${who} since ${formatTime(at)}: ${reason}. It goes on where it was when somebody resumes it.`;
}

/**
 * Changes of state are logged, not each step within one. What a status does not say of what was sent and how far the source is
 * stays as it was; when it will end is then not known.
 */
export function setStatus(run: Run, log: Log, status: SourceStatus, now: number): void {
  const { state, sent, progress } = run.status;
  const known = {
    ...(sent === undefined ? {} : { sent }),
    ...(progress === undefined ? {} : { progress: { from: progress.from, readTo: progress.readTo } }),
  };
  run.status = { ...known, ...status };
  if (status.error !== undefined) run.lastError = { at: now, message: status.error };
  if (state === status.state) return;
  if (status.state === "failed") log.error(`source ${run.source.name} failed`, { err: status.detail });
  else if (state === "failed") log.info(`source ${run.source.name} is ${status.state} again`);
}
