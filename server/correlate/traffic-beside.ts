import type { ErrorGroup, RouteTraffic } from "../../shared/group.ts";
import { MINUTE } from "../../shared/time.ts";

/** Requests of a group's service from its first event to its last, `margin` (ms) before and after: below 500, and from 500 on. */
export function requestsBeside(
  group: Pick<ErrorGroup, "environment" | "service" | "firstSeen" | "lastSeen">,
  traffic: readonly RouteTraffic[],
  margin: number,
): { ok: number; failed: number } {
  const [first, last] = [group.firstSeen - margin, group.lastSeen + margin];
  const counts = { ok: 0, failed: 0 };
  for (const { environment, service, perMinute } of traffic) {
    if (environment !== group.environment || service !== group.service) continue;
    for (const [minute, ok, failed] of perMinute) {
      if (minute * MINUTE < first || minute * MINUTE > last) continue;
      counts.ok += ok;
      counts.failed += failed;
    }
  }
  return counts;
}
