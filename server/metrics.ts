import type { Pool } from "pg";
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import type { Check } from "../shared/check.ts";
import { sourceGauges } from "./source-gauges.ts";
import { countDeliveries, countIncidents, oldestPending } from "./store/counts.ts";
import type { Expired } from "./store/expire.ts";

export type Metrics = {
  /** The metrics in Prometheus' text form, read from the store at the moment of asking. */
  render: () => Promise<string>;
  contentType: string;
  noteAnalysis: (seconds: number, isOk: boolean) => void;
  noteChecks: (checks: readonly Check[]) => void;
  noteExpired: (expired: Expired) => void;
};

/** Metrics of this process and of the store. `now` in milliseconds since 1970. */
export function createMetrics(pool: Pool, now: () => number): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const readSources = sourceGauges(pool, now, registry);
  storeGauges(pool, registry);
  const analysis = new Histogram({
    name: "plumbline_analysis_seconds",
    help: "How long an analysis of the window took, live checks included",
    labelNames: ["result"],
    buckets: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
    registers,
  });
  const analyzedAt = new Gauge({
    name: "plumbline_analysis_last_success_timestamp_seconds",
    help: "When this process last ended an analysis well, or left it to another replica",
    registers,
  });
  const checks = new Counter({
    name: "plumbline_checks_total",
    help: "Live checks that ran in this process, by kind and outcome",
    labelNames: ["kind", "outcome"],
    registers,
  });
  const expired = new Counter({
    name: "plumbline_expired_total",
    help: "Rows, partitions and months that this process let expire, by kind",
    labelNames: ["kind"],
    registers,
  });
  return {
    render: async () => {
      await readSources();
      return registry.metrics();
    },
    contentType: registry.contentType,
    noteAnalysis: (seconds, isOk) => {
      analysis.observe({ result: isOk ? "ok" : "failed" }, seconds);
      if (isOk) analyzedAt.set(now() / 1000);
    },
    noteChecks: (ran) => {
      for (const { kind, outcome } of ran) checks.inc({ kind, outcome });
    },
    noteExpired: (counts) => {
      for (const [kind, count] of Object.entries(counts)) expired.inc({ kind }, count);
    },
  };
}

/** What all replicas share: it stands in the store, so every replica shows the same. */
function storeGauges(pool: Pool, registry: Registry): void {
  const registers = [registry];
  countGauge("plumbline_deliveries", "Webhook deliveries by state", "state", () => countDeliveries(pool), registers);
  countGauge("plumbline_incidents", "Incidents by status", "status", () => countIncidents(pool), registers);
  new Gauge({
    name: "plumbline_delivery_oldest_pending_seconds",
    help: "Age of the oldest webhook message that is not delivered yet, 0 where none waits",
    registers,
    async collect() {
      this.set(await oldestPending(pool));
    },
  });
}

function countGauge(
  name: string,
  help: string,
  label: string,
  read: () => Promise<{ name: string; count: number }[]>,
  registers: Registry[],
): void {
  new Gauge({
    name,
    help,
    labelNames: [label],
    registers,
    async collect() {
      this.reset();
      for (const { name: value, count } of await read()) this.set({ [label]: value }, count);
    },
  });
}
