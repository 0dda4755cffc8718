import type { Incident, TimelineItem } from "./incident.ts";
import { capitalize } from "./words.ts";

/** What an item of a timeline says beside its kind, without saying the kind again: `First error: x` of a first error is `x`. */
export function beside({ kind, statement }: Pick<TimelineItem, "kind" | "statement">): string {
  const prefix = `${capitalize(kind.replace("-", " "))}: `;
  return statement.startsWith(prefix) ? statement.slice(prefix.length) : statement;
}

/**
 * The timeline in the order in which things can have happened. What was detected in the minute of the first error is detected after
 * it: detectors count whole minutes, so their time is that minute's beginning.
 */
export function orderedTimeline({ timeline, firstSeen }: Pick<Incident, "timeline" | "firstSeen">): TimelineItem[] {
  const isEarly = ({ kind, at }: TimelineItem) =>
    kind === "detection" && at < firstSeen && at.slice(0, 16) === firstSeen.slice(0, 16);
  const order = (item: TimelineItem) => (item.kind === "detection" ? 1 : 0);
  return timeline
    .map((item) => (isEarly(item) ? { ...item, at: firstSeen } : item))
    .sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : order(a) - order(b)));
}

/** A timeline with what is said several times on end of one day in one place, such as deploys by an automation: runs, in order. */
export function timelineRuns(items: readonly TimelineItem[]): [TimelineItem, ...TimelineItem[]][] {
  const runs: [TimelineItem, ...TimelineItem[]][] = [];
  for (const item of items) {
    const run = runs.at(-1);
    if (run !== undefined && isRepeated(run[0], item)) run.push(item);
    else runs.push([item]);
  }
  return runs;
}

function isRepeated(a: TimelineItem, b: TimelineItem): boolean {
  const isSameDay = a.at.slice(0, 10) === b.at.slice(0, 10);
  return a.kind === "change" && b.kind === "change" && a.statement === b.statement && isSameDay;
}
