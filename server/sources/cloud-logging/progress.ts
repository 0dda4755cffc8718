import { SECOND, toIso } from "../../../shared/time.ts";
import { formatDuration } from "../../../shared/words.ts";

export type Progress = {
  /** Up to where entries were read, milliseconds since 1970. */
  position: number;
  /** Where and when this run of the source began. */
  begun: { position: number; at: number };
  /** What was sent to Google the last time. */
  filter: string;
};

/** How far a source is that still has something to catch up with, and how long that will take. */
export function readingSentence({ position, begun, filter }: Progress, now: number): string {
  const behindMs = Math.max(0, now - position);
  // Milliseconds of log that are read in one millisecond.
  const speed = (position - begun.position) / Math.max(1, now - begun.at);
  const isKnown = now - begun.at >= 5 * SECOND && speed > 1;
  const left = isKnown ? `, about ${formatDuration(behindMs / (speed - 1))} left` : "";
  return `Read up to ${toIso(position)}, ${formatDuration(behindMs)} behind${left}. Sent to Google: \`${filter}\`.`;
}

/** What a source says that has read everything there was up to `readTo`, milliseconds since 1970. */
export function idleSentence(readTo: number, filter: string, pollSeconds: number): string {
  return `Everything received up to ${toIso(readTo)} is read; asks again every ${pollSeconds} s. Sent to Google: \`${filter}\`.`;
}
