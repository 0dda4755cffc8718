import type { IncidentGroup } from "../../../shared/incident.ts";

const BARS = 48;

/** Counts per minute summed into 48 equal parts of a window. */
export function minuteBars(perMinute: IncidentGroup["perMinute"], window: { from: string; to: string }): number[] {
  const [from, to] = [Date.parse(window.from), Date.parse(window.to)];
  const bars = Array.from({ length: BARS }, () => 0);
  for (const [at, errors] of perMinute) {
    const bar = Math.floor(((Date.parse(at) - from) / Math.max(1, to - from)) * BARS);
    const place = Math.min(BARS - 1, Math.max(0, bar));
    bars[place] = (bars[place] ?? 0) + errors;
  }
  return bars;
}
