import type { Pool } from "pg";
import { Gauge, type Registry } from "prom-client";
import { SECOND } from "../shared/time.ts";
import { countGaps } from "./store/read-gaps.ts";
import { listPauses } from "./store/source-pauses.ts";
import { readRuns } from "./store/source-runs.ts";
import { readCoverage } from "./store/sources.ts";

/**
 * What the store knows of sources: what they brought, how far behind they are, what they missed. Gives what reads it anew: to
 * be awaited before the registry is rendered, because gauges are read all at once.
 */
export function sourceGauges(pool: Pool, now: () => number, registry: Registry): () => Promise<void> {
  const gauge = (name: string, help: string, labelNames: string[]) =>
    new Gauge({ name, help, labelNames, registers: [registry] });
  const age = gauge("plumbline_source_lag_seconds", "Age of the newest entry of a source", ["source"]);
  const ahead = gauge(
    "plumbline_source_ahead_seconds",
    "How far the time of the newest entry of a source is ahead of now, 0 where it is not",
    ["source"],
  );
  const behind = gauge(
    "plumbline_source_behind_seconds",
    "How long ago the moment is up to which a source has read everything",
    ["source"],
  );
  const silent = gauge(
    "plumbline_source_silent_seconds",
    "How long ago whoever reads a source last said that it lives",
    ["source"],
  );
  const paused = gauge("plumbline_source_paused", "1 for each source that a person paused", ["source"]);
  const gaps = gauge(
    "plumbline_source_gaps",
    "Stretches of time in which entries of a source may be missing, by state: open, ended without being filled, filled",
    ["source", "state"],
  );
  const held = gauge(
    "plumbline_source_suppressed_entries",
    "Entries that the origin of a source said it held back, in the gaps that are kept",
    ["source"],
  );
  const entries = gauge("plumbline_entries", "Entries offered so far, by source and outcome", ["source", "outcome"]);
  return async () => {
    const [coverage, runs, pauses, counts] = await Promise.all([
      readCoverage(pool),
      readRuns(pool),
      listPauses(pool),
      countGaps(pool),
    ]);
    for (const one of [entries, age, ahead, behind, silent, paused, gaps, held]) one.reset();
    for (const { source, coverage: read, newestAt } of coverage) {
      for (const outcome of ["accepted", "duplicates", "rejected"] as const)
        entries.set({ source, outcome }, read[outcome]);
      gaps.set({ source, state: "open" }, 0);
      if (newestAt === null) continue;
      age.set({ source }, Math.max(0, (now() - newestAt) / SECOND));
      ahead.set({ source }, Math.max(0, (newestAt - now()) / SECOND));
    }
    for (const [source, { aliveAt, status }] of runs) {
      silent.set({ source }, Math.max(0, (now() - aliveAt) / SECOND));
      const readTo = status?.progress?.readTo;
      if (readTo !== undefined) behind.set({ source }, Math.max(0, (now() - readTo) / SECOND));
    }
    for (const { source } of pauses) paused.set({ source }, 1);
    for (const [source, { suppressed, ...states }] of counts) {
      for (const state of ["open", "ended", "filled"] as const) gaps.set({ source, state }, states[state]);
      held.set({ source }, suppressed);
    }
  };
}
