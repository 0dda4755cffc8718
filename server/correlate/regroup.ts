import type { ErrorGroup } from "../../shared/group.ts";
import { atOnce, type Steps, sortInSteps } from "../../shared/in-steps.ts";
import { type Case, compareLeads, type Member, serviceOf } from "./correlate.ts";
import { joinParts } from "./join-parts.ts";
import type { Owner, Owners } from "./owners.ts";
import { precedenceOf } from "./precedence.ts";

/**
 * A case that a person had a say in bears the incident that it belongs to, and which service each of its groups was found to
 * concern.
 */
export type DecidedCase = Case & { incidentId?: string; services?: ReadonlyMap<string, string> };

/**
 * The cases as people decided them: what belongs to one incident is one case, whatever it was found as, and what was split off
 * stands alone. A group that nobody decided about goes with what explains it, else with the lead of its case.
 */
export function regroup(cases: readonly Case[], owners: Owners): DecidedCase[] {
  return atOnce(regroupInSteps(cases, owners));
}

/** The same in steps. */
export function* regroupInSteps(cases: readonly Case[], owners: Owners): Steps<DecidedCase[]> {
  if (owners.size === 0) return [...cases];
  const shared = yield* sharedGroups(cases);
  const parts = new Map<string, Part[]>();
  const untouched: Case[] = [];
  for (const found of cases) {
    const divided = divide(found, (member) =>
      isExplainedShare(member, shared) ? undefined : owners.get(member.group.id),
    );
    if (divided === undefined) untouched.push(found);
    for (const [incidentId, part] of divided ?? []) parts.set(incidentId, [...(parts.get(incidentId) ?? []), part]);
    yield;
  }
  const decided = [...parts].map(([incidentId, own]) => ({ ...combine(own, owners), incidentId }));
  yield;
  return yield* sortInSteps(
    [...untouched, ...decided],
    (a, b) => startOf(a) - startOf(b) || (a.lead.id < b.lead.id ? -1 : 1),
  );
}

/** Ids of groups of which several cases have a part. */
function* sharedGroups(cases: readonly Case[]): Steps<ReadonlySet<string>> {
  const seen = new Set<string>();
  const shared = new Set<string>();
  for (const { members } of cases) {
    for (const { group } of members) {
      if (seen.has(group.id)) shared.add(group.id);
      seen.add(group.id);
    }
    yield;
  }
  return shared;
}

/** A part of requests that several causes have in common goes with its cause, whatever was decided about another part. */
function isExplainedShare({ group, explainedBy }: Member, shared: ReadonlySet<string>): boolean {
  return explainedBy !== undefined && shared.has(group.id);
}

/** The owner of a member by what was decided about itself. */
type OwnerOf = (member: Member) => Owner | undefined;

/** Members of one case that belong to one incident. */
type Part = { found: Case; members: Member[] };

/** The members of a case by the incident they belong to; undefined where nobody decided about any. */
function divide(found: Case, ownerOf: OwnerOf): Map<string, Part> | undefined {
  const byId = new Map(found.members.map((member) => [member.group.id, member]));
  const lead = byId.get(found.lead.id);
  const fallback = (lead && ownerOf(lead)?.incidentId) ?? ownerOfMost(found, ownerOf);
  if (fallback === undefined) return undefined;
  const parts = new Map<string, Part>();
  for (const member of found.members) {
    const incidentId = ownerAlong(member, byId, ownerOf) ?? fallback;
    const part = parts.get(incidentId) ?? { found, members: [] };
    part.members.push(member);
    parts.set(incidentId, part);
  }
  return parts;
}

/** The owner of a member, else of what explains it, and so on. */
function ownerAlong(member: Member, byId: ReadonlyMap<string, Member>, ownerOf: OwnerOf): string | undefined {
  const seen = new Set<string>();
  for (let current: Member | undefined = member; current !== undefined; current = byId.get(current.explainedBy ?? "")) {
    if (seen.has(current.group.id)) return undefined;
    seen.add(current.group.id);
    const owner = ownerOf(current);
    if (owner !== undefined) return owner.incidentId;
  }
  return undefined;
}

/** The owner of the most frequent group that has one. */
function ownerOfMost({ members }: Case, ownerOf: OwnerOf): string | undefined {
  const [first] = members
    .filter((member) => ownerOf(member) !== undefined)
    .sort((a, b) => b.group.count - a.group.count);
  return first && ownerOf(first)?.incidentId;
}

function combine(parts: readonly Part[], owners: Owners): DecidedCase {
  const members = wholeMembers(parts.flatMap((part) => part.members));
  const lead = leadOf(parts, owners);
  const led = parts.find(({ found }) => found.lead.id === lead.id)?.found;
  const ids = new Set(members.map(({ group }) => group.id));
  return {
    environment: lead.environment,
    service:
      led?.service ??
      serviceOf(
        lead,
        members.map(({ group }) => group),
      ),
    lead,
    members: members.map((member) => settle(member, lead, ids, parts)),
    services: new Map(parts.flatMap(({ found, members: own }) => own.map(({ group }) => [group.id, found.service]))),
    detections: parts.flatMap(({ found }) => found.detections.filter(({ groupId }) => ids.has(groupId))),
  };
}

/** Of the leads that are still there the best, the incident's own before those that were merged into it; else of all members the best. */
function leadOf(parts: readonly Part[], owners: Owners): ErrorGroup {
  const isOwn = ({ id }: ErrorGroup) => owners.get(id)?.isOwn !== false;
  const leads = parts.flatMap(({ found, members }) =>
    members.filter(({ group }) => group.id === found.lead.id).map(({ group }) => group),
  );
  const all = parts.flatMap(({ members }) => members);
  const causes = all.filter(({ role }) => role === "cause").map(({ group }) => group);
  const choices = [leads.filter(isOwn), causes.filter(isOwn), leads, causes, all.map(({ group }) => group)];
  const [lead] = (choices.find((groups) => groups.length > 0) ?? []).sort(compareLeads);
  if (lead === undefined) throw new Error("a case has at least one group");
  return lead;
}

/** Members with each group once: parts that several cases had are one again. */
function wholeMembers(members: readonly Member[]): Member[] {
  const whole = new Map<string, Member>();
  for (const member of members) {
    const known = whole.get(member.group.id);
    whole.set(
      member.group.id,
      known === undefined ? member : { ...known, group: joinParts(known.group, member.group) },
    );
  }
  return [...whole.values()];
}

const BY_A_PERSON = "A person put it into this incident.";

/** A member in its new case: what explained it may have stayed behind, and what led another case leads no more. */
function settle(member: Member, lead: ErrorGroup, ids: ReadonlySet<string>, parts: readonly Part[]): Member {
  const { group, role, because, explainedBy } = member;
  const isExplained = explainedBy !== undefined && ids.has(explainedBy);
  if (group.id === lead.id) {
    const isSymptom = role === "symptom" && precedenceOf(group) === undefined;
    const wasLead = parts.some(({ found }) => found.lead.id === group.id);
    return {
      group,
      role: isSymptom ? "symptom" : "cause",
      because: wasLead ? because : "It leads what a person split off.",
    };
  }
  const cameAsLead = parts.some(({ found }) => found.lead.id === group.id);
  if (cameAsLead) return { group, role, because: BY_A_PERSON };
  if (explainedBy === undefined || isExplained) return member;
  return { group, role, because: BY_A_PERSON };
}

function startOf({ members }: Case): number {
  return Math.min(...members.map(({ group }) => group.firstSeen));
}
