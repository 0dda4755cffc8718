import { availableParallelism, loadavg } from "node:os";

/** A limit in milliseconds, longer on a machine that has more to do than it can, so that only a slow program fails. */
export function underLoad(limitMs: number): number {
  const [load = 0] = loadavg();
  return limitMs * Math.max(1, load / availableParallelism());
}
