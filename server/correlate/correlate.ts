import type { Detection, ErrorGroup } from "../../shared/group.ts";
import { atOnce, groupInSteps, indexInSteps, type Steps, sortInSteps } from "../../shared/in-steps.ts";
import { explainAcrossServices } from "./across-services.ts";
import { type Explanation, explainGroups } from "./explanations.ts";
import { explainByHostLog, isHostLog } from "./host-log.ts";
import { joinerOf, joinOrphans, joinSameCauses } from "./join-failures.ts";
import type { Linkable } from "./linkable.ts";
import { behindBackends, isLoadBalancerLog } from "./load-balancer.ts";
import { type CorrelateMemory, correlateMemory } from "./memory.ts";
import { type CauseOf, compareCauses, precedenceOf } from "./precedence.ts";
import { type Shares, shareRequests } from "./share-requests.ts";

/** Groups that belong to one underlying failure of one service, with what each is in it. */
export type Case = {
  environment: string;
  service: string;
  /** The group that leads: the cause, or, where none is known, the first symptom. */
  lead: ErrorGroup;
  members: Member[];
  detections: Detection[];
};

export type Member = {
  group: ErrorGroup;
  role: "cause" | "echo" | "symptom";
  because: string;
  /** The group that explains it, where one does. */
  explainedBy?: string;
};

/**
 * One case per underlying failure, in order of first event; groups in no case opened none. What is in `memory` from groups that are
 * here again as the same objects is not worked out anew; it changes nothing else.
 */
export function correlate(
  groups: readonly ErrorGroup[],
  detections: readonly Detection[],
  causeOf: CauseOf,
  memory: CorrelateMemory = correlateMemory(),
): Case[] {
  return atOnce(correlateInSteps(groups, detections, causeOf, memory));
}

/** The same in steps. */
export function* correlateInSteps(
  groups: readonly ErrorGroup[],
  detections: readonly Detection[],
  causeOf: CauseOf,
  memory: CorrelateMemory,
): Steps<Case[]> {
  const linkables: Linkable[] = [];
  for (const group of behindBackends(groups, memory.inService)) {
    linkables.push(memory.linkableOf(group));
    yield;
  }
  const explanations = yield* explainGroups(linkables, causeOf, memory);
  yield* explainByHostLog(groups, explanations, causeOf);
  yield* explainAcrossServices(linkables, explanations);
  const roots = yield* indexInSteps(groups, (group) => [group.id, rootOf(group, explanations)]);
  const join = yield* joinerOf(roots);
  yield* joinOrphans(linkables, explanations, { roots, join, memory });
  yield* joinSameCauses(groups, roots, join);
  const clusters = yield* groupInSteps(groups, (group) => roots.get(group.id) ?? group.id);
  const detected = yield* groupInSteps(detections, ({ groupId }) => groupId);
  const shares = yield* shareRequests(linkables, explanations, roots, memory);
  const found: { one: Case; start: number }[] = [];
  for (const members of clusters.values()) {
    const one = withFailedStart(withShares(toCase(members, explanations, detected), shares));
    if (one.detections.length > 0) found.push({ one, start: startOf(one) });
    yield;
  }
  const sorted = yield* sortInSteps(found, (a, b) => a.start - b.start || (a.one.lead.id < b.one.lead.id ? -1 : 1));
  return sorted.map(({ one }) => one);
}

/** The case with its part of the requests that have causes of several cases. */
function withShares(found: Case, { rest, parts }: Shares): Case {
  if (rest.size === 0) return found;
  const kept = found.members.map((member) => ({ ...member, group: rest.get(member.group.id) ?? member.group }));
  const gained = found.members
    .flatMap(({ group }) => parts.get(group.id) ?? [])
    .map(({ group, explanation }) => toMember(group, found.lead, explanation));
  return { ...found, members: [...kept, ...gained] };
}

/** A start that failed is told once by each that saw it (probe, platform, audit log): two of them are as good as one twice. */
function withFailedStart(found: Case): Case {
  if (found.detections.length > 0) return found;
  const boots = found.members
    .map((member) => member.group)
    .filter((group) => group.signature.family?.startsWith("boot."));
  const count = boots.reduce((sum, group) => sum + group.count, 0);
  if (count < 2) return found;
  const statement = `${count} entries about a start that failed`;
  return { ...found, detections: [{ groupId: found.lead.id, kind: "boot-failure", at: startOf(found), statement }] };
}

function startOf(found: Case): number {
  return Math.min(...found.members.map((member) => member.group.firstSeen));
}

/** Follows explanations to the group that nothing explains. */
function rootOf(group: ErrorGroup, explanations: ReadonlyMap<string, Explanation>): string {
  if (!explanations.has(group.id)) return group.id;
  const seen = new Set<string>([group.id]);
  let current = group.id;
  for (;;) {
    const next = explanations.get(current)?.by.id;
    if (next === undefined || seen.has(next)) return current;
    seen.add(next);
    current = next;
  }
}

function toCase(
  members: ErrorGroup[],
  explanations: ReadonlyMap<string, Explanation>,
  detections: ReadonlyMap<string, readonly Detection[]>,
): Case {
  const lead = leadOf(members, explanations);
  if (lead === undefined) throw new Error("a case has at least one group");
  return {
    environment: lead.environment,
    service: serviceOf(lead, members),
    lead,
    members: asCallersSaw(members.map((group) => toMember(group, lead, explanations.get(group.id)))),
    detections: members.flatMap((group) => detections.get(group.id) ?? []),
  };
}

/** The service that a case is told of: a database, a node or a load balancer is none, what they did is told where it was felt. */
export function serviceOf(lead: ErrorGroup, members: readonly ErrorGroup[]): string {
  const isOther = (group: ErrorGroup) => isHostLog(group) || isLoadBalancerLog(group);
  if (!isOther(lead)) return lead.service;
  const felt = members.filter((group) => !isOther(group)).sort((a, b) => b.count - a.count)[0];
  return (felt ?? lead).service;
}

/** So much more than the service saw of the same requests makes the load balancer's log the one that counts them. */
const MORE = 1.05;

/** Requests that a load balancer and the service behind it logged are counted by the one that saw more of them. */
function asCallersSaw(members: Member[]): Member[] {
  const outer = members.filter(({ group, explainedBy }) => {
    if (!isLoadBalancerLog(group)) return false;
    const inner = members.find((other) => other.group.id === explainedBy)?.group;
    return inner?.kind === "request" && group.count > MORE * inner.count;
  });
  if (outer.length === 0) return members;
  const inner = new Set(outer.map(({ explainedBy }) => explainedBy));
  return members.map((member): Member => {
    if (outer.includes(member)) return { ...member, role: "symptom" };
    if (member.role !== "symptom" || !inner.has(member.group.id)) return member;
    return { ...member, role: "echo", because: "The load balancer in front of it logged the same requests, and more." };
  });
}

function toMember(group: ErrorGroup, lead: ErrorGroup, explanation: Explanation | undefined): Member {
  const explainedBy = explanation === undefined ? {} : { explainedBy: explanation.by.id };
  return { group, ...roleOf(group, lead, explanation), ...explainedBy };
}

/** The best cause that nothing explains; where no cause is known, of what nothing explains the most frequent. */
function leadOf(
  members: readonly ErrorGroup[],
  explanations: ReadonlyMap<string, Explanation>,
): ErrorGroup | undefined {
  // Most groups are alone.
  if (members.length === 1) return members[0];
  const sorted = members.toSorted(compareLeads);
  const hasCause = sorted.some((group) => precedenceOf(group) !== undefined);
  const isFirst = (group: ErrorGroup) =>
    !explanations.has(group.id) && (!hasCause || precedenceOf(group) !== undefined);
  return sorted.find(isFirst) ?? sorted[0];
}

/** A cause leads before an unknown error, an unknown error before a symptom; of symptoms the most frequent leads. */
export function compareLeads(a: ErrorGroup, b: ErrorGroup): number {
  const [x, y] = [precedenceOf(a), precedenceOf(b)];
  if (x === undefined && y === undefined) return b.count - a.count || a.firstSeen - b.firstSeen;
  return compareCauses(a, b);
}

function roleOf(
  group: ErrorGroup,
  lead: ErrorGroup,
  explanation: Explanation | undefined,
): Pick<Member, "role" | "because"> {
  const isLead = group.id === lead.id;
  const isRequest = group.kind === "request" && explanation?.kind !== "same-requests";
  if (isRequest && (!isLead || precedenceOf(group) === undefined)) {
    return { role: "symptom", because: explanation?.because ?? "What callers saw." };
  }
  if (isLead) return { role: "cause", because: leadReason(group) };
  if (
    explanation === undefined &&
    group.signature.family !== undefined &&
    !group.signature.family.startsWith("echo.")
  ) {
    return { role: "cause", because: `It began together with “${lead.title}”, in the same layer of the same service.` };
  }
  return { role: "echo", because: explanation?.because ?? `It goes together with “${lead.title}”.` };
}

function leadReason(group: ErrorGroup): string {
  const tier = precedenceOf(group)?.tier;
  if (tier === 0) return "Of the errors that go together it lies in the earliest layer, and nothing else explains it.";
  if (tier === 1) return "Nothing more specific was logged beside it.";
  return "It came first of the errors that go together; no known failure matches it.";
}
