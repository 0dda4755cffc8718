// Loaded into a server that `fork` starts, by `node --import`: tells its parent, whenever that sends a message, which collections of garbage
// there were since the last time and how much processor the process took.
import { PerformanceObserver } from "node:perf_hooks";
import { isMainThread } from "node:worker_threads";

/** `collections`: when each began, milliseconds since 1970, and how long it stopped the process; `cpuSeconds`: since the start. */
export type Watched = { collections: [at: number, ms: number][]; cpuSeconds: number };

if (isMainThread && process.send !== undefined) watch();

function watch(): void {
  const collections: [number, number][] = [];
  const observer = new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries())
      collections.push([performance.timeOrigin + startTime, duration]);
  });
  observer.observe({ entryTypes: ["gc"] });
  process.on("message", () => {
    const { user, system } = process.cpuUsage();
    const watched: Watched = { collections: collections.splice(0), cpuSeconds: (user + system) / 1e6 };
    process.send?.({ watched });
  });
  // Being asked is no reason to stay.
  process.channel?.unref();
}
