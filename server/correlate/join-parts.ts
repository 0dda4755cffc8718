import { type ErrorGroup, MAX_ARRIVALS, MAX_SAMPLES } from "../../shared/group.ts";

/** Two parts of one group as one: the counts of both, each entry's sample once. */
export function joinParts(a: ErrorGroup, b: ErrorGroup): ErrorGroup {
  const samples = new Map([...a.samples, ...b.samples].map((sample) => [sample.entry.key, sample]));
  return {
    ...a,
    count: a.count + b.count,
    firstSeen: Math.min(a.firstSeen, b.firstSeen),
    lastSeen: Math.max(a.lastSeen, b.lastSeen),
    perMinute: minutesOf([...a.perMinute, ...b.perMinute]),
    arrivals: [...a.arrivals, ...b.arrivals].sort((x, y) => x - y).slice(-MAX_ARRIVALS),
    samples: [...samples.values()].sort((x, y) => x.at - y.at).slice(0, MAX_SAMPLES),
    revisions: summed([...a.revisions, ...b.revisions], ({ name }) => name),
    instances: summed([...a.instances, ...b.instances], ({ name }) => name),
    callers: summed([...a.callers, ...b.callers], ({ userAgent, remoteIp, referer }) =>
      JSON.stringify([userAgent, remoteIp, referer]),
    ),
    traces: [...new Set([...a.traces, ...b.traces])].sort(),
  };
}

function minutesOf(counts: readonly [minute: number, count: number][]): [number, number][] {
  const minutes = new Map<number, number>();
  for (const [minute, count] of counts) minutes.set(minute, (minutes.get(minute) ?? 0) + count);
  return [...minutes].sort(([x], [y]) => x - y);
}

/** Items with their counts added up where they are the same, in their order. */
function summed<T extends { count: number }>(items: readonly T[], nameOf: (item: T) => string): T[] {
  const sums = new Map<string, T>();
  for (const item of items) {
    const known = sums.get(nameOf(item));
    sums.set(nameOf(item), known === undefined ? item : { ...known, count: known.count + item.count });
  }
  return [...sums.values()];
}
