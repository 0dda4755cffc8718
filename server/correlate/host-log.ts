import { type ErrorGroup, isSameFailure } from "../../shared/group.ts";
import { filterInSteps, type Steps, sortInSteps } from "../../shared/in-steps.ts";
import { MINUTE } from "../../shared/time.ts";
import type { Explanation } from "./explanations.ts";
import { type CauseOf, isEchoOf, precedenceOf } from "./precedence.ts";

/** How far apart what a service says and what its database says may begin. */
const SAME_TIME = 5 * MINUTE;

/**
 * Adds what the logs of databases and nodes tell of the failures of services: the same failure seen from the other side, or the
 * cause of what a service met. They carry no trace, so the same failure in the same time has to do.
 */
export function* explainByHostLog(
  groups: readonly ErrorGroup[],
  explanations: Map<string, Explanation>,
  causeOf: CauseOf,
): Steps<void> {
  const known = yield* filterInSteps(groups, (group) => (precedenceOf(group)?.tier ?? 2) < 2);
  const ofHosts = yield* filterInSteps(known, isHostLog);
  if (ofHosts.length === 0) return;
  const ofServices = yield* sortInSteps(
    yield* filterInSteps(known, (group) => !isHostLog(group)),
    (a, b) => b.count - a.count,
  );
  for (const logged of ofHosts) {
    yield;
    const near = ofServices.filter((group) => group.environment === logged.environment && isSameTime(group, logged));
    const same = near.find((group) => isSameFailure(group, logged));
    if (same !== undefined && !explanations.has(logged.id)) {
      explanations.set(logged.id, {
        by: same,
        because: `The ${hostOf(logged)}'s own log tells of the same failure.`,
        kind: "time",
      });
      continue;
    }
    for (const group of near.filter((each) => !explanations.has(each.id) && isEchoOf(logged, each, causeOf))) {
      const because = `The ${hostOf(logged)}'s own log shows “${logged.title}” in the same time, which is known to bring it about.`;
      explanations.set(group.id, { by: logged, because, kind: "time" });
    }
  }
}

/** Whether a group was written by what services run on, a database server or a node of a cluster: none is a service. */
export function isHostLog(group: ErrorGroup): boolean {
  return hostOf(group) !== undefined;
}

function hostOf({ samples, service }: ErrorGroup): "database" | "node" | undefined {
  if (samples[0]?.entry.logId.startsWith("cloudsql.googleapis.com/") === true) return "database";
  return service === "k8s_node" ? "node" : undefined;
}

function isSameTime(a: ErrorGroup, b: ErrorGroup): boolean {
  return a.firstSeen <= b.lastSeen + SAME_TIME && b.firstSeen <= a.lastSeen + SAME_TIME;
}
