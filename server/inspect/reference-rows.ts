import type { Observation, Question } from "../../shared/check.ts";
import { factsOf } from "../../shared/facts.ts";
import { type InspectRun, referenceOf, referenceQuestion } from "./observe.ts";

/** Observations of the questions as asked; those about migrations get the rows of their reference, or why it has none. */
export function withReferenceRows(questions: Question[], observed: Observation[], run: InspectRun): Observation[] {
  const byId = new Map(observed.map((observation) => [observation.questionId, observation]));
  return questions.flatMap((question) => {
    const own = byId.get(question.id);
    if (own === undefined) return [];
    const reference = question.kind === "migrations" ? referenceOf(run, question) : undefined;
    if (reference === undefined || !own.result.ok) return [own];
    const other = byId.get(referenceQuestion(question, reference).id);
    const facts = { ...own.result.facts, reference, ...referenceFacts(other) };
    return [{ ...own, result: { ok: true as const, facts } }];
  });
}

function referenceFacts(other: Observation | undefined): Record<string, unknown> {
  if (other === undefined) return { referenceRows: null, referenceReason: "it was not asked" };
  if (!other.result.ok) return { referenceRows: null, referenceReason: other.result.reason };
  const facts = factsOf.migrations(other.result.facts);
  if (facts === undefined || facts.table === null) {
    return { referenceRows: null, referenceReason: "it has no version table of a known migration tool" };
  }
  return { referenceRows: facts.rows, referenceReason: null };
}
