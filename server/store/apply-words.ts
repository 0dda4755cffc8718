import { compareTexts } from "../../shared/compare-texts.ts";
import type { Impact, Incident } from "../../shared/incident.ts";
import type { PersonsWord, WordField } from "../../shared/people.ts";
import type { PeopleEdits } from "./apply-edits.ts";

const TITLES: Readonly<Record<WordField, string>> = {
  summary: "the executive summary",
  "public-summary": "the summary for readers outside",
  "impact-statement": "the impact",
  "impact-capability": "the capability that is affected",
  "impact-failed-requests": "the number of failed requests",
  "impact-distinct-callers": "the number of distinct callers",
  "impact-monthly-revenue-usd": "the revenue at stake",
  plan: "further steps of the plan",
  "lessons-well": "what went well",
  "lessons-wrong": "what went wrong",
  "lessons-lucky": "where we were lucky",
};

/**
 * The incident with what people wrote into its report: their impact instead of the derived one, a line of the timeline for each, and
 * who said what in `people`. As it is where nobody wrote anything.
 */
export function withWords(incident: Incident, derived: Incident, edits: PeopleEdits): Incident {
  const { words = [] } = edits;
  const people = [
    ...words.map((word) => wordIn(word, derived)),
    ...stepWords(derived, edits),
    ...whyWords(derived, edits),
  ];
  if (people.length === 0) return incident;
  const lines = words.map(({ field, who, at }) => ({
    at,
    kind: "person" as const,
    statement: `${who} wrote ${titleOf(field)}.`,
    evidenceId: null,
  }));
  const timeline = [...incident.timeline, ...lines].sort((a, b) => compareTexts(a.at, b.at));
  return { ...incident, impact: impactWith(incident.impact, words), timeline, people };
}

/** A field as it is named within a sentence. */
export function titleOf(field: string): string {
  return Object.entries(TITLES).find(([name]) => name === field)?.[1] ?? "a part of the report";
}

function wordIn(word: PersonsWord, { impact }: Incident): PersonsWord {
  const derived: Partial<Record<string, string | number | null>> = {
    "impact-statement": impact.statement,
    "impact-capability": impact.capability,
    "impact-failed-requests": impact.failedRequests,
    "impact-distinct-callers": impact.distinctCallers,
    "impact-monthly-revenue-usd": impact.monthlyRevenueUsd,
  };
  const instead = derived[word.field];
  return instead === undefined || instead === null ? word : { ...word, instead: String(instead) };
}

function impactWith(impact: Impact, words: readonly PersonsWord[]): Impact {
  const said = (field: WordField) => words.find((word) => word.field === field)?.text;
  const number = (field: WordField) => {
    const text = said(field);
    return text === undefined || !/^\d{1,12}$/.test(text) ? undefined : Number(text);
  };
  return {
    ...impact,
    statement: said("impact-statement") ?? impact.statement,
    capability: said("impact-capability") ?? impact.capability,
    failedRequests: number("impact-failed-requests") ?? impact.failedRequests,
    distinctCallers: number("impact-distinct-callers") ?? impact.distinctCallers,
    monthlyRevenueUsd: number("impact-monthly-revenue-usd") ?? impact.monthlyRevenueUsd,
  };
}

/** What was set of steps that there are; edits of old bundles do not say by whom. */
function stepWords({ remediation }: Incident, { steps }: PeopleEdits): PersonsWord[] {
  return steps.flatMap(({ stepId, field, to, who, at }) => {
    const step = remediation.steps.find(({ id }) => id === stepId);
    if (step === undefined || who === undefined || at === undefined) return [];
    if (to === null && field !== "owner") return [];
    return [{ field: `step:${stepId}:${field}`, text: to ?? "nobody", who, at }];
  });
}

function whyWords({ fiveWhys }: Incident, { answers }: PeopleEdits): PersonsWord[] {
  return answers.flatMap(({ whyId, answer, who, at }) => {
    const why = fiveWhys.find(({ id }) => id === whyId);
    if (why === undefined) return [];
    const word = { field: `why:${whyId}`, text: answer, who, at };
    return [why.status === "answered" ? { ...word, instead: why.answer } : word];
  });
}
