import type { Cause } from "../../shared/cause.ts";
import type { Check } from "../../shared/check.ts";
import type { Config } from "../../shared/config.ts";
import type { ChangeEvent } from "../../shared/events.ts";
import type { FamilyId } from "../../shared/families.ts";
import { type Detection, type ErrorGroup, isSameFailure, type RouteTraffic } from "../../shared/group.ts";
import { referenceFor } from "../../shared/reference.ts";

/** Everything an explanation may rest on. All of it is data; `now` is the clock. */
export type ExplainContext = {
  config: Config;
  causeOf: (family: FamilyId) => Cause;
  /** All groups of the window, of every environment: what the reference environment is compared by. */
  groups: readonly ErrorGroup[];
  traffic: readonly RouteTraffic[];
  changes: readonly ChangeEvent[];
  /** Milliseconds since 1970. */
  from: number;
  now: number;
};

export type Member = {
  group: ErrorGroup;
  role: "cause" | "echo" | "symptom";
  because: string;
  /** The group that explains it, where one does. */
  explainedBy?: string;
};

/** Groups of one failure, as `correlate` found them. */
export type FailureCase = {
  environment: string;
  service: string;
  lead: ErrorGroup;
  members: Member[];
  detections: Detection[];
};

export type ExplainInput = { failure: FailureCase; checks: readonly Check[]; context: ExplainContext };

/**
 * The groups of requests that failed, each request once: also where the platform's own words about them are the cause. The app
 * server's lines about requests that the edge counted are echoes.
 */
export function failedRequestsOf(failure: Pick<FailureCase, "members">): ErrorGroup[] {
  return failure.members
    .filter(({ group, role }) => group.kind === "request" && role !== "echo")
    .map(({ group }) => group);
}

/**
 * The members that one cause of a failure accounts for: itself, the same failure in other words, and what these explain; of
 * members that nothing explains the lead takes all but the other causes.
 */
export function accountedFor(failure: Pick<FailureCase, "lead" | "members">, cause: ErrorGroup): Member[] {
  return sourcesOf(failure.members)
    .filter(({ source }) => {
      if (source.group.id === cause.id || isSameFailure(source.group, cause)) return true;
      return source.role !== "cause" && cause.id === failure.lead.id;
    })
    .map(({ member }) => member);
}

type Sourced = { member: Member; source: Member };

/** Many causes of one failure ask for the same. */
const sourcesOfMembers = new WeakMap<readonly Member[], Sourced[]>();

/** The members, each with the one at the end of what explains it. */
function sourcesOf(members: readonly Member[]): Sourced[] {
  const known = sourcesOfMembers.get(members);
  if (known !== undefined) return known;
  const byId = new Map(members.map((member) => [member.group.id, member]));
  const sourced = members.map((member) => ({ member, source: sourceOf(member, byId) }));
  sourcesOfMembers.set(members, sourced);
  return sourced;
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

/** The environment that this one is compared with; none for that one itself, and where none is configured. */
export function referenceOf(config: Config, environment: string): string | undefined {
  return referenceFor(config.environments, environment);
}
