/**
 * Milliseconds to wait before try number `attempt` (from 1): doubling from `baseMs` up to `maxMs`, half of it by chance so
 * that many readers do not come back at the same moment. `random` is from 0 to below 1.
 */
export function backoffMs(
  attempt: number,
  { baseMs, maxMs }: { baseMs: number; maxMs: number },
  random: number,
): number {
  const full = Math.min(baseMs * 2 ** Math.min(attempt - 1, 30), maxMs);
  return Math.round(full / 2 + (full / 2) * random);
}
