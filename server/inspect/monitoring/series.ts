import type { protos } from "@google-cloud/monitoring";
import { SECOND, toIso } from "../../../shared/time.ts";

type TimeSeries = protos.google.monitoring.v3.ITimeSeries;
type Point = protos.google.monitoring.v3.IPoint;

export type Series = { label: string; points: [at: string, value: number][] };

/** A series under the value of its label, points oldest first. Monitoring gives the newest first. */
export function seriesOf(series: TimeSeries, by: string | undefined): Series {
  const label = by === undefined ? "all" : (series.metric?.labels?.[by] ?? "none");
  const points = (series.points ?? []).flatMap(pointOf).sort(([a], [b]) => (a < b ? -1 : 1));
  return { label, points };
}

function pointOf(point: Point): [at: string, value: number][] {
  const seconds = Number(point.interval?.endTime?.seconds ?? Number.NaN);
  const { int64Value, doubleValue, boolValue, distributionValue } = point.value ?? {};
  const value = Number(int64Value ?? doubleValue ?? boolValue ?? distributionValue?.mean ?? Number.NaN);
  return Number.isFinite(seconds) && Number.isFinite(value) ? [[toIso(seconds * SECOND), value]] : [];
}
