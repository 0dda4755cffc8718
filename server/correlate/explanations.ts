import type { ErrorGroup } from "../../shared/group.ts";
import { filterInSteps, groupInSteps, indexInSteps, type Steps } from "../../shared/in-steps.ts";
import { SECOND } from "../../shared/time.ts";
import { candidateFinder } from "./candidates.ts";
import { sequel, sinceStart } from "./consequences.ts";
import { isFailedRequest } from "./failed-request.ts";
import type { Linkable } from "./linkable.ts";
import { type Link, linkBetween, runTogether } from "./links.ts";
import type { CorrelateMemory } from "./memory.ts";
import { type CauseOf, compareCauses, isEarlier, isEchoOf, precedenceOf } from "./precedence.ts";
import { sameRequestsFinder } from "./same-requests.ts";

/** That one group's events are explained by another's, and why we think so. */
export type Explanation = { by: ErrorGroup; because: string; kind: Link["kind"] | "same-requests" | "sequence" };

const LINK_RANK = { trace: 0, instance: 1, time: 2 } as const;
const LEAST_PART = 0.05;
const MOSTLY = 0.7;
/** Of links of one kind, those that hold for as much as the best within this are equally good. */
const AS_GOOD = 0.2;
/** And those whose events lie not much farther from the group's than the nearest do. */
const AS_NEAR = 4;
const SAME_MOMENT = 0.5 * SECOND;
/** From this part of the errors' number on, each error has a failed request of its own. */
const OWN_REQUESTS = 0.9;
const NONE: readonly Linkable[] = [];

/** For each group the group that explains it best; groups without one are not in the map. */
export function* explainGroups(
  groups: readonly Linkable[],
  causeOf: CauseOf,
  memory: CorrelateMemory,
): Steps<Map<string, Explanation>> {
  const explanations = new Map<Linkable, Explanation>();
  const candidatesFor = yield* candidateFinder(groups, memory);
  const sameRequests = yield* sameRequestsFinder(groups);
  const failed = yield* groupInSteps(
    yield* filterInSteps(groups, ({ group }) => isFailedRequest(group)),
    ({ group }) => group.service,
  );
  const requestsOf = requestsFinder(failed);
  // Those of one place have the same candidates: one after the other, what is known of these lies at hand.
  const places = yield* groupInSteps(groups, ({ place }) => place);
  for (const of of [...places.values()].flat()) {
    const candidates = candidatesFor(of);
    const requests = failed.get(of.group.service) ?? NONE;
    const found = memory.explained(
      of,
      [candidates, requests, sameRequests.among(of)],
      () =>
        sameRequests.find(of) ??
        strongest(of, candidates, causeOf, requestsOf, memory) ??
        partly(of, candidates, memory) ??
        dense(of, candidates, causeOf, memory) ??
        sequel(of.group, candidates, causeOf) ??
        sinceStart(of, candidates),
    );
    if (found !== undefined) explanations.set(of, found);
    yield;
  }
  return yield* indexInSteps([...explanations], ([of, explanation]) => [of.group.id, explanation]);
}

function strongest(
  of: Linkable,
  candidates: readonly Linkable[],
  causeOf: CauseOf,
  requestsOf: RequestsOf,
  memory: CorrelateMemory,
): Explanation | undefined {
  const enough = memory.links.enough(of, candidates, (candidate) => {
    // Whether they go together costs more than what their families say about it.
    if (!isConceivable(candidate, of) || !mightExplain(candidate, of, causeOf)) return undefined;
    const link = linkBetween(candidate, of);
    return link !== undefined && isEnough(link, causeOf) ? link : undefined;
  });
  const links = enough.filter(([candidate, link]) => !haveOwnRequests(candidate, of, link, requestsOf));
  return asExplanation(bestOf(links.map(([, link]) => link)));
}

/** The failed requests of its service that a cause goes together with. */
type RequestsOf = (cause: Linkable) => ReadonlySet<Linkable>;

/** Looks that up among the failed requests of each service, once for each cause. */
function requestsFinder(failed: ReadonlyMap<string, readonly Linkable[]>): RequestsOf {
  const known = new Map<Linkable, ReadonlySet<Linkable>>();
  return (cause) => {
    const own = failed.get(cause.group.service) ?? NONE;
    const linked = known.get(cause) ?? new Set(own.filter((request) => linkBetween(cause, request) !== undefined));
    known.set(cause, linked);
    return linked;
  };
}

/**
 * Whether two errors that always come together are of different requests all the same: then about as many requests failed beside
 * them as there are errors of both. Two callers may keep the same time.
 */
function haveOwnRequests(by: Linkable, of: Linkable, link: Link, requestsOf: RequestsOf): boolean {
  if (link.kind === "trace" || by.isOfInstance || of.precedence?.tier !== 0) return false;
  let count = 0;
  for (const { group } of new Set([...requestsOf(by), ...requestsOf(of)])) count += group.count;
  return count >= OWN_REQUESTS * (by.group.count + of.group.count);
}

/**
 * Links come in order of their causes' precedence: those of the best tier and kind that hold for about as many events are
 * equally good unless their events lie much farther away, and among them the earlier layer wins.
 */
function bestOf(links: readonly Link[]): Link | undefined {
  const rank = (link: Link) => tierOf(link) * 3 + LINK_RANK[link.kind];
  const bestRank = Math.min(...links.map(rank));
  const equal = links.filter((link) => rank(link) === bestRank);
  const most = Math.max(...equal.map((link) => link.share));
  const good = equal.filter((link) => link.share >= most - AS_GOOD);
  const nearest = Math.min(...good.map((link) => link.distance));
  return good.find((link) => link.distance <= Math.max(AS_NEAR * nearest, SAME_MOMENT));
}

function asExplanation(link: Link | undefined): Explanation | undefined {
  return link === undefined ? undefined : { by: link.by, because: words(link), kind: link.kind };
}

/**
 * What a failure showed itself by (failed requests, ended containers) belongs to the one cause that was logged beside a part
 * of it, where nothing was logged beside the rest: logs are cut, and not every instance writes before it dies.
 */
function partly(of: Linkable, candidates: readonly Linkable[], memory: CorrelateMemory): Explanation | undefined {
  const own = of.precedence;
  if (own !== undefined && own.tier !== 1) return undefined;
  const parts = memory.links.part(of, candidates, (candidate) => {
    const isBefore = (candidate.precedence?.tier ?? 3) < (own?.tier ?? 2);
    if (!isBefore || !isConceivable(candidate, of)) return undefined;
    // Time proves a part only where the cause is hardly ever seen without it.
    const isMostlyBeside = linkBetween(of, candidate, MOSTLY) !== undefined;
    const link =
      isMostlyBeside || candidate.isOfInstance || candidate.traces.size > 0
        ? linkBetween(candidate, of, LEAST_PART)
        : undefined;
    if (link === undefined) return undefined;
    const isProof = link.kind === "trace" || (link.kind === "instance" && candidate.isOfInstance) || isMostlyBeside;
    return isProof ? link : undefined;
  });
  const links = parts.map(([, link]) => link);
  return asExplanation(links.sort((a, b) => LINK_RANK[a.kind] - LINK_RANK[b.kind] || b.share - a.share)[0]);
}

/** Failures by the thousand have something beside every moment: there, a common beginning and equal numbers tell who goes with whom. */
function dense(
  of: Linkable,
  candidates: readonly Linkable[],
  causeOf: CauseOf,
  memory: CorrelateMemory,
): Explanation | undefined {
  const own = of.precedence;
  const together = memory.links.together(of, candidates, (candidate) => {
    const tier = candidate.precedence?.tier ?? 3;
    const mayBe = own === undefined ? tier < 2 : tier < own.tier || isEchoOf(candidate.group, of.group, causeOf);
    return mayBe && isConceivable(candidate, of) ? runTogether(candidate, of, own !== undefined) : undefined;
  });
  const links = together.map(([, link]) => link);
  const distance = ({ by }: Link) => Math.abs(Math.log(by.count / of.group.count));
  return asExplanation(links.sort((a, b) => tierOf(a) - tierOf(b) || distance(a) - distance(b))[0]);
}

function tierOf(link: Link): number {
  return precedenceOf(link.by)?.tier ?? 3;
}

/** A request that was refused (401, 403) is a consequence of what is wrong with the sign-in, and of nothing else. */
function isConceivable({ group }: Linkable, of: Linkable): boolean {
  return !of.isRefused || group.signature.family?.startsWith("auth.") === true;
}

/** Whether there is a link of the two by which one may explain the other. */
function mightExplain(cause: Linkable, effect: Linkable, causeOf: CauseOf): boolean {
  const { precedence: by, group: first } = cause;
  const { precedence: of, group: second } = effect;
  if (by === undefined || of === undefined) return by !== undefined;
  if (isEchoOf(first, second, causeOf)) return true;
  if (isEchoOf(second, first, causeOf)) return false;
  // Of the same standing the one that came first.
  const isSameStanding = by.tier === of.tier && by.layer === of.layer;
  return isSameStanding ? compareCauses(first, second) < 0 : isEarlier(by, of);
}

/** Whether this link is enough of two of which one might explain the other. */
function isEnough(link: Link, causeOf: CauseOf): boolean {
  const [by, of] = [precedenceOf(link.by), precedenceOf(link.of)];
  if (by === undefined) return false;
  // A symptom or an echo: whatever failed beside it may be why, but a plain message without a family only when it came first.
  if (of === undefined) return by.tier < 2 || link.isBefore;
  if (isEchoOf(link.by, link.of, causeOf) || link.kind !== "time") return true;
  // Of the same standing: only within one request or instance.
  return isEarlier(by, of) && (by.tier < of.tier || (link.isBefore && link.share >= 0.8));
}

function words(link: Link): string {
  const share = `${Math.round(link.share * 100)} %`;
  if (link.kind === "trace") return `${share} of its traces also hold “${link.by.title}”.`;
  if (link.kind === "instance") return `${share} of its events come beside “${link.by.title}”, on the same instances.`;
  return `${share} of its events come within seconds of “${link.by.title}”.`;
}
