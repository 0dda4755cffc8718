import type { Cadence, Detection, ErrorGroup, RouteTraffic } from "../../shared/group.ts";
import { isAtLeast } from "../../shared/severity.ts";
import { HOUR, MINUTE, minuteOf } from "../../shared/time.ts";
import { cadenceOf } from "./cadence.ts";
import { DETECTORS } from "./index.ts";

/** What a detector may look at besides the group itself. */
export type DetectionContext = {
  traffic: readonly RouteTraffic[];
  /** Milliseconds since 1970: the window that was read. What is found depends on the minute of `from` and on the length alone. */
  from: number;
  now: number;
};

/** The rhythm of a group, worked out once for each object. */
export type CadenceOf = (group: ErrorGroup) => Cadence | undefined;

export type Detector = {
  id: Detection["kind"];
  title: string;
  /** What it means and where its thresholds come from, for the person on call. */
  why: string;
  /** Undefined where this group is not unusual in this way. */
  detect: (
    group: ErrorGroup,
    context: DetectionContext & { cadenceOf: CadenceOf },
  ) => Omit<Detection, "groupId" | "kind"> | undefined;
};

/** What was found in a group, which holds as long as it is the same object and the window the same minutes. */
export type DetectMemory = {
  found: WeakMap<ErrorGroup, { window: string; found: readonly Detection[] }>;
  cadenceOf: CadenceOf;
};

/** Nothing is known yet. */
export function detectMemory(): DetectMemory {
  const cadences = new WeakMap<ErrorGroup, { cadence: Cadence | undefined }>();
  return {
    found: new WeakMap(),
    cadenceOf(group) {
      const known = cadences.get(group) ?? { cadence: cadenceOf(group.arrivals, group.callers) };
      cadences.set(group, known);
      return known.cadence;
    },
  };
}

/**
 * Every way in which each group is unusual, in the order of groups, then of detectors. Warnings are never unusual. What is in `memory`
 * is not looked for anew; it changes nothing else.
 */
export function detect(
  groups: readonly ErrorGroup[],
  context: DetectionContext,
  memory: DetectMemory = detectMemory(),
): Detection[] {
  const window = `${minuteOf(context.from)}+${context.now - context.from}`;
  return groups.flatMap((group) => {
    const known = memory.found.get(group);
    if (known?.window === window) return known.found;
    const found = isFailure(group) ? detectIn(group, { ...context, cadenceOf: memory.cadenceOf }) : [];
    memory.found.set(group, { window, found });
    return found;
  });
}

function detectIn(group: ErrorGroup, context: DetectionContext & { cadenceOf: CadenceOf }): Detection[] {
  return DETECTORS.flatMap((detector) => {
    const found = detector.detect(group, context);
    return found === undefined ? [] : [{ groupId: group.id, kind: detector.id, ...found }];
  });
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
