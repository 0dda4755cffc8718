import type { Incident } from "../../shared/incident.ts";
import type { FieldChange, IncidentWebhookEvent } from "../../shared/webhook.ts";
import { causeOf, remediationChanges } from "./changes.ts";

/**
 * The events that a change of an incident is, each at most once, in the order in which they are to arrive. A muted
 * incident is quiet: only its muting and the end of that are told. `changes` are those of `changesOf`.
 */
export function eventTypesOf(
  before: Incident | undefined,
  after: Incident,
  changes: readonly FieldChange[],
): IncidentWebhookEvent["type"][] {
  if (before === undefined) {
    // What was over before it was first read is told in full, so that whoever keeps a state ends in the right one.
    return after.status === "resolved" ? ["incident.opened", "incident.resolved"] : ["incident.opened"];
  }
  if (changes.length === 0 || (before.status === "muted" && after.status === "muted")) return [];
  const types: IncidentWebhookEvent["type"][] = [leadingType(before, after)];
  if (before.status !== after.status && after.status === "acknowledged") types.push("incident.acknowledged");
  if (causeOf(before) !== causeOf(after)) types.push("incident.root_cause_changed");
  if (remediationChanges(before, after).length > 0) types.push("incident.remediation_changed");
  if (!isVerified(before) && isVerified(after)) types.push("incident.verified");
  return types;
}

/** Resolved, reopened or updated: exactly one of them for each change. */
function leadingType(before: Incident, after: Incident): IncidentWebhookEvent["type"] {
  if (before.status === after.status) return "incident.updated";
  if (after.status === "resolved") return "incident.resolved";
  return before.status === "resolved" && after.status !== "muted" ? "incident.reopened" : "incident.updated";
}

/** Whether every criterion that Plumbline looks at by itself is met; false where there is none. */
function isVerified({ remediation }: Incident): boolean {
  const watched = remediation.successCriteria.filter(({ kind }) => kind !== "manual");
  return watched.length > 0 && watched.every(({ state }) => state === "met");
}
