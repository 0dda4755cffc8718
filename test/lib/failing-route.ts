import { createHash } from "node:crypto";
import { type EntryOptions, every, platform, request, text } from "./entries.ts";

const HOUR = 3_600_000;
const SPREAD = 7_000;

/** How a route of the service `api` fails: what its requests answer, and what is written while it does. */
export type FailingRoute = {
  /** Lines that the app writes for each failed request; a line that begins with `platform:` is the platform's. */
  lines?: readonly string[];
  status?: number;
  /** The platform's text about a request that it could not serve. */
  requestText?: string;
  latency?: string;
  count?: number;
  from?: string;
  method?: string;
  path?: string;
  place?: Partial<EntryOptions>;
  userAgent?: string;
  /** Whether every request has a trace that its lines share. */
  hasTraces?: boolean;
};

/**
 * The entries of a route that fails at times without rhythm, one request every minute or so, each on one of three instances. What
 * is written about a request is written at its end.
 */
export function failingRoute(route: FailingRoute): Record<string, unknown>[] {
  const { lines = [], status = 500, requestText, latency = "0.08s", count = 30, method = "GET" } = route;
  const { from = "2026-03-02T10:00:00Z", path = "/api/orders", place = {}, userAgent, hasTraces = false } = route;
  return every(60_000, count, from).flatMap((tick, i) => {
    const at = tick + unsteady(i);
    const trace = createHash("sha256")
      .update(`${JSON.stringify(place)}${path}${from}${i}`)
      .digest("hex")
      .slice(0, 32);
    const where = { instance: `instance-${i % 3}`, ...place, ...(hasTraces ? { trace } : {}) };
    const callers = { remoteIp: `203.0.113.${i % 20}`, ...(userAgent === undefined ? {} : { userAgent }) };
    const failed = {
      method,
      path,
      status,
      latency,
      ...callers,
      ...(requestText === undefined ? {} : { text: requestText }),
    };
    return [
      ...(status === 0 ? [] : [request({ at, ...where, ...failed })]),
      ...lines.map((line, j) =>
        written(line, {
          at: at + Math.max(1000 * Number.parseFloat(latency) - 40, 5) + j,
          severity: "ERROR",
          ...where,
        }),
      ),
    ];
  });
}

/** An hour and a half of requests that succeed, on another route and before the failure on the same. */
export function healthyTraffic(place: Partial<EntryOptions> = {}): Record<string, unknown>[] {
  const old = { revision: "api-00001-old", ...place };
  return [
    ...every(30_000, 180, "2026-03-02T09:00:07Z").map((at, i) =>
      request({ at, ...place, path: "/api/items", remoteIp: `198.51.100.${i % 30}` }),
    ),
    ...every(60_000, 58, "2026-03-02T09:00:20Z").map((at, i) =>
      request({ at, ...old, path: "/api/orders", remoteIp: `198.51.100.${i % 30}` }),
    ),
  ];
}

function written(line: string, options: EntryOptions): Record<string, unknown> {
  return line.startsWith("platform:") ? platform(line.slice("platform:".length), options) : text(line, options);
}

/** Up to ±20 s, always the same for one number: callers keep no time. */
function unsteady(i: number): number {
  return ((i * 7919 + i * i * 104_729) % (40 * 1000)) - 20_000 + ((i * SPREAD) % 1000) - (HOUR % 1000);
}
