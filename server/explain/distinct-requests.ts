import type { ErrorGroup } from "../../shared/group.ts";

/** Requests of a group that nobody else counted, 0 … its count. */
export type CountedRequests = { group: ErrorGroup; count: number };

/**
 * The groups of failed requests, each with how many of its requests are counted by it: a failure that passed through several
 * services is in the request log of each with one trace, and is one request of one caller. The outermost counts it.
 */
export function distinctRequests(groups: readonly ErrorGroup[]): CountedRequests[] {
  const countedBy = new Map<string, string>();
  return [...groups].sort(outermostFirst).map((group) => {
    const service = serviceOf(group);
    const known = group.traces.filter((trace) => (countedBy.get(trace) ?? service) !== service).length;
    for (const trace of group.traces) if (!countedBy.has(trace)) countedBy.set(trace, service);
    const share = group.traces.length === 0 ? 0 : (known / group.traces.length) * tracedShare(group);
    return { group, count: group.count - Math.round(group.count * share) };
  });
}

/** A request that waits for another one begins earlier and takes longer. */
function outermostFirst(a: ErrorGroup, b: ErrorGroup): number {
  return latencyOf(b) - latencyOf(a) || a.firstSeen - b.firstSeen || b.count - a.count || (a.id < b.id ? -1 : 1);
}

function latencyOf({ samples }: ErrorGroup): number {
  const latencies = samples.map(({ request }) => request?.latencyMs ?? 0).sort((a, b) => a - b);
  return latencies[Math.floor(latencies.length / 2)] ?? 0;
}

/** The part of a group's requests that carry a trace, as its samples show. */
function tracedShare({ samples }: ErrorGroup): number {
  return samples.filter(({ trace }) => trace !== undefined).length / Math.max(samples.length, 1);
}

function serviceOf({ environment, service }: ErrorGroup): string {
  return `${environment}|${service}`;
}
