import { SECOND } from "../../../shared/time.ts";
import { formatDuration, formatTime } from "../../../shared/words.ts";

/** Where a run of the source began and when, and up to where entries were read; milliseconds since 1970. */
export type Position = { position: number; begun: { position: number; at: number } };

/** From where a source reads, how far it is, and when it will have caught up. Times in milliseconds since 1970. */
export type Progress = { from: number; readTo: number; endsAt?: number };

/** A speed is worth telling after this long. */
const SETTLED = 5 * SECOND;

/** How far a source is that still has something to catch up with; the end is estimated from the speed so far. */
export function progressOf({ position, begun }: Position, now: number): Progress {
  // Milliseconds of log that are read in one millisecond.
  const speed = (position - begun.position) / Math.max(1, now - begun.at);
  const far = { from: begun.position, readTo: position };
  if (now - begun.at < SETTLED || speed <= 1) return far;
  // The end moves on while it is read towards.
  return { ...far, endsAt: now + Math.max(0, now - position) / (speed - 1) };
}

/** What a source says that still has something to catch up with. */
export function readingSentence({ readTo, endsAt }: Progress, now: number): string {
  const left = endsAt === undefined ? "" : `, about ${formatDuration(endsAt - now)} left`;
  return `Read up to ${formatTime(readTo)}, ${formatDuration(Math.max(0, now - readTo))} behind${left}.`;
}

/** What a source says that has read everything there was up to `readTo`, milliseconds since 1970. */
export function idleSentence(readTo: number, pollSeconds: number): string {
  return `Everything received up to ${formatTime(readTo)} is read; asks again every ${pollSeconds} s.`;
}
