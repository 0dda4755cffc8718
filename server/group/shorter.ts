import { type Statement, type StatementTable, textOf } from "./statements.ts";
import { HOLE, isNameLike, type Token } from "./tokens.ts";

/** What a text holds that may be said shorter elsewhere. */
const MAY_BE_SHORTER = [` : ${HOLE} `, `${HOLE} ( `, "[ ] ", "( ) ", ` [ ${HOLE} ] `, ` < ${HOLE} > `];
/** Words that must be equal before what is left out is taken for a part of the value. */
const MIN_WORDS = 4;
const MIN_WORDS_AROUND_NAME = 3;
const CLOSING: Readonly<Record<string, string>> = { "[": "]", "(": ")", "<": ">" };

type Form = { tokens: Token[]; name: string | undefined };
type Found = { from: Statement; form: Form };

/**
 * Joins what is said with more tokens to the same with fewer, where both are known: `wpad:<*>` and `<*>`, `<*> (laptop)` and `<*>`,
 * `cn[<*>]` and `<*>`, `[]` and `[<*>]`. A word in brackets behind a value is of the value only where it is a name, or several are.
 */
export function joinShorter(table: StatementTable): void {
  const named = new Map<string, Found[]>();
  const candidates = [...table.byText.values()].filter(({ text }) =>
    MAY_BE_SHORTER.some((part) => text.includes(part)),
  );
  // What becomes shorter goes from long to short, what becomes longer the other way: each step is there when it is looked for.
  const byLength = candidates.sort((a, b) => b.tokens.length - a.tokens.length || (a.text < b.text ? -1 : 1));
  for (const statement of byLength) joinTo(table, statement, shorterForms(statement.tokens), named);
  for (const statement of byLength.reverse()) joinTo(table, statement, filledForms(statement.tokens), named);
  for (const [text, found] of named) joinNamed(table, text, found);
}

function joinTo(table: StatementTable, statement: Statement, forms: Iterable<Form>, named: Map<string, Found[]>): void {
  if (table.byText.get(statement.text) !== statement) return;
  for (const form of forms) {
    const text = textOf(form.tokens);
    const known = table.byText.get(text);
    if (known === undefined) continue;
    if (form.name !== undefined) named.set(text, [...(named.get(text) ?? []), { from: statement, form }]);
    else if (isChanged(table, statement, known)) {
      table.move(statement, form.tokens);
      return;
    }
  }
}

function joinNamed(table: StatementTable, text: string, found: readonly Found[]): void {
  const names = new Set(found.map(({ form }) => form.name ?? ""));
  if (names.size < 2 && ![...names].some(isNameLike)) return;
  for (const { from, form } of found) {
    const known = table.byText.get(text);
    if (known === undefined || table.byText.get(from.text) !== from) continue;
    if (found.some((one) => isChanged(table, one.from, known))) table.move(from, form.tokens);
  }
}

function isChanged({ changed }: StatementTable, one: Statement, other: Statement): boolean {
  return changed.has(one) || changed.has(other);
}

function* shorterForms(tokens: readonly Token[]): Generator<Form> {
  for (const [index, token] of tokens.entries()) {
    const [next, after, last] = [tokens[index + 1], tokens[index + 2], tokens[index + 3]];
    if (token.kind === "word" && next?.isApart === false && after?.kind === "hole" && !after.isApart) {
      if (next.text === ":") yield* formOf(tokens, index, 3, token, MIN_WORDS);
      else if (CLOSING[next.text] === last?.text) yield* formOf(tokens, index, 4, token, MIN_WORDS_AROUND_NAME);
    } else if (token.kind === "hole" && next?.text === "(" && after?.kind === "word" && last?.text === ")") {
      yield* formOf(tokens, index, 4, token, MIN_WORDS_AROUND_NAME, after.text);
    }
  }
}

/** The tokens with a hole in place of so many, where enough words are left. */
function* formOf(
  tokens: readonly Token[],
  index: number,
  length: number,
  { isApart }: Token,
  minWords: number,
  name?: string,
): Generator<Form> {
  const shorter: Token[] = [
    ...tokens.slice(0, index),
    { text: HOLE, kind: "hole", isApart },
    ...tokens.slice(index + length),
  ];
  if (shorter.filter(({ kind }) => kind === "word").length >= minWords) yield { tokens: shorter, name };
}

/** The tokens with `[]` as `[<*>]` and `['<*>']`, for each that there is. */
function* filledForms(tokens: readonly Token[]): Generator<Form> {
  const hole: Token = { text: HOLE, kind: "hole", isApart: false };
  for (const [index, { text }] of tokens.entries()) {
    if ((text !== "[" && text !== "(") || CLOSING[text] !== tokens[index + 1]?.text) continue;
    for (const quote of ["", "'", '"']) {
      const mark: Token = { text: quote, kind: "mark", isApart: false };
      const filled = quote === "" ? [hole] : [mark, hole, mark];
      yield { tokens: [...tokens.slice(0, index + 1), ...filled, ...tokens.slice(index + 1)], name: undefined };
    }
  }
}
