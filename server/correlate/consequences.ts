import type { ErrorGroup } from "../../shared/group.ts";
import { MINUTE } from "../../shared/time.ts";
import type { Explanation } from "./explanations.ts";
import type { Linkable } from "./linkable.ts";
import { type CauseOf, isEchoOf, isRefused, precedenceOf } from "./precedence.ts";

/** How long after a one-off cause (a restart, a failover) its known consequences may go on. */
const CONSEQUENCES_WITHIN = 5 * MINUTE;
const MOSTLY = 0.7;

/** Known consequences that go on after a cause which happened once or a few times: a restart, a failed start. */
export function sequel(group: ErrorGroup, candidates: readonly Linkable[], causeOf: CauseOf): Explanation | undefined {
  const by = candidates
    .map((candidate) => candidate.group)
    .find((cause) => {
      if (cause.id === group.id || cause.service !== group.service) return false;
      const isWithin =
        group.firstSeen >= cause.firstSeen - MINUTE && group.lastSeen <= cause.lastSeen + CONSEQUENCES_WITHIN;
      return isWithin && (isEchoOf(cause, group, causeOf) || isAftermath(cause, group));
    });
  if (by === undefined) return undefined;
  return {
    by,
    because: `It lies within the time of “${by.title}”, which is known to bring it about.`,
    kind: "sequence",
  };
}

/** Requests that fail while no instance starts or the database restarts, and sessions that notice later what ended them. */
function isAftermath(cause: ErrorGroup, group: ErrorGroup): boolean {
  const [family = "", effect = ""] = [cause.signature.family, group.signature.family];
  if (group.kind === "request" && Number(group.signature.slots.status) >= 500)
    return family.startsWith("boot.") || family === "database.restarted";
  const isSession = effect === "echo.session-rolled-back" || effect === "echo.transaction-aborted";
  return isSession && /^(?:network|capacity|database|schema|data)\./.test(family);
}

/** What goes wrong in instances that said when they started that they lack something, and say it once. */
export function sinceStart(of: Linkable, candidates: readonly Linkable[]): Explanation | undefined {
  if ((precedenceOf(of.group)?.tier ?? 2) < 2 || isRefused(of.group) || of.instances.size === 0) return undefined;
  const by = candidates.find(({ group, instances, isOfInstance }) => {
    const isOfStart = isOfInstance || group.count <= 1.5 * instances.size;
    const isSetUp = /^(?:boot|config)\./.test(group.signature.family ?? "");
    if (!isOfStart || !isSetUp || group.service !== of.group.service) return false;
    const shared = [...of.instances].filter((instance) => instances.has(instance)).length;
    return shared >= MOSTLY * of.instances.size && group.firstSeen <= of.group.firstSeen + MINUTE;
  })?.group;
  if (by === undefined) return undefined;
  return { by, because: `It comes from the instances that said “${by.title}” when they started.`, kind: "instance" };
}
