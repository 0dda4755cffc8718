import { createHash } from "node:crypto";
import type { Caller, ErrorEvent } from "../../shared/events.ts";
import type { FamilyId } from "../../shared/families.ts";
import type { ErrorGroup, Slots } from "../../shared/group.ts";

export type GroupOptions = {
  environment?: string;
  service?: string;
  family?: FamilyId;
  slots?: Slots;
  weight?: number;
  template?: string;
  kind?: ErrorEvent["kind"];
  severity?: ErrorEvent["severity"];
  /** Milliseconds since 1970, ascending. */
  arrivals?: readonly number[];
  latencyMs?: number;
  instances?: readonly string[];
  revision?: string;
  traces?: readonly string[];
  callers?: readonly Caller[];
  isBoot?: boolean;
};

const START = Date.parse("2026-03-02T10:00:00Z");

/** A group as counting events gives it; a test names only what matters. */
export function errorGroup(options: GroupOptions = {}): ErrorGroup {
  const { environment = "staging", service = "api", slots = {}, template = "it failed", kind = "message" } = options;
  const { arrivals = [START, START + 60_000, START + 120_000], instances = ["instance-0"], traces = [] } = options;
  const { family, weight = 4, callers = [], revision = "api-00002-new" } = options;
  const id = createHash("sha256")
    .update(JSON.stringify([environment, service, family, slots, template, kind]))
    .digest("hex")
    .slice(0, 16);
  const minutes = Map.groupBy(arrivals, (at) => Math.floor(at / 60_000));
  return {
    id,
    environment,
    service,
    signature: { ...(family === undefined ? {} : { family, weight }), slots, template, masks: [] },
    kind,
    title: family === undefined ? template : `${family} ${Object.values(slots).join(" ")}`,
    count: arrivals.length,
    firstSeen: arrivals[0] ?? START,
    lastSeen: arrivals.at(-1) ?? START,
    perMinute: [...minutes].map(([minute, times]): [number, number] => [minute, times.length]),
    arrivals: [...arrivals],
    samples: arrivals.slice(0, 12).map((at, i) => sample(at, i, { ...options, instances, revision, template, kind })),
    revisions: [
      { name: revision, count: arrivals.length, firstSeen: arrivals[0] ?? START, lastSeen: arrivals.at(-1) ?? START },
    ],
    instances: instances.map((name) => ({ name, count: Math.ceil(arrivals.length / instances.length) })),
    callers: callers.map((caller) => ({ ...caller, count: Math.ceil(arrivals.length / callers.length) })),
    distinctCallers: callers.length,
    traces: [...traces],
  };
}

function sample(at: number, i: number, options: GroupOptions): ErrorEvent {
  const { environment = "staging", service = "api", slots = {}, template = "", kind = "message", latencyMs } = options;
  const { severity = "ERROR", instances = [], revision = "", isBoot = false } = options;
  const instance = instances[i % Math.max(instances.length, 1)];
  const trace = options.traces?.[i];
  return {
    environment,
    service,
    project: `acme-${environment}`,
    revision,
    ...(instance === undefined ? {} : { instance }),
    ...(trace === undefined ? {} : { trace }),
    kind,
    at,
    severity,
    message: template,
    text: template,
    exceptions: [],
    origin: kind === "request" ? "edge" : "app",
    isBoot,
    entry: {
      key: `${template}|${at}`,
      insertId: `i${at}`,
      timestamp: new Date(at).toISOString(),
      logId: "stderr",
      project: `acme-${environment}`,
    },
    ...(kind === "request"
      ? {
          request: {
            method: slots.method ?? "GET",
            path: slots.route ?? "/",
            route: slots.route ?? "/",
            status: Number(slots.status ?? 500),
            caller: {},
            ...(latencyMs === undefined ? {} : { latencyMs }),
          },
        }
      : {}),
  };
}
