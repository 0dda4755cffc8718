import type { CDPSession } from "playwright-core";
import { z } from "zod";
import { quantile } from "./measure.ts";

/** What somebody did, and how long the answer took, in milliseconds: of the main thread's processor time, or by the clock. */
export type Interaction = z.output<typeof interactionSchema>;
const interactionSchema = z.object({ what: z.string(), ms: z.number() });

/** An interaction by the clock: until the first listener ran, while listeners ran, and until the next frame was there. */
export const timedInteractionSchema = interactionSchema.extend({
  parts: z.object({ wait: z.number(), work: z.number(), draw: z.number() }),
});
export type TimedInteraction = z.output<typeof timedInteractionSchema>;

const TOLD = 5;

/** What nearly all interactions stay below, in milliseconds; not a number where there are none. https://web.dev/articles/inp */
export function inpOf(interactions: readonly Interaction[]): number {
  return quantile(
    interactions.map(({ ms }) => ms),
    0.98,
  );
}

/** The five slowest interactions as sentences, the slowest first, with what the time went into. */
export function slowestOf(interactions: readonly TimedInteraction[]): string[] {
  const slowestFirst = [...interactions].sort((a, b) => b.ms - a.ms);
  return slowestFirst.slice(0, TOLD).map(({ what, ms, parts: { wait, work, draw } }) => {
    const [waited, worked, drawn] = [wait, work, draw].map(Math.round);
    return `${what} ${ms} ms: ${waited} waiting, ${worked} in listeners, ${drawn} until it was drawn`;
  });
}

const eventSchema = z.object({
  name: z.string(),
  ph: z.string(),
  pid: z.number(),
  tid: z.number(),
  /** Microseconds. */
  ts: z.number(),
  dur: z.number().default(0),
  tdur: z.number().default(0),
  args: z.object({ data: z.record(z.string(), z.unknown()).optional() }).default({}),
});
type TraceEvent = z.output<typeof eventSchema>;

/** What Chromium tells of an event that belongs to an interaction. https://w3c.github.io/event-timing/ */
const timingSchema = z.object({
  type: z.string(),
  interactionId: z.number().positive(),
  timeStamp: z.number(),
  processingEnd: z.number(),
  /** When the main thread had handed over the frame that shows the answer. */
  commitFinishTime: z.number().optional(),
});

/**
 * What each interaction takes of the main thread, from the event to the frame that answers it: processor time, which other programs
 * on the machine do not lengthen as they do the time of day.
 */
export async function interactionsOf(session: CDPSession, act: () => Promise<void>): Promise<Interaction[]> {
  const told: unknown[] = [];
  const listen = ({ value }: { value: unknown[] }) => void told.push(...value);
  session.on("Tracing.dataCollected", listen);
  const categories = ["devtools.timeline", "toplevel"];
  await session.send("Tracing.start", {
    transferMode: "ReportEvents",
    traceConfig: { includedCategories: categories, excludedCategories: ["*"] },
  });
  await act();
  const isTold = new Promise((resolve) => session.once("Tracing.tracingComplete", resolve));
  await session.send("Tracing.end");
  await isTold;
  session.off("Tracing.dataCollected", listen);
  return longestOfEach(told.flatMap((event) => eventSchema.safeParse(event).data ?? []));
}

function longestOfEach(events: readonly TraceEvent[]): Interaction[] {
  const tasks = Map.groupBy(
    events.filter(({ name, ph }) => ph === "X" && name === "ThreadControllerImpl::RunTask"),
    ({ pid, tid }) => `${pid} ${tid}`,
  );
  const longest = new Map<number, Interaction>();
  for (const { name, ph, pid, tid, ts, args } of events) {
    const timing = name === "EventTiming" && ph === "b" ? timingSchema.safeParse(args.data).data : undefined;
    if (timing === undefined) continue;
    const { type, interactionId, timeStamp, processingEnd, commitFinishTime = processingEnd } = timing;
    const end = ts + (commitFinishTime - timeStamp) * 1000;
    const ms = processorTime(tasks.get(`${pid} ${tid}`) ?? [], ts, end);
    if (ms > (longest.get(interactionId)?.ms ?? 0)) longest.set(interactionId, { what: type, ms });
  }
  return [...longest.values()];
}

/** Of the tasks that run in a time (microseconds), what they take in it, in milliseconds. A task within another is part of it. */
function processorTime(tasks: readonly TraceEvent[], start: number, end: number): number {
  let sum = 0;
  let until = start;
  for (const { ts, dur, tdur } of [...tasks].sort((a, b) => a.ts - b.ts)) {
    const [from, to] = [Math.max(ts, until), Math.min(ts + dur, end)];
    if (to <= from) continue;
    sum += (tdur * (to - from)) / Math.max(1, dur);
    until = to;
  }
  return sum / 1000;
}
