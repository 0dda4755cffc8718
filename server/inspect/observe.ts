import type { Observation, Question } from "../../shared/check.ts";
import type { EnvironmentConfig } from "../../shared/config.ts";
import { referenceFor } from "../../shared/reference.ts";
import type { InspectSettings } from "./index.ts";

/** The settings of one inspection, with its budget decided. */
export type InspectRun = InspectSettings & { budgetMs: number };

/** An observation that brings no facts, only the reason. */
export function failed(question: Question, at: number, reason: string, how = "", durationMs = 0): Observation {
  return { questionId: question.id, how, at, durationMs, result: { ok: false, reason } };
}

/** An observation with facts. */
export function seen(
  question: Question,
  at: number,
  facts: Record<string, unknown>,
  how: string,
  durationMs: number,
): Observation {
  return { questionId: question.id, how, at, durationMs, result: { ok: true, facts } };
}

/** The environment of a name, or the reason why there is none. */
export function environmentNamed(run: InspectRun, name: string): EnvironmentConfig | string {
  const known = run.environments.map((environment) => environment.name);
  const found = run.environments.find((environment) => environment.name === name);
  if (found !== undefined) return found;
  const others = known.length === 0 ? "none is" : `configured are: ${known.join(", ")}`;
  return `environment "${name}" is not configured (${others}); add it under environments`;
}

/** The environment that this question compares its own with: the one it names, else the configured reference. */
export function referenceOf(run: InspectRun, question: Question): string | undefined {
  const name = question.params.reference ?? referenceFor(run.environments, question.environment);
  return name === question.environment ? undefined : name;
}

/** The same question about the reference, under an id of its own. */
export function referenceQuestion(question: Question, reference: string): Question {
  return { ...question, id: `${question.id}@${reference}`, environment: reference };
}

/** Whole milliseconds since a reading of `performance.now()`. */
export function since(startedAt: number): number {
  return Math.round(performance.now() - startedAt);
}
