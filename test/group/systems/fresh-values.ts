import { createMoreValues, moreLineOf } from "./more-values.ts";

const CHOICE_SEED = 104_729;
const CHOICE = /\{([^{}]*\|[^{}]*)\}/;

/** As `createMoreValues`, with choices that a statement lists itself: `{up|down}` is one of the two. */
export function createFreshValues(seed: number): (kind: string) => string {
  const known = createMoreValues(seed);
  let state = (seed * CHOICE_SEED + 7) >>> 0;
  return (kind) => {
    if (!kind.includes("|")) return known(kind);
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    const choices = kind.split("|");
    return choices[Math.floor((state / 2 ** 32) * choices.length)] ?? "";
  };
}

/** A line of a statement: each `{kind}` filled in, each choice made; `{{` and `}}` are braces. */
export function freshLineOf(statement: string, value: (kind: string) => string): string {
  let chosen = statement;
  // A choice may hold choices: the inner ones come first.
  while (CHOICE.test(chosen)) chosen = chosen.replace(CHOICE, (_, kind: string) => value(kind));
  return moreLineOf(chosen, value);
}
