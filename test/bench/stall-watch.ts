// Loaded into a server by `node --import`: notes for how long its event loop does not turn, and what ran meanwhile. Writes one JSON
// object to the file that STALLS_FILE names once the process is asked to end, and ends it.
import { writeFileSync } from "node:fs";
import { type Profiler, Session } from "node:inspector";
import { isMainThread } from "node:worker_threads";

/** Microseconds by the monotonic clock, which profiles count in as well, and of processor of this thread. */
type Stretch = { from: number; to: number; cpu: number };
/**
 * A stretch in which nothing else had its turn: on the clock, and of processor of its thread, which another program or a collector of
 * garbage may have held up. `where` names what ran, the longest first, in milliseconds.
 */
export type Stall = { atSeconds: number; ms: number; cpuMs: number; where: [string, number][] };
export type Stalls = { seconds: number; stalls: Stall[]; peakMb: number; lastMb: number; heapMb: number };

const TICK_MS = 5;
const LEAST_MS = 25;
const MOST_NAMED = 6;

if (isMainThread && process.env.STALLS_FILE !== undefined) watch(process.env.STALLS_FILE);

function watch(file: string): void {
  const session = new Session();
  session.connect();
  session.post("Profiler.enable");
  session.post("Profiler.setSamplingInterval", { interval: 1000 });
  session.post("Profiler.start");
  const startedAt = nowMicros();
  const stretches: Stretch[] = [];
  let [last, lastCpu] = [startedAt, 0];
  let peak = 0;
  setInterval(() => {
    const now = nowMicros();
    const { user, system } = process.threadCpuUsage();
    const cpu = user + system;
    if (now - last > (LEAST_MS + TICK_MS) * 1000) stretches.push({ from: last, to: now, cpu: cpu - lastCpu });
    [last, lastCpu] = [now, cpu];
    peak = Math.max(peak, process.memoryUsage.rss());
  }, TICK_MS).unref();
  process.once("SIGTERM", () => {
    session.post("Profiler.stop", (_fault, { profile }) => {
      const { rss, heapUsed } = process.memoryUsage();
      const stalls = stallsOf(profile, stretches, startedAt);
      const [peakMb, lastMb, heapMb] = [peak, rss, heapUsed].map((bytes) => Math.round(bytes / 1e6));
      writeFileSync(file, JSON.stringify({ seconds: (last - startedAt) / 1e6, stalls, peakMb, lastMb, heapMb }));
    });
    process.kill(process.pid, "SIGKILL");
  });
}

function nowMicros(): number {
  return Number(process.hrtime.bigint() / 1000n);
}

function stallsOf(profile: Profiler.Profile, stretches: readonly Stretch[], startedAt: number): Stall[] {
  const nameOf = namesOf(profile);
  const { samples = [], timeDeltas = [] } = profile;
  const times: number[] = [];
  let at = profile.startTime;
  for (const delta of timeDeltas) {
    at += delta;
    times.push(at);
  }
  let next = 0;
  return stretches.map(({ from, to, cpu }) => {
    const micros = new Map<string, number>();
    while (next < times.length && (times[next] ?? 0) < from) next += 1;
    for (; next < times.length && (times[next] ?? 0) <= to; next += 1) {
      const name = nameOf.get(samples[next] ?? 0) ?? "(unknown)";
      micros.set(name, (micros.get(name) ?? 0) + (timeDeltas[next] ?? 0));
    }
    const where = [...micros].sort(([, a], [, b]) => b - a).slice(0, MOST_NAMED);
    return {
      atSeconds: Math.round((from - startedAt) / 1e5) / 10,
      ms: Math.round((to - from) / 1000) - TICK_MS,
      cpuMs: Math.round(cpu / 1000),
      where: where.map(([name, spent]): [string, number] => [name, Math.round(spent / 1000)]),
    };
  });
}

/** What each node of a profile is to be called: the innermost two functions of the project, and what of others ran within. */
function namesOf({ nodes }: Profiler.Profile): Map<number, string> {
  const parents = new Map(nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id] as const)));
  const byId = new Map(nodes.map((node) => [node.id, node.callFrame]));
  return new Map(
    nodes.map(({ id, callFrame }) => {
      const own: string[] = [];
      for (let current: number | undefined = id; current !== undefined; current = parents.get(current)) {
        const frame = byId.get(current);
        const place = /\/((?:server|shared)\/[^?]*)$/.exec(frame?.url ?? "")?.[1];
        if (frame !== undefined && place !== undefined && !frame.url.includes("node_modules"))
          own.push(`${frame.functionName || "(nameless)"} ${place}:${frame.lineNumber + 1}`);
      }
      const inner = callFrame.functionName || "(nameless)";
      const isOwn = own[0]?.startsWith(`${inner} `) === true;
      return [id, [...(isOwn ? [] : [inner]), ...own.slice(0, 2)].join(" < ")];
    }),
  );
}
