import type { ErrorGroup } from "../../shared/group.ts";
import type { FailureCase, Member } from "./context.ts";
import { type SameFailures, sameFailureFinder } from "./same-failures.ts";

/**
 * The members that one cause of a failure accounts for, in their order: itself, the same failure in other words, and what these explain;
 * of members that nothing explains the lead takes all but the other causes.
 */
export function accountedFor({ lead, members }: Pick<FailureCase, "lead" | "members">, cause: ErrorGroup): Member[] {
  const { sourced, bySource, same } = relationsOf(members);
  const alike = same(cause);
  if (cause.id === lead.id) {
    const isCause = ({ group }: Member) => group.id === cause.id || alike.has(group);
    return sourced.filter(({ source }) => isCause(source) || source.role !== "cause").map(({ member }) => member);
  }
  const sources = new Set([cause.id, ...[...alike].map(({ id }) => id)]);
  return [...sources]
    .flatMap((id) => bySource.get(id) ?? [])
    .sort((a, b) => a.place - b.place)
    .map(({ member }) => member);
}

/** Causes of a failure that are not the same mistake as `group`. */
export function otherCausesThan(group: ErrorGroup, { members }: Pick<FailureCase, "members">): ErrorGroup[] {
  const { causes, same } = relationsOf(members);
  const alike = same(group);
  return causes.filter((other) => other.id !== group.id && !alike.has(other));
}

/** The first `few` of them, and how many there are: hundreds of candidates ask for no more. */
export function firstOtherCauses(
  group: ErrorGroup,
  { members }: Pick<FailureCase, "members">,
  few: number,
): { first: ErrorGroup[]; count: number } {
  const { causes, causeIds, same } = relationsOf(members);
  const alike = new Set([group.id, ...[...same(group)].map(({ id }) => id)]);
  const first: ErrorGroup[] = [];
  for (const other of causes) {
    if (first.length === few) break;
    if (!alike.has(other.id)) first.push(other);
  }
  return { first, count: causes.length - [...alike].filter((id) => causeIds.has(id)).length };
}

/** A member with the one at the end of what explains it. */
type Sourced = { member: Member; source: Member; place: number };

type Relations = {
  sourced: readonly Sourced[];
  /** By the id of the source's group. */
  bySource: ReadonlyMap<string, readonly Sourced[]>;
  causes: readonly ErrorGroup[];
  causeIds: ReadonlySet<string>;
  same: SameFailures;
};

/** Many causes of one failure ask for the same. */
const relationsOfMembers = new WeakMap<readonly Member[], Relations>();

function relationsOf(members: readonly Member[]): Relations {
  const known = relationsOfMembers.get(members);
  if (known !== undefined) return known;
  const byId = new Map(members.map((member) => [member.group.id, member]));
  const sourced = members.map((member, place) => ({ member, source: sourceOf(member, byId), place }));
  const causes = members.filter(({ role }) => role === "cause").map(({ group }) => group);
  const relations = {
    sourced,
    bySource: Map.groupBy(sourced, ({ source }) => source.group.id),
    causes,
    causeIds: new Set(causes.map(({ id }) => id)),
    same: sameFailureFinder(members.map(({ group }) => group)),
  };
  relationsOfMembers.set(members, relations);
  return relations;
}

function sourceOf(member: Member, byId: ReadonlyMap<string, Member>): Member {
  const seen = new Set<string>();
  let current = member;
  for (;;) {
    seen.add(current.group.id);
    const next = byId.get(current.explainedBy ?? "");
    if (next === undefined || seen.has(next.group.id)) return current;
    current = next;
  }
}
