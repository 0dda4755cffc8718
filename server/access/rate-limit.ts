import { MINUTE, SECOND } from "../../shared/time.ts";

/** More keys than this are not remembered; the one that was used longest ago goes first. */
const MAX_KEYS = 10_000;

/** Takes one from a key's allowance at `now` (milliseconds since 1970): 0, or the seconds to wait for the next. */
export type RateLimit = (key: string, now: number) => number;

/** Allows `perMinute` a minute for each key, with as many at once; what is not used comes back evenly. Memory is bounded. */
export function createRateLimit(perMinute: number): RateLimit {
  const buckets = new Map<string, { left: number; at: number }>();
  const perMs = perMinute / MINUTE;
  return (key, now) => {
    const known = buckets.get(key);
    const left =
      known === undefined ? perMinute : Math.min(perMinute, known.left + Math.max(0, now - known.at) * perMs);
    buckets.delete(key);
    buckets.set(key, { left: left >= 1 ? left - 1 : left, at: now });
    if (buckets.size > MAX_KEYS) forgetOldest(buckets);
    return left >= 1 ? 0 : Math.max(1, Math.ceil((1 - left) / perMs / SECOND));
  };
}

function forgetOldest(buckets: Map<string, unknown>): void {
  const oldest = buckets.keys().next().value;
  if (oldest !== undefined) buckets.delete(oldest);
}
