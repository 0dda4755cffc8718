import { SECOND } from "../../shared/time.ts";

const FRESH_MS = 1 * SECOND;

/** Reads when it is asked, and gives the same to whoever asks within a second; what could not be read is not kept. */
export function keptReading<T>(read: () => Promise<T>, now: () => number): () => Promise<T> {
  let last: { at: number; reading: Promise<T> } | undefined;
  return () => {
    const at = now();
    if (last !== undefined && at - last.at < FRESH_MS) return last.reading;
    const own = { at, reading: read() };
    last = own;
    own.reading.catch(() => {
      if (last === own) last = undefined;
    });
    return own.reading;
  };
}
