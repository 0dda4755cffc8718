import { availableParallelism, loadavg } from "node:os";

/**
 * A limit in milliseconds that only a slow program exceeds: longer on a machine that has more to do than it can. The load is
 * that of the last minute, so there is room for what began just now.
 */
export function underLoad(limitMs: number): number {
  const [load = 0] = loadavg();
  return limitMs * Math.max(2, (2 * load) / availableParallelism());
}

/** Milliseconds of the processor that this takes; what other programs do meanwhile does not count. */
export async function processorMs(work: () => unknown): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}
