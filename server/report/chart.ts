import type { Incident } from "../../shared/incident.ts";
import { MINUTE, toIso } from "../../shared/time.ts";
import type { Bar, Block } from "./document.ts";

const MOST_BARS = 96;
const MOST_MARKS = 6;

/** Errors over time, all groups together, in at most 96 bars of equal length, with the changes marked. */
export function chartOf(incident: Incident): Block {
  const counts = incident.groups.flatMap((group) =>
    group.perMinute.map(([at, count]): [number, number] => [Date.parse(at), count]),
  );
  const from = Math.min(...counts.map(([at]) => at));
  const to = Math.max(...counts.map(([at]) => at)) + MINUTE;
  const minutes = Math.max(1, Math.ceil((to - from) / MINUTE / MOST_BARS));
  const bars: Bar[] = Array.from({ length: Math.max(1, Math.ceil((to - from) / MINUTE / minutes)) }, (_, i) => ({
    at: toIso(from + i * minutes * MINUTE),
    minutes,
    count: 0,
  }));
  for (const [at, count] of counts) {
    const bar = bars[Math.floor((at - from) / (minutes * MINUTE))];
    if (bar !== undefined) bar.count += count;
  }
  const marks = incident.timeline
    .filter(
      (item) => (item.kind === "change" || item.kind === "first-error") && Date.parse(item.at) >= from - 30 * MINUTE,
    )
    .slice(0, MOST_MARKS)
    .map((item) => ({ at: item.at, label: item.statement }));
  return {
    kind: "chart",
    title: `Errors per ${minutes === 1 ? "minute" : `${minutes} minutes`}, all groups`,
    bars,
    marks,
  };
}
