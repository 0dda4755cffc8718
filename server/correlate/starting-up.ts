import type { ErrorGroup, RouteTraffic } from "../../shared/group.ts";
import { MINUTE, minuteOf } from "../../shared/time.ts";
import type { Case } from "./correlate.ts";

const HEALTH_CHECK = /GoogleHC|kube-probe|ELB-HealthChecker/;
const TRIES_AGAIN = /\bretry(?:ing)?\b|\battempt \d{1,3} ?(?:of|\/) ?\d|\bwaiting for\b/i;
/** Health checks that an instance may fail before it is ready. */
const PER_INSTANCE = 3;
/** Longer is no longer a start. */
const START_TAKES = 2 * MINUTE;

/**
 * Whether a case is of instances that were coming up and then served: health checks that found them not ready yet, or an app
 * that says that it waits for something and tries again. What goes on, or is never followed by success, is none of that.
 */
export function isStartingUp({ lead, members }: Case, traffic: readonly RouteTraffic[]): boolean {
  const groups = members.map(({ group }) => group);
  if (groups.every(isEarlyHealthCheck)) return groups.every((group) => isServedAfter(group, traffic, isSameRoute));
  if (groups.some(({ kind }) => kind === "request") || !groups.every(saysThatItTriesAgain)) return false;
  const last = Math.max(...groups.map(({ lastSeen }) => lastSeen));
  const first = Math.min(...groups.map(({ firstSeen }) => firstSeen));
  return last - first <= START_TAKES && isServedAfter(lead, traffic, () => true);
}

function isEarlyHealthCheck({ kind, callers, count, instances, signature }: ErrorGroup): boolean {
  if (kind !== "request" || signature.slots.status !== "503" || callers.length === 0) return false;
  const isChecked = callers.every(({ userAgent = "" }) => HEALTH_CHECK.test(userAgent));
  return isChecked && count <= PER_INSTANCE * Math.max(instances.length, 1);
}

function saysThatItTriesAgain({ samples }: ErrorGroup): boolean {
  return samples.length > 0 && samples.every(({ text }) => TRIES_AGAIN.test(text));
}

function isSameRoute({ signature: { slots } }: ErrorGroup, { method, route }: RouteTraffic): boolean {
  return slots.method === method && slots.route === route;
}

/** Whether requests were answered after the last event, in its minute or later. */
function isServedAfter(
  group: ErrorGroup,
  traffic: readonly RouteTraffic[],
  isOf: (group: ErrorGroup, one: RouteTraffic) => boolean,
): boolean {
  return traffic
    .filter((one) => one.environment === group.environment && one.service === group.service && isOf(group, one))
    .some(({ perMinute }) => perMinute.some(([minute, ok]) => ok > 0 && minute >= minuteOf(group.lastSeen)));
}
