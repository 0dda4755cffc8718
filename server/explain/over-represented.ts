import type { ErrorGroup } from "../../shared/group.ts";
import { formatCount, formatTime, list } from "../../shared/words.ts";
import type { ExplainContext, FailureCase } from "./context.ts";
import { changesNear } from "./find-change.ts";

const STANDS_OUT = 0.8;
/** Of fewer events it is no wonder that they have one place. */
const LEAST_EVENTS = 5;

/**
 * What stands out in a failure that no family explains: which group came first, which revision, instance, route or caller has
 * more than its share, what was changed in the half hour before. One sentence each, with the counts.
 */
export function overRepresented(failure: FailureCase, context: ExplainContext): string[] {
  const { lead } = failure;
  const first = [...failure.members].sort((a, b) => a.group.firstSeen - b.group.firstSeen)[0]?.group ?? lead;
  return [
    `“${first.title}” came first, at ${formatTime(first.firstSeen)}.`,
    ...revision(lead, context),
    ...share("instance", lead.instances, lead.count),
    ...share(
      "caller",
      lead.callers.map((caller) => ({
        name: caller.userAgent ?? caller.remoteIp ?? "without user agent",
        count: caller.count,
      })),
      lead.count,
    ),
    ...changes(lead, context),
  ];
}

/** The revision that has most events, beside its share of the requests. */
function revision(group: ErrorGroup, context: ExplainContext): string[] {
  const top = [...group.revisions].sort((a, b) => b.count - a.count)[0];
  if (top === undefined || top.count / group.count < STANDS_OUT) return [];
  const revisions = context.traffic
    .filter((route) => route.environment === group.environment && route.service === group.service)
    .flatMap((route) => route.revisions);
  const all = revisions.reduce((sum, counts) => sum + counts.ok + counts.failed, 0);
  const own = revisions
    .filter((counts) => counts.name === top.name)
    .reduce((sum, counts) => sum + counts.ok + counts.failed, 0);
  const served = all === 0 ? "" : `; it served ${Math.round((own / all) * 100)} % of the requests`;
  return [`${formatCount(top.count)} of ${formatCount(group.count)} events come from revision ${top.name}${served}.`];
}

function share(what: string, items: readonly { name: string; count: number }[], total: number): string[] {
  const top = items[0];
  if (top === undefined || total < LEAST_EVENTS || top.count / total < STANDS_OUT) return [];
  const name = top.name.length > 40 ? `…${top.name.slice(-12)}` : top.name;
  if (items.length === 1) return [`All ${formatCount(total)} events come from one ${what}: ${name}.`];
  return [
    `${formatCount(top.count)} of ${formatCount(total)} events come from one ${what} of ${items.length}: ${name}.`,
  ];
}

function changes(group: ErrorGroup, context: ExplainContext): string[] {
  const near = changesNear(group, context);
  if (near.length === 0) return ["No change of this service is in the entries of the half hour before."];
  return [`In the half hour before: ${list(near.map((change) => change.statement.replace(/\.$/, "")))}.`];
}
