import { useQueries } from "@tanstack/react-query";
import { useOnce } from "../lib/once.ts";
import type { Question } from "./question.ts";

/**
 * Whether each of these questions has had its answer or its fault: true from then on. What is drawn only then is drawn once, and
 * nothing in it pushes anything else away. Nothing is asked before `isAsked`.
 */
export function useAnswered(questions: readonly Question<unknown>[], isAsked = true): boolean {
  const isWaiting = useQueries({
    queries: questions.map((one) => ({ ...one, enabled: isAsked })),
    combine: (results) => results.some(({ isPending }) => isPending),
  });
  return useOnce(!isWaiting);
}

/**
 * The same question for a part that is drawn after `useAnswered`: a fault stays what it is when the part comes, instead of being
 * asked away and back again.
 */
export function answered<Q extends object>(asked: Q): Q & { retryOnMount: false } {
  return { ...asked, retryOnMount: false };
}
