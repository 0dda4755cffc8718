import { SECOND } from "../../shared/time.ts";
import { formatBytes, formatDuration } from "../../shared/words.ts";

/** How much of files is read, in bytes as they lie on disk, and when the last of it will be; `endsAt` in milliseconds since 1970. */
export type FileProgress = { read: number; of: number; endsAt?: number };

/** A speed is worth telling after this long. */
const SETTLED = 5 * SECOND;

/** How far the reading of files is that began at `begunAt` (milliseconds since 1970); the end is estimated from the speed so far. */
export function fileProgressOf({ read, of }: { read: number; of: number }, begunAt: number, now: number): FileProgress {
  // A file may grow while it is read.
  const far = { read, of: Math.max(read, of) };
  const elapsed = now - begunAt;
  if (elapsed < SETTLED || read === 0) return far;
  return { ...far, endsAt: now + (elapsed / read) * (far.of - read) };
}

/** `1.2 GB of 3.1 GB, about 2 min left` */
export function progressSentence({ read, of, endsAt }: FileProgress, now: number): string {
  const left = endsAt === undefined ? "" : `, about ${formatDuration(Math.max(0, endsAt - now))} left`;
  return `${formatBytes(read)} of ${formatBytes(of)}${left}`;
}
