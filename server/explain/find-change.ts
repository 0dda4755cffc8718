import type { ChangeEvent } from "../../shared/events.ts";
import type { ErrorGroup } from "../../shared/group.ts";
import type { Evidence } from "../../shared/incident.ts";
import { DAY, MINUTE, SECOND, toIso } from "../../shared/time.ts";
import { formatDuration, list } from "../../shared/words.ts";
import type { ExplainContext } from "./context.ts";
import type { Finding } from "./evidence.ts";

/** How long before the first event a change may lie to count as what introduced it. */
const LEAD_TIME = 30 * MINUTE;
const SHOWN_CHANGES = 5;
/** Clocks of logs differ by this; a revision's first entry may be the error itself. */
const SLACK = 5 * SECOND;
/** Starting instances is what platforms do all day, not a change of anything. */
const NOT_A_CHANGE: ReadonlySet<ChangeEvent["kind"]> = new Set(["instance-start", "revision-failed", "alert"]);

export type Introduction = { change: ChangeEvent; statement: string; ref: Evidence["ref"]; isWholeRevision: boolean };

/**
 * The change that most likely introduced a failure: the start of the revision that has all of its events, else the last
 * change of its service or database before the first event. Undefined where the window holds neither, or where the failure
 * was there when the window began.
 */
export function findIntroduction(group: ErrorGroup, context: ExplainContext): Introduction | undefined {
  const changes = changesBefore(group, context);
  const only = group.revisions.length === 1 ? group.revisions[0] : undefined;
  if (only !== undefined) {
    const started = changes.filter((change) => change.revision === only.name && change.at >= group.firstSeen - DAY);
    const first = started.find((change) => change.kind === "revision-first-seen") ?? started[0];
    const others = revisionsBefore(only.name, group, context);
    if (first !== undefined && (others.length > 0 || group.firstSeen - first.at <= LEAD_TIME)) {
      return introduction(first, group, others, true);
    }
  }
  const near = changes.filter((change) => group.firstSeen - change.at <= LEAD_TIME).at(-1);
  return near === undefined ? undefined : introduction(near, group, [], false);
}

/** Changes of the half hour before, the newest last: what a person should look at where nothing decides. */
export function changesNear(group: ErrorGroup, context: ExplainContext): ChangeEvent[] {
  return changesBefore(group, context)
    .filter((change) => group.firstSeen - change.at <= LEAD_TIME)
    .slice(-SHOWN_CHANGES);
}

function changesBefore(group: ErrorGroup, context: ExplainContext): ChangeEvent[] {
  return context.changes.filter(
    (change) =>
      change.environment === group.environment &&
      !NOT_A_CHANGE.has(change.kind) &&
      (change.service === group.service ||
        change.kind === "database" ||
        change.kind === "secret" ||
        change.kind === "migration") &&
      !isEdgeOfWindow(change, context) &&
      change.at <= group.firstSeen + SLACK,
  );
}

/** A revision that comes into sight was introduced then only if another one of its service was seen before. */
function isEdgeOfWindow(change: ChangeEvent, context: ExplainContext): boolean {
  if (change.kind !== "revision-first-seen") return false;
  const isSamePlace = (other: ChangeEvent) =>
    other.environment === change.environment && other.service === change.service;
  return !context.changes.some(
    (other) =>
      other.kind === change.kind && isSamePlace(other) && other.revision !== change.revision && other.at < change.at,
  );
}

/** Revisions of the same service that served requests in the window and have none of these events. */
function revisionsBefore(name: string, group: ErrorGroup, context: ExplainContext): string[] {
  const served = context.traffic
    .filter((route) => route.environment === group.environment && route.service === group.service)
    .flatMap((route) => route.revisions.filter((revision) => revision.ok > 0).map((revision) => revision.name));
  return [...new Set(served)].filter((other) => other !== name && other !== "").sort();
}

function introduction(
  change: ChangeEvent,
  group: ErrorGroup,
  others: string[],
  isWholeRevision: boolean,
): Introduction {
  const gap = group.firstSeen - change.at;
  const when = gap <= 1000 ? "with" : `${formatDuration(gap)} after`;
  const before = others.length === 0 ? "" : ` Revision ${list(others, 3)} served requests without it.`;
  const what = change.statement.replace(/\.$/, "");
  return {
    change,
    isWholeRevision,
    statement: `The first event came ${when} this change: ${what}.${before}`,
    ref: { insertIds: [change.entry.insertId] },
  };
}

/** The change as a finding; weight in log-odds. */
export function changeFinding(introduced: Introduction, weight: number): Finding {
  return {
    kind: "change",
    effect: weight > 0 ? "supports" : "neutral",
    weight,
    statement: introduced.statement,
    at: toIso(introduced.change.at),
    ref: introduced.ref,
  };
}
