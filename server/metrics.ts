import type { Pool } from "pg";
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import type { Check } from "../shared/check.ts";
import { countDeliveries, countIncidents } from "./store/counts.ts";
import { readCoverage } from "./store/sources.ts";

export type Metrics = {
  /** The metrics in Prometheus' text form, read from the store at the moment of asking. */
  render: () => Promise<string>;
  contentType: string;
  noteAnalysis: (seconds: number, isOk: boolean) => void;
  noteChecks: (checks: readonly Check[]) => void;
};

/** Metrics of this process and of the store. `now` in milliseconds since 1970. */
export function createMetrics(pool: Pool, now: () => number): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  storeGauges(pool, now, registry);
  const analysis = new Histogram({
    name: "plumbline_analysis_seconds",
    help: "How long an analysis of the window took, live checks included",
    labelNames: ["result"],
    buckets: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
    registers: [registry],
  });
  const checks = new Counter({
    name: "plumbline_checks_total",
    help: "Live checks that ran in this process, by kind and outcome",
    labelNames: ["kind", "outcome"],
    registers: [registry],
  });
  return {
    render: () => registry.metrics(),
    contentType: registry.contentType,
    noteAnalysis: (seconds, isOk) => analysis.observe({ result: isOk ? "ok" : "failed" }, seconds),
    noteChecks: (ran) => {
      for (const { kind, outcome } of ran) checks.inc({ kind, outcome });
    },
  };
}

/** What all replicas share: it stands in the store, so every replica shows the same. */
function storeGauges(pool: Pool, now: () => number, registry: Registry): void {
  const registers = [registry];
  const lag = new Gauge({
    name: "plumbline_source_lag_seconds",
    help: "Age of the newest entry of a source",
    labelNames: ["source"],
    registers,
  });
  const gaps = new Gauge({
    name: "plumbline_source_gaps",
    help: "Stretches of time in which entries of a source may be missing",
    labelNames: ["source"],
    registers,
  });
  new Gauge({
    name: "plumbline_entries",
    help: "Entries offered so far, by source and outcome",
    labelNames: ["source", "outcome"],
    registers,
    async collect() {
      this.reset();
      lag.reset();
      gaps.reset();
      for (const { source, coverage, newestAt } of await readCoverage(pool)) {
        for (const outcome of ["accepted", "duplicates", "rejected"] as const)
          this.set({ source, outcome }, coverage[outcome]);
        gaps.set({ source }, coverage.gaps.length);
        if (newestAt !== null) lag.set({ source }, Math.max(0, (now() - newestAt) / 1000));
      }
    },
  });
  countGauge("plumbline_deliveries", "Webhook deliveries by state", "state", () => countDeliveries(pool), registers);
  countGauge("plumbline_incidents", "Incidents by status", "status", () => countIncidents(pool), registers);
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
