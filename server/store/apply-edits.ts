import type { Incident, IncidentDecision, RemediationStep, SuccessCriterion, Why } from "../../shared/incident.ts";
import { STEP_STATUSES, type StepField } from "../../shared/incident.ts";
import type { PersonsWord } from "../../shared/people.ts";
import { withDecisions } from "./apply-decisions.ts";
import { withWords } from "./apply-words.ts";

/** What people said about one incident, kept apart from what was derived. The latest of each kind, per step or why. */
export type PeopleEdits = {
  status: "acknowledged" | "muted" | null;
  steps: { stepId: string; field: StepField; to: string | null; who?: string; at?: string }[];
  answers: { whyId: string; answer: string; who: string; at: string }[];
  /** What people wrote into the report. */
  words?: PersonsWord[];
  /** Merges and splits that concern it, oldest first. */
  decisions?: IncidentDecision[];
};

export const NO_EDITS: PeopleEdits = { status: null, steps: [], answers: [] };

/** The incident as people see it: a person has the last word, but for what a live check has seen. */
export function applyEdits(derived: Incident, edits: PeopleEdits): Incident {
  const timeline = [...derived.timeline, ...edits.answers.map(answerItem)];
  const edited: Incident = {
    ...derived,
    status: statusOf(derived.status, edits.status),
    fiveWhys: derived.fiveWhys.map((why) => applyAnswer(why, edits)),
    timeline: edits.answers.length === 0 ? derived.timeline : timeline.sort((a, b) => (a.at < b.at ? -1 : 1)),
    remediation: { ...derived.remediation, steps: stepsOf(derived, edits) },
  };
  return withDecisions(withWords(edited, derived, edits), edits.decisions);
}

/** Acknowledged lasts as long as the incident is open; muted until a person lifts it. */
function statusOf(derived: Incident["status"], person: PeopleEdits["status"]): Incident["status"] {
  if (person === "muted") return "muted";
  return person === "acknowledged" && derived === "open" ? "acknowledged" : derived;
}

function stepsOf({ remediation }: Incident, { steps }: PeopleEdits): RemediationStep[] {
  return remediation.steps.map((step) => {
    const own = steps.filter(({ stepId }) => stepId === step.id);
    const said = (name: StepField) => own.find(({ field }) => field === name)?.to ?? undefined;
    const [status, due, link, note] = [said("status"), said("due"), said("link"), said("note")];
    const owner = own.find(({ field }) => field === "owner");
    return {
      ...step,
      status: stepStatus(step, status, remediation.successCriteria),
      owner: owner === undefined ? step.owner : owner.to,
      ...(due === undefined ? {} : { due }),
      ...(link === undefined ? {} : { link }),
      ...(note === undefined ? {} : { note }),
    };
  });
}

/** What a person did counts as verified once live checks and traffic have shown it, unless a person says that it failed. */
function stepStatus(
  step: RemediationStep,
  person: string | undefined,
  criteria: readonly SuccessCriterion[],
): RemediationStep["status"] {
  const known = STEP_STATUSES.find((status) => status === person) ?? step.status;
  if (step.status === "verified" && known !== "failed") return "verified";
  return known === "done" && isShown(step.kind, criteria) ? "verified" : known;
}

/** Whether what a step is for can be seen: a mitigation in the end of the failures, a fix in every criterion that is looked at. */
function isShown(kind: RemediationStep["kind"], criteria: readonly SuccessCriterion[]): boolean {
  if (kind === "prevent") return false;
  const looked = criteria.filter((one) => (kind === "mitigate" ? one.kind === "recurrence" : one.kind !== "manual"));
  return looked.length > 0 && looked.every(({ state }) => state === "met");
}

function applyAnswer(why: Why, { answers }: PeopleEdits): Why {
  const given = answers.find(({ whyId }) => whyId === why.id);
  if (given === undefined) return why;
  return { ...why, answer: given.answer, status: "answered", evidenceIds: [...why.evidenceIds, evidenceId(why.id)] };
}

function answerItem({ whyId, answer, who, at }: PeopleEdits["answers"][number]): Incident["timeline"][number] {
  return { at, kind: "person", statement: `${who} answered: ${answer}`, evidenceId: evidenceId(whyId) };
}

/** A person's word is evidence too; the timeline holds it. */
function evidenceId(whyId: string): string {
  return `person:${whyId}`;
}
