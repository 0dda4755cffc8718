import type { Incident, IncidentDecision } from "../../shared/incident.ts";
import type { FieldChange } from "../../shared/webhook.ts";
import { formatCount } from "../../shared/words.ts";
import { rootCauseOf } from "./incident-data.ts";

/**
 * What somebody who reads messages wants to hear of, in a fixed order: title, severity, status, root cause, phase,
 * steps, criteria, merges and splits. Counts are told only when `failuresDoubled`; moments, evidence and wording are not told at all.
 */
export function changesOf(before: Incident, after: Incident): FieldChange[] {
  return [
    ...(timeless(before.title) === timeless(after.title) ? [] : changed("title", before.title, after.title)),
    ...changed("severity", before.severity, after.severity),
    ...changed("status", before.status, after.status),
    ...changed("rootCause", causeOf(before), causeOf(after)),
    ...remediationChanges(before, after),
    ...partChanges(before, after),
    ...growthOf(before, after),
  ];
}

/** Changes of phase, steps and criteria alone. */
export function remediationChanges(before: Incident, after: Incident): FieldChange[] {
  return [
    ...changed("phase", before.remediation.phase, after.remediation.phase),
    ...changedItems("step", before.remediation.steps, after.remediation.steps, stepInWords),
    ...changedItems(
      "criterion",
      before.remediation.successCriteria,
      after.remediation.successCriteria,
      ({ state }) => state,
    ),
  ];
}

/** The family and title of the root cause; null where it is open. */
export function causeOf(incident: Incident): string | null {
  const root = rootCauseOf(incident);
  return root === undefined ? null : `${root.family}: ${root.title}`;
}

/**
 * How often the failures of an incident doubled: 0 for none or one, 10 for 1,024 to 2,047. It is looked at instead of
 * the number, so that slow growth is told each time it has doubled, however small its steps are.
 */
export function doublingsOf(incident: Incident): number {
  return Math.floor(Math.log2(Math.max(1, failuresOf(incident))));
}

function growthOf(before: Incident, after: Incident): FieldChange[] {
  if (doublingsOf(after) <= doublingsOf(before)) return [];
  return changed("failures", formatCount(failuresOf(before)), formatCount(failuresOf(after)));
}

/** What people decided about its extent, with the other incident's id. */
function partChanges(before: Incident, after: Incident): FieldChange[] {
  const parts = ({ id, decisions = [] }: Incident) =>
    decisions.map((decision) => ({ decision, id: decision.id, title: otherOf(decision, id).title }));
  return changedItems("part", parts(before), parts(after), ({ decision }) => partInWords(decision, after.id));
}

function otherOf({ from, into }: IncidentDecision, id: string): IncidentDecision["from"] {
  return from.id === id ? into : from;
}

function partInWords(decision: IncidentDecision, id: string): string {
  const other = otherOf(decision, id).id;
  const isFrom = decision.from.id === id;
  const verb = decision.kind === "merge" ? "merged" : "split off";
  return `${verb} ${isFrom ? "into" : "from"} ${other}${decision.undone === null ? "" : ", taken back"}`;
}

/** Failed requests, or the entries of the most frequent symptom where no request failed. */
function failuresOf({ impact, symptoms }: Incident): number {
  return Math.max(impact.failedRequests, ...symptoms.map(({ count }) => count));
}

function changed(field: FieldChange["field"], from: string | null, to: string | null, name: string | null = null) {
  return from === to ? [] : [{ field, name, from, to }];
}

/** A title without its durations: "every 60 s" and "every 61 s" are no news. */
function timeless(title: string): string {
  return title.replace(/\d+(\.\d+)? (ms|s|min|h|d)\b/g, "#");
}

function stepInWords({ status, owner, due }: Incident["remediation"]["steps"][number]): string {
  return [status, ...(owner === null ? [] : [owner]), ...(due === undefined ? [] : [`until ${due}`])].join(", ");
}

/** Items by their id; one that came has no `from`, one that went no `to`. */
function changedItems<T extends { id: string; title: string }>(
  field: FieldChange["field"],
  before: readonly T[],
  after: readonly T[],
  inWords: (item: T) => string,
): FieldChange[] {
  const held = new Map(before.map((item) => [item.id, item]));
  const kept = new Set(after.map(({ id }) => id));
  return [
    ...after.flatMap((item) => {
      const earlier = held.get(item.id);
      return changed(field, earlier === undefined ? null : inWords(earlier), inWords(item), item.title);
    }),
    ...before.filter(({ id }) => !kept.has(id)).flatMap((item) => changed(field, inWords(item), null, item.title)),
  ];
}
