import type { Detection, ErrorGroup, RouteTraffic } from "../../shared/group.ts";
import { isAtLeast } from "../../shared/severity.ts";
import { HOUR, MINUTE, minuteOf } from "../../shared/time.ts";
import { DETECTORS } from "./index.ts";

/** What a detector may look at besides the group itself. */
export type DetectionContext = {
  traffic: readonly RouteTraffic[];
  /** Milliseconds since 1970: the window that was read. */
  from: number;
  now: number;
};

export type Detector = {
  id: Detection["kind"];
  title: string;
  /** What it means and where its thresholds come from, for the person on call. */
  why: string;
  /** Undefined where this group is not unusual in this way. */
  detect: (group: ErrorGroup, context: DetectionContext) => Omit<Detection, "groupId" | "kind"> | undefined;
};

/** Every way in which each group is unusual, in the order of groups, then of detectors. Warnings are never unusual. */
export function detect(groups: readonly ErrorGroup[], context: DetectionContext): Detection[] {
  return groups.filter(isFailure).flatMap((group) =>
    DETECTORS.flatMap((detector) => {
      const found = detector.detect(group, context);
      return found === undefined ? [] : [{ groupId: group.id, kind: detector.id, ...found }];
    }),
  );
}

/** Whether a group speaks of a failure at all: an error by severity or kind, a platform failure, never a mere warning. */
function isFailure(group: ErrorGroup): boolean {
  if (group.kind === "exception") return true;
  if (group.kind === "request") return Number(group.signature.slots.status ?? 500) >= 500 || hasFamily(group);
  return group.samples.some(
    (sample) => isAtLeast(sample.severity, "ERROR") || sample.severity === "DEFAULT" || hasFamily(group),
  );
}

function hasFamily(group: ErrorGroup): boolean {
  return group.signature.family !== undefined && group.signature.family !== "echo.http-error";
}

/** Events of a group from `from` (inclusive) to `to` (exclusive), by its minutes. */
export function countBetween(group: Pick<ErrorGroup, "perMinute">, from: number, to: number): number {
  const [first, last] = [minuteOf(from), minuteOf(to)];
  return group.perMinute.reduce((sum, [minute, count]) => (minute >= first && minute < last ? sum + count : sum), 0);
}

/** Length of the window in hours, at least one minute. */
export function windowHours(context: Pick<DetectionContext, "from" | "now">): number {
  return Math.max(context.now - context.from, MINUTE) / HOUR;
}
