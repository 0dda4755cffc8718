import type { Cause } from "../../shared/cause.ts";
import type { FamilyId } from "../../shared/families.ts";
import type { ErrorGroup } from "../../shared/group.ts";
import { MINUTE } from "../../shared/time.ts";
import { type Link, linkBetween } from "./links.ts";
import { compareCauses, isEarlier, precedenceOf } from "./precedence.ts";

/** That one group's events are explained by another's, and why we think so. */
export type Explanation = { by: ErrorGroup; because: string; kind: Link["kind"] | "same-requests" | "sequence" };

export type CauseOf = (family: FamilyId) => Cause;

const LINK_RANK = { trace: 0, instance: 1, time: 2 } as const;
const LEAST_PART = 0.05;
const MOSTLY = 0.7;
/** How long after a one-off cause (a restart, a failover) its known consequences may go on. */
const CONSEQUENCES_WITHIN = 5 * MINUTE;

/** For each group the group that explains it best; groups without one are not in the map. */
export function explainGroups(groups: readonly ErrorGroup[], causeOf: CauseOf): Map<string, Explanation> {
  const explanations = new Map<string, Explanation>();
  const byPrecedence = [...groups].sort(compareCauses);
  for (const group of groups) {
    const found =
      sameRequests(group, groups) ??
      strongest(group, byPrecedence, causeOf) ??
      partly(group, byPrecedence) ??
      sequel(group, byPrecedence, causeOf);
    if (found !== undefined) explanations.set(group.id, found);
  }
  return explanations;
}

/** The app server's lines about requests that the edge counted already. */
function sameRequests(group: ErrorGroup, groups: readonly ErrorGroup[]): Explanation | undefined {
  if (group.signature.slots.origin !== "app") return undefined;
  const edge = groups
    .filter((other) => other.kind === "request" && other.signature.slots.origin !== "app")
    .filter((other) => other.environment === group.environment && other.service === group.service)
    .find((other) =>
      (["method", "route"] as const).every((slot) => other.signature.slots[slot] === group.signature.slots[slot]),
    );
  if (edge === undefined) return undefined;
  return {
    by: edge,
    because: "The app server's own lines about the requests that the edge's request log counts.",
    kind: "same-requests",
  };
}

function strongest(group: ErrorGroup, candidates: readonly ErrorGroup[], causeOf: CauseOf): Explanation | undefined {
  const links = candidates
    .filter((candidate) => precedenceOf(candidate) !== undefined)
    .flatMap((candidate) => {
      const link = linkBetween(candidate, group);
      return link !== undefined && mayExplain(link, causeOf) ? [link] : [];
    });
  // Candidates come in order of precedence, so among equally good links the earlier layer wins.
  const best = links.sort((a, b) => tierOf(a) - tierOf(b) || LINK_RANK[a.kind] - LINK_RANK[b.kind])[0];
  return best === undefined ? undefined : { by: best.by, because: words(best), kind: best.kind };
}

/**
 * What a failure showed itself by (failed requests, ended containers) belongs to the one cause that was logged beside a part
 * of it, where nothing was logged beside the rest: logs are cut, and not every instance writes before it dies.
 */
function partly(group: ErrorGroup, candidates: readonly ErrorGroup[]): Explanation | undefined {
  const own = precedenceOf(group);
  if (own !== undefined && own.tier !== 1) return undefined;
  const links = candidates.flatMap((candidate) => {
    const isBefore = (precedenceOf(candidate)?.tier ?? 3) < (own?.tier ?? 2);
    const link = isBefore ? linkBetween(candidate, group, LEAST_PART) : undefined;
    if (link === undefined) return [];
    // Time alone proves a part only where the cause is hardly ever seen without it.
    return link.kind !== "time" || linkBetween(group, candidate, MOSTLY) !== undefined ? [link] : [];
  });
  const best = links.sort((a, b) => LINK_RANK[a.kind] - LINK_RANK[b.kind] || b.share - a.share)[0];
  return best === undefined ? undefined : { by: best.by, because: words(best), kind: best.kind };
}

function tierOf(link: Link): number {
  return precedenceOf(link.by)?.tier ?? 3;
}

/** Whether precedence, or what is known of the family, lets one explain the other. */
function mayExplain(link: Link, causeOf: CauseOf): boolean {
  const [by, of] = [precedenceOf(link.by), precedenceOf(link.of)];
  if (by === undefined) return false;
  // A symptom or an echo: whatever failed beside it may be why, but a plain message without a family only when it came first.
  if (of === undefined) return by.tier < 2 || link.isBefore;
  if (isKnownEcho(link, causeOf)) return true;
  if (isKnownEcho({ by: link.of, of: link.by }, causeOf)) return false;
  if (isEarlier(by, of)) return link.kind !== "time" || by.tier < of.tier || (link.isBefore && link.share >= 0.8);
  // Same standing: only within one request or instance, and the one that came first.
  const isSameStanding = by.tier === of.tier && by.layer === of.layer;
  return isSameStanding && link.kind !== "time" && compareCauses(link.by, link.of) < 0;
}

function isKnownEcho({ by, of }: Pick<Link, "by" | "of">, causeOf: CauseOf): boolean {
  const [cause, echo] = [by.signature.family, of.signature.family];
  return cause !== undefined && echo !== undefined && cause !== echo && causeOf(cause).echoes.includes(echo);
}

/** Known consequences that go on after a cause which happened once or a few times: a restart, a failed start. */
function sequel(group: ErrorGroup, candidates: readonly ErrorGroup[], causeOf: CauseOf): Explanation | undefined {
  const by = candidates.find((cause) => {
    if (cause.id === group.id || cause.environment !== group.environment || cause.service !== group.service)
      return false;
    const isWithin =
      group.firstSeen >= cause.firstSeen - MINUTE && group.lastSeen <= cause.lastSeen + CONSEQUENCES_WITHIN;
    return isWithin && (isKnownEcho({ by: cause, of: group }, causeOf) || isUnservedByBoot(cause, group));
  });
  if (by === undefined) return undefined;
  return {
    by,
    because: `It lies within the time of “${by.title}”, which is known to bring it about.`,
    kind: "sequence",
  };
}

/** Requests that fail at the edge while no instance of their service starts. */
function isUnservedByBoot(cause: ErrorGroup, group: ErrorGroup): boolean {
  const isBoot = cause.signature.family?.startsWith("boot.") === true;
  return isBoot && group.kind === "request" && Number(group.signature.slots.status) >= 500;
}

function words(link: Link): string {
  const share = `${Math.round(link.share * 100)} %`;
  if (link.kind === "trace") return `${share} of its traces also hold “${link.by.title}”.`;
  if (link.kind === "instance")
    return `${share} of its samples come from instances with “${link.by.title}” within half a minute.`;
  return `${share} of its events come within seconds of “${link.by.title}”.`;
}
