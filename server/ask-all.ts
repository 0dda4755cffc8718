import type { Check, Question } from "../shared/check.ts";
import type { Ask } from "./diagnose.ts";
import { type Breathe, breather } from "./lib/breathe.ts";

/**
 * The checks of each list of questions, in their order. All of them are asked in one call, and what several lists ask is asked once:
 * a database that can't be reached is met once, whatever the number of incidents.
 */
export async function askAll(
  lists: readonly (readonly Question[])[],
  ask: Ask,
  breathe: Breathe = breather(),
): Promise<Check[][]> {
  const unique = new Map<string, Question>();
  for (const list of lists) {
    for (const question of list) if (!unique.has(answerKey(question))) unique.set(answerKey(question), question);
    const pause = breathe();
    if (pause !== undefined) await pause;
  }
  const questions = [...unique.values()];
  const checks = await ask(questions);
  const isComplete = checks.length === questions.length && questions.every(({ id }, i) => checks[i]?.id === id);
  const byKey = isComplete
    ? new Map(questions.map((question, i) => [answerKey(question), checks[i]]))
    : new Map(checks.map((check) => [check.id, check]));
  const keyOf = isComplete ? answerKey : ({ id }: Question) => id;
  const answers: Check[][] = [];
  for (const list of lists) {
    answers.push(list.flatMap((question) => byKey.get(keyOf(question)) ?? []));
    const pause = breathe();
    if (pause !== undefined) await pause;
  }
  return answers;
}

/** What an answer depends on: two incidents may ask the same about moments of their own. The end of a window moves with the clock. */
export function answerKey({ id, params: { at = "", from = "" } }: Question): string {
  return `${id}|${at}|${from}`;
}
