import { type ErrorGroup, isSameFailure } from "../../shared/group.ts";
import { MINUTE } from "../../shared/time.ts";
import type { Explanation } from "./explanations.ts";
import { type CauseOf, isEchoOf, precedenceOf } from "./precedence.ts";

/** How far apart what a service says and what its database says may begin. */
const SAME_TIME = 5 * MINUTE;

/**
 * Adds what the database's own log tells of the failures of services: the same failure seen from the other side, or the cause of
 * what a service met. The database's log carries no trace, so the same failure in the same time has to do.
 */
export function explainByDatabaseLog(
  groups: readonly ErrorGroup[],
  explanations: Map<string, Explanation>,
  causeOf: CauseOf,
): void {
  const known = groups.filter((group) => (precedenceOf(group)?.tier ?? 2) < 2);
  const ofServices = known.filter((group) => !isDatabaseLog(group)).sort((a, b) => b.count - a.count);
  for (const logged of known.filter(isDatabaseLog)) {
    const near = ofServices.filter((group) => group.environment === logged.environment && isSameTime(group, logged));
    const same = near.find((group) => isSameFailure(group, logged));
    if (same !== undefined && !explanations.has(logged.id)) {
      explanations.set(logged.id, {
        by: same,
        because: "The database's own log tells of the same failure.",
        kind: "time",
      });
      continue;
    }
    for (const group of near.filter(
      (each) => !explanations.has(each.id) && isEchoOf({ by: logged, of: each }, causeOf),
    )) {
      const because = `The database's own log shows “${logged.title}” in the same time, which is known to bring it about.`;
      explanations.set(group.id, { by: logged, because, kind: "time" });
    }
  }
}

/** Whether a group was written by the database server itself. */
export function isDatabaseLog({ samples }: ErrorGroup): boolean {
  return samples[0]?.entry.logId.startsWith("cloudsql.googleapis.com/") === true;
}

function isSameTime(a: ErrorGroup, b: ErrorGroup): boolean {
  return a.firstSeen <= b.lastSeen + SAME_TIME && b.firstSeen <= a.lastSeen + SAME_TIME;
}
