import { z } from "zod";
import type { Hypothesis, Incident, IncidentGroup } from "./incident.ts";
import { wentInto } from "./incident-decisions.ts";

/** What of an incident may read otherwise than before, beyond counts. `note` is a person's deed that changed nothing of these. */
export const CHANGE_FIELDS = [
  "opened",
  "title",
  "severity",
  "status",
  "cause",
  "confidence",
  "phase",
  "step",
  "criterion",
  "check",
  "group",
  "why",
  "part",
  "note",
] as const;

export const incidentChangeSchema = z.object({
  field: z.enum(CHANGE_FIELDS),
  /** Which step, criterion, check, group, question or other incident; null for the incident as a whole. */
  name: z.string().nullable(),
  /** Null for what was not there. */
  from: z.string().nullable(),
  to: z.string().nullable(),
});
export type IncidentFieldChange = z.infer<typeof incidentChangeSchema>;

/** What of an incident is compared: nothing of its groups beyond their role. */
export type ComparedIncident = Omit<Incident, "groups"> & {
  groups: readonly Pick<IncidentGroup, "id" | "title" | "role">[];
};

/** From this on a confidence is another one, 0 … 1. */
const MIN_CONFIDENCE_CHANGE = 0.05;

/** What a reader would call different between two states of an incident, in a fixed order; counts and times are not. */
export function changesBetween(before: ComparedIncident, after: ComparedIncident): IncidentFieldChange[] {
  return [
    ...changed("status", statusOf(before), statusOf(after)),
    ...changed("severity", before.severity, after.severity),
    ...causeChanges(causeOf(before), causeOf(after)),
    ...(timeless(before.title) === timeless(after.title) ? [] : changed("title", before.title, after.title)),
    ...changed("phase", before.remediation.phase, after.remediation.phase),
    ...itemChanges(
      "check",
      before.checks,
      after.checks,
      ({ kind, target, environment }) => `${kind} ${target} in ${environment}`,
      ({ outcome }) => outcome,
    ),
    ...itemChanges("step", before.remediation.steps, after.remediation.steps, titleOf, ({ status, owner, due }) =>
      [status, ...(owner === null ? [] : [owner]), ...(due === undefined ? [] : [`until ${due}`])].join(", "),
    ),
    ...itemChanges(
      "criterion",
      before.remediation.successCriteria,
      after.remediation.successCriteria,
      titleOf,
      ({ state }) => state,
    ),
    ...itemChanges("group", before.groups, after.groups, titleOf, ({ role }) => role),
    ...answeredWhys(before, after),
    ...itemChanges("part", before.decisions ?? [], after.decisions ?? [], partOf, ({ kind, undone }) =>
      undone === null ? kind : `${kind}, undone`,
    ),
  ];
}

function statusOf(incident: ComparedIncident): string {
  return wentInto(incident) === undefined ? incident.status : "merged";
}

function causeOf({ hypotheses, rootCause }: ComparedIncident): Hypothesis | undefined {
  return hypotheses.find(({ id }) => id === rootCause?.hypothesisId);
}

function causeChanges(before: Hypothesis | undefined, after: Hypothesis | undefined): IncidentFieldChange[] {
  const isNear = Math.abs((before?.confidence ?? 0) - (after?.confidence ?? 0)) < MIN_CONFIDENCE_CHANGE;
  const isAsSure = before?.verdict === after?.verdict && isNear;
  return [
    ...changed("cause", before?.title ?? null, after?.title ?? null),
    ...(isAsSure ? [] : changed("confidence", sureness(before), sureness(after))),
  ];
}

function sureness(hypothesis: Hypothesis | undefined): string | null {
  return hypothesis === undefined ? null : `${hypothesis.verdict}, ${Math.round(hypothesis.confidence * 100)} %`;
}

/** A title without its durations: "every 60 s" and "every 61 s" say the same. */
function timeless(title: string): string {
  return title.replace(/\d+(\.\d+)? (ms|s|min|h|d)\b/g, "#");
}

function titleOf({ title }: { title: string }): string {
  return title;
}

function partOf({ from, into }: NonNullable<Incident["decisions"]>[number]): string {
  return `${from.title} → ${into.title}`;
}

function answeredWhys(before: ComparedIncident, after: ComparedIncident): IncidentFieldChange[] {
  const earlier = new Map(before.fiveWhys.map((why) => [why.id, why]));
  return after.fiveWhys.flatMap(({ id, question, status }) => {
    const known = earlier.get(id);
    return known === undefined ? [] : changed("why", known.status, status, question);
  });
}

function changed(
  field: IncidentFieldChange["field"],
  from: string | null,
  to: string | null,
  name: string | null = null,
): IncidentFieldChange[] {
  return from === to ? [] : [{ field, name, from, to }];
}

/** Items by their id: those that read otherwise and those that came, then those that went. */
function itemChanges<T extends { id: string }>(
  field: IncidentFieldChange["field"],
  before: readonly T[],
  after: readonly T[],
  nameOf: (item: T) => string,
  inWords: (item: T) => string,
): IncidentFieldChange[] {
  const held = new Map(before.map((item) => [item.id, item]));
  const kept = new Set(after.map(({ id }) => id));
  return [
    ...after.flatMap((item) => {
      const earlier = held.get(item.id);
      return changed(field, earlier === undefined ? null : inWords(earlier), inWords(item), nameOf(item));
    }),
    ...before.filter(({ id }) => !kept.has(id)).flatMap((item) => changed(field, inWords(item), null, nameOf(item))),
  ];
}
