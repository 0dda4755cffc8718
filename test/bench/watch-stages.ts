// Loaded into a server by `node --import`: notes how long each stage of storing took. On SIGUSR2 it forgets what it saw so far, and at
// the end of the process it writes one JSON object to the file that STAGES_FILE names.
import { subscribe } from "node:diagnostics_channel";
import { writeFileSync } from "node:fs";
import { PerformanceObserver } from "node:perf_hooks";
import { isMainThread } from "node:worker_threads";
import { isStageTime, STAGE_CHANNEL, STAGES } from "../../server/lib/stages.ts";
import { quantile } from "./measure.ts";

/** Of times in milliseconds, how many there are, and below what a share of them lies. */
export type Spread = { times: number; p50: number; p90: number; p99: number; max: number };

/** The garbage collector stops all stages at once. */
const COLLECTOR = "collector";

if (isMainThread && process.env.STAGES_FILE !== undefined) watch(process.env.STAGES_FILE);

function watch(file: string): void {
  const times = new Map<string, number[]>();
  const note = (name: string, ms: number) => {
    const known = times.get(name);
    if (known === undefined) times.set(name, [ms]);
    else known.push(ms);
  };
  subscribe(STAGE_CHANNEL, (message) => {
    if (isStageTime(message)) note(message.stage, message.ms);
  });
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) note(COLLECTOR, duration);
  }).observe({ entryTypes: ["gc"] });
  process.on("SIGUSR2", () => times.clear());
  process.once("exit", () => {
    const stages = [...STAGES, COLLECTOR].map((name) => [name, spreadOf(times.get(name) ?? [])] as const);
    writeFileSync(file, JSON.stringify(Object.fromEntries(stages)));
  });
}

function spreadOf(times: number[]): Spread {
  const at = (share: number) => Math.round(quantile(times, share) * 10) / 10;
  return { times: times.length, p50: at(0.5), p90: at(0.9), p99: at(0.99), max: at(1) };
}
