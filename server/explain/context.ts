import type { Cause } from "../../shared/cause.ts";
import type { Check } from "../../shared/check.ts";
import type { Config } from "../../shared/config.ts";
import type { ChangeEvent } from "../../shared/events.ts";
import type { FamilyId } from "../../shared/families.ts";
import type { Detection, ErrorGroup, RouteTraffic } from "../../shared/group.ts";
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

/** The environment that this one is compared with; none for that one itself, and where none is configured. */
export function referenceOf(config: Config, environment: string): string | undefined {
  return referenceFor(config.environments, environment);
}
