import { createMoreValues, moreLineOf } from "./more-values.ts";

/** A line, the statement that it is of, and the same with the states and reasons that it tells: another reason may be another mistake. */
export type Row = { text: string; label: string; told: string };

const CHOICE_SEED = 15_485_863;
const CHOICE = /\{([^{}]*\|[^{}]*)\}/;
/** Filled in before a choice is made, so that a choice may hold them. */
const SIMPLE = /\{([a-z0-9]+)\}/g;
const TELLING = /^!/;
const LINES = 2000;

/** About 2,000 lines of a system: the statement of rank r has a share of 1/r, each at least one line, in an order that is no order. */
export function sourceRowsOf(name: string, statements: readonly string[]): Row[] {
  const next = createRandom(CHOICE_SEED + name.length * 31 + statements.length);
  const value = createMoreValues(7 + name.length);
  const ranks = shuffled(
    statements.map((_, index) => index + 1),
    next,
  );
  const sum = ranks.reduce((total, rank) => total + 1 / rank, 0);
  const rows = statements.flatMap((statement, index) =>
    Array.from({ length: Math.max(1, Math.round(LINES / sum / (ranks[index] ?? 1))) }, () => {
      const { text, told } = sourceLineOf(statement, value, next);
      return { text, label: `${name} ${index}`, told: `${name} ${index} ${told}` };
    }),
  );
  return shuffled(rows, next);
}

/** A line of a statement: choices are made from within, the first ones more often; then each `{kind}` is filled in. */
function sourceLineOf(statement: string, value: (kind: string) => string, next: () => number) {
  let chosen = statement.replace(SIMPLE, "\u0001$1\u0002");
  let told = "";
  while (CHOICE.test(chosen)) {
    chosen = chosen.replace(CHOICE, (_, list: string) => {
      const choice = chosenOf(list.replace(TELLING, "").split("|"), next());
      if (TELLING.test(list)) told += `${choice}|`;
      return choice;
    });
  }
  const text = moreLineOf(chosen.replaceAll("\u0001", "{").replaceAll("\u0002", "}"), value).trim();
  return { text, told };
}

function chosenOf(choices: readonly string[], share: number): string {
  return choices[Math.floor(choices.length * share * share)] ?? "";
}

export function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

export function shuffled<T>(list: readonly T[], next: () => number): T[] {
  const turned = [...list];
  for (let i = turned.length - 1; i > 0; i--) {
    const j = Math.floor(next() * (i + 1));
    [turned[i], turned[j]] = [turned[j] as T, turned[i] as T];
  }
  return turned;
}
