import { performance } from "node:perf_hooks";

/** A thread that is at work for a larger share of the time than this has none to spare. */
const BUSY_SHARE = 0.5;

/** Whether this thread was busy since this was made: what is no hurry had better wait. */
export function busyWatch(): () => boolean {
  const begun = performance.eventLoopUtilization();
  return () => performance.eventLoopUtilization(begun).utilization > BUSY_SHARE;
}
