import type { Incident } from "../../shared/incident.ts";
import { MINUTE, toIso } from "../../shared/time.ts";
import { timelineRuns } from "../../shared/timeline-words.ts";
import { plural } from "../../shared/words.ts";
import type { Bar, Block } from "./document.ts";

const MOST_BARS = 96;
/** Of the changes, those nearest to the first error are marked; what is said several times on end counts once. */
const RUNS_BEFORE = 4;
const RUNS_AFTER = 3;
const MOST_MARKS = 60;
/** Changes before the first error that are still shown, in minutes. */
const LEAD_MINUTES = 30;
/** Lengths of a bar, in minutes: those that people count in. */
const LENGTHS = [1, 2, 5, 10, 15, 30, 60, 120, 240, 360, 720, 1440];

/** Errors over time, all groups together, in at most 96 bars of equal length with the changes marked; none without errors. */
export function chartOf(incident: Incident): Block[] {
  const counts = incident.groups.flatMap((group) =>
    group.perMinute.map(([at, count]): [number, number] => [Date.parse(at), count]),
  );
  if (counts.length === 0) return [];
  const first = counts.reduce((least, [at]) => Math.min(least, at), Number.POSITIVE_INFINITY);
  const last = counts.reduce((most, [at]) => Math.max(most, at), 0) + MINUTE;
  const changes = changesNear(incident, first, last);
  const earliest = Math.min(first, ...changes.map(({ at }) => Date.parse(at)));
  const minutes = lengthOf((last - earliest) / MINUTE);
  const from = Math.floor(earliest / (minutes * MINUTE)) * minutes * MINUTE;
  const bars: Bar[] = Array.from({ length: Math.max(1, Math.ceil((last - from) / MINUTE / minutes)) }, (_, i) => ({
    at: toIso(from + i * minutes * MINUTE),
    minutes,
    count: 0,
  }));
  for (const [at, count] of counts) {
    const bar = bars[Math.floor((at - from) / (minutes * MINUTE))];
    if (bar !== undefined) bar.count += count;
  }
  const marks = changes.map((item) => ({ at: item.at, label: item.statement }));
  const every = minutes === 1 ? "minute" : minutes < 60 ? `${minutes} minutes` : plural(minutes / 60, "hour");
  return [{ kind: "chart", title: `Log entries of this incident per ${every.replace(/^1 /, "")}`, bars, marks }];
}

function changesNear({ timeline, firstSeen }: Incident, first: number, last: number): Incident["timeline"] {
  const changes = timeline.filter(
    ({ at, kind }) => kind === "change" && Date.parse(at) >= first - LEAD_MINUTES * MINUTE && Date.parse(at) <= last,
  );
  const runs = timelineRuns(changes);
  const before = runs.filter(([{ at }]) => at <= firstSeen);
  const near = [...before.slice(-RUNS_BEFORE), ...runs.slice(before.length, before.length + RUNS_AFTER)];
  return near.flat().slice(0, MOST_MARKS);
}

function lengthOf(minutes: number): number {
  const fitting = LENGTHS.find((length) => minutes / length <= MOST_BARS - 1);
  return fitting ?? Math.ceil(minutes / (MOST_BARS - 1) / 1440) * 1440;
}
