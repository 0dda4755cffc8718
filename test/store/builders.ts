import type { Batch } from "../../server/store/ingest.ts";
import type { ErrorEvent } from "../../shared/events.ts";
import type { ErrorGroup, RouteTraffic } from "../../shared/group.ts";
import { minuteOf } from "../../shared/time.ts";

/** 2026-03-01T12:00:00Z, the start of a minute. */
export const NOON = Date.UTC(2026, 2, 1, 12);

/** An entry as the tests of the store need it: an error at a time, in a group. */
export type TestEntry = { key: string; at: number; group?: string; instance?: string; caller?: string };

/** A batch whose facts count its new entries the way the pipeline does. */
export function batchOf(entries: TestEntry[], overrides: Partial<Batch> = {}): Batch {
  const facts: Batch["facts"] = (newKeys) => {
    const fresh = [...new Map(entries.map((entry) => [entry.key, entry])).values()].filter(({ key }) =>
      newKeys.has(key),
    );
    const byGroup = Map.groupBy(fresh, ({ group = "a".repeat(16) }) => group);
    return {
      groups: [...byGroup].map(([id, list]) => groupOf(id, list)),
      traffic: fresh.length === 0 ? [] : [trafficOf(fresh)],
      changes: [],
      revisions: fresh.map(({ at }) => ({ ...PLACE, name: "api-1", firstSeen: at, lastSeen: at })),
    };
  };
  return { source: "test", entries, rejections: [], gaps: [], isSample: false, facts, ...overrides };
}

export const PLACE = { environment: "staging", service: "api" };

/** The group that these entries, and no others, make. */
export function groupOf(id: string, entries: TestEntry[]): ErrorGroup {
  const sorted = [...entries].sort((a, b) => a.at - b.at);
  const firstSeen = sorted[0]?.at ?? 0;
  const lastSeen = sorted.at(-1)?.at ?? 0;
  const callers = count(sorted, ({ caller = "probe" }) => caller);
  return {
    id,
    ...PLACE,
    signature: { slots: { relation: "orders" }, template: 'relation "<name>" does not exist', masks: [] },
    kind: "message",
    title: 'relation "orders" does not exist',
    count: sorted.length,
    firstSeen,
    lastSeen,
    perMinute: count(sorted, ({ at }) => minuteOf(at)),
    arrivals: sorted.map(({ at }) => at),
    samples: sorted.map(eventOf),
    revisions: [{ name: "api-1", count: sorted.length, firstSeen, lastSeen }],
    instances: count(sorted, ({ instance = "one" }) => instance).map(([name, many]) => ({ name, count: many })),
    callers: callers.map(([userAgent, many]) => ({ userAgent, count: many })),
    distinctCallers: callers.length,
    traces: [],
  };
}

export function eventOf({ key, at }: TestEntry): ErrorEvent {
  return {
    ...PLACE,
    project: "p",
    kind: "message",
    at,
    severity: "ERROR",
    message: 'relation "orders" does not exist',
    text: "hostile \0 text \ud800",
    exceptions: [],
    origin: "app",
    isBoot: false,
    entry: { key, insertId: key, timestamp: new Date(at).toISOString(), logId: "stderr", project: "p" },
  };
}

function trafficOf(entries: TestEntry[]): RouteTraffic {
  return {
    ...PLACE,
    method: "GET",
    route: "/api/orders",
    origin: "edge",
    perMinute: count(entries, ({ at }) => minuteOf(at)).map(([minute, many]) => [minute, many, many]),
    revisions: [{ name: "api-1", ok: entries.length, failed: entries.length }],
  };
}

/** How often each key occurs, in order of the key. */
function count<T, K extends string | number>(list: T[], keyOf: (one: T) => K): [K, number][] {
  const counts = new Map<K, number>();
  for (const one of list) counts.set(keyOf(one), (counts.get(keyOf(one)) ?? 0) + 1);
  return [...counts].sort(([a], [b]) => (a < b ? -1 : 1));
}
