import type { Check, Question } from "../shared/check.ts";
import { eachInSteps, type Steps } from "../shared/in-steps.ts";
import type { Ask } from "./diagnose.ts";
import { type Breathe, goThrough } from "./lib/breathe.ts";

/**
 * The checks of each list of questions, in their order. All of them are asked in one call, and what several lists ask is asked once:
 * a database that can't be reached is met once, whatever the number of incidents.
 */
export async function askAll(lists: readonly (readonly Question[])[], ask: Ask, breathe: Breathe): Promise<Check[][]> {
  const unique = await goThrough(byAnswer(lists), breathe);
  const questions = [...unique.values()];
  const checks = await ask(questions);
  const isComplete = checks.length === questions.length && questions.every(({ id }, i) => checks[i]?.id === id);
  const byKey = isComplete
    ? new Map(questions.map((question, i) => [answerKey(question), checks[i]]))
    : new Map(checks.map((check) => [check.id, check]));
  const keyOf = isComplete ? answerKey : ({ id }: Question) => id;
  const answersTo = (list: readonly Question[]) => list.flatMap((question) => byKey.get(keyOf(question)) ?? []);
  return goThrough(eachInSteps(lists, answersTo), breathe);
}

/** The questions by what their answers depend on; the first of those that ask the same. */
function* byAnswer(lists: readonly (readonly Question[])[]): Steps<Map<string, Question>> {
  const unique = new Map<string, Question>();
  for (const list of lists) {
    for (const question of list) {
      const key = answerKey(question);
      if (!unique.has(key)) unique.set(key, question);
    }
    yield;
  }
  return unique;
}

/** What an answer depends on: two incidents may ask the same about moments of their own. The end of a window moves with the clock. */
export function answerKey({ id, params: { at = "", from = "" } }: Question): string {
  return `${id}|${at}|${from}`;
}
