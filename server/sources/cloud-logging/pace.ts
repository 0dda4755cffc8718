import { MINUTE } from "../../../shared/time.ts";

/** Hands out turns; `waitMs` takes the next one and says how long to wait for it, in milliseconds. */
export type Pace = { waitMs: (now: number) => number };

/** This part of the limit may be used at once after a pause; the rest comes evenly. */
const BURST_PART = 0.1;
/** Turns come this much slower than even: what is rounded on the way must not put one more into a minute. */
const MARGIN = 1.001;

/**
 * A pace of at most `perMinute` turns in any 60 seconds, for everything that shares one quota. A few turns may come at
 * once after a pause. https://en.wikipedia.org/wiki/Generic_cell_rate_algorithm
 */
export function createPace(perMinute: number): Pace {
  const burst = Math.floor(perMinute * BURST_PART);
  const intervalMs = (MARGIN * MINUTE) / (perMinute - burst);
  let nextAt = Number.NEGATIVE_INFINITY;
  let seenAt = Number.NEGATIVE_INFINITY;
  return {
    waitMs: (now) => {
      // Where the clock was set back, what is owed goes back with it: else nothing would be read until it is as late again.
      if (now < seenAt) nextAt -= seenAt - now;
      seenAt = now;
      const due = Math.max(nextAt, now);
      nextAt = due + intervalMs;
      return Math.max(0, due - burst * intervalMs - now);
    },
  };
}

/** One pace for each project, at the lowest limit that any of its sources states: they share Google's quota. */
export function projectPaces(sources: readonly { project: string; requestsPerMinute: number }[]): Map<string, Pace> {
  const limits = new Map<string, number>();
  for (const { project, requestsPerMinute } of sources) {
    limits.set(project, Math.min(limits.get(project) ?? requestsPerMinute, requestsPerMinute));
  }
  return new Map([...limits].map(([project, perMinute]) => [project, createPace(perMinute)]));
}
