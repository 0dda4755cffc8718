import { INCIDENT_SEVERITIES, type Incident } from "../shared/incident.ts";
import type { NewEvent } from "./store/incident-events.ts";
import type { IncidentChange } from "./store/save-incidents.ts";

const MAX_GROUPS = 20;

/**
 * What Plumbline itself changed about an incident, as lines of its history: what, and why. `opened`, `reopened`, `recovering`,
 * `resolved` … for its state, `escalated` and `eased` for its severity, `root-cause`, `criterion`, `check`, and `updated` for
 * groups that joined it. `at` in milliseconds since 1970. Pure.
 */
export function eventsOf({ before, after }: IncidentChange, at: number): NewEvent[] {
  const line: Line = (kind, what, why) => ({ at, kind, who: "Plumbline", what, why });
  if (before === undefined) return [line("opened", "opened the incident", after.headline)];
  return [
    ...stateEvents(before, after, line),
    ...causeEvents(before, after, line),
    ...severityEvents(before, after, line),
    ...criterionEvents(before, after, line),
    ...checkEvents(before, after, line),
    ...groupEvents(before, after, line),
  ];
}

type Line = (kind: string, what: string, why: string | null) => NewEvent;

function stateEvents(before: Incident, after: Incident, line: Line): NewEvent[] {
  if (before.status === after.status) return [];
  const recurrence = after.remediation.successCriteria.find(({ kind }) => kind === "recurrence")?.reason ?? null;
  const isAgain = before.status === "resolved" && after.status === "open";
  const what = `changed the state from ${before.status} to ${after.status}`;
  return [line(isAgain ? "reopened" : after.status, what, recurrence)];
}

function causeEvents(before: Incident, after: Incident, line: Line): NewEvent[] {
  const [from, to] = [causeOf(before), causeOf(after)];
  return from === to ? [] : [line("root-cause", `changed the root cause from ${from} to ${to}`, after.headline)];
}

function causeOf(incident: Incident): string {
  const root = incident.hypotheses.find((hypothesis) => hypothesis.role === "root-cause");
  return root === undefined ? "not known" : `“${root.title}”`;
}

function severityEvents(before: Incident, after: Incident, line: Line): NewEvent[] {
  if (before.severity === after.severity) return [];
  const isWorse = INCIDENT_SEVERITIES.indexOf(after.severity) < INCIDENT_SEVERITIES.indexOf(before.severity);
  const what = `changed the severity from ${before.severity} to ${after.severity}`;
  return [line(isWorse ? "escalated" : "eased", what, after.severityReason)];
}

function criterionEvents(before: Incident, after: Incident, line: Line): NewEvent[] {
  return after.remediation.successCriteria.flatMap(({ id, title, state, reason }) => {
    const earlier = before.remediation.successCriteria.find((other) => other.id === id);
    if (earlier === undefined || earlier.state === state) return [];
    return [line("criterion", `saw “${title}” change from ${earlier.state} to ${state}`, reason)];
  });
}

function checkEvents(before: Incident, after: Incident, line: Line): NewEvent[] {
  return after.checks.flatMap(({ id, kind, target, environment, outcome, statement, reason }) => {
    const earlier = before.checks.find((other) => other.id === id);
    if (earlier === undefined || earlier.outcome === outcome) return [];
    const what = `saw the ${kind} check of ${target} in ${environment} change from ${earlier.outcome} to ${outcome}`;
    return [line("check", what, outcome === "unknown" ? reason : statement)];
  });
}

function groupEvents(before: Incident, after: Incident, line: Line): NewEvent[] {
  const known = new Set(before.groups.map(({ id }) => id));
  return after.groups
    .filter(({ id }) => !known.has(id))
    .slice(0, MAX_GROUPS)
    .map(({ title, role, because }) => line("updated", `found that “${title}” belongs to it, as ${role}`, because));
}
