import { PREPOSITIONS } from "./announcing.ts";
import { closingBracket } from "./enclosing.ts";
import { withoutLists } from "./key.ts";
import { HOLE, shownTokens, type Token, tokensOf } from "./tokens.ts";

/** How else a text may be said; `name` is set where it leaves out a word that may be a name. */
export type Form = { text: string; tokens: Token[]; name: string | undefined };

/** Words that must be equal before what is left out is taken for a part of the value. */
const MIN_WORDS = 4;
const MIN_WORDS_AROUND_NAME = 3;
/** What divides the values of a list. */
const SEPARATORS = [",", ";", "|", "-"];
/** Marks that enclose a value beside brackets. */
const CLOSING: ReadonlyMap<string, string> = new Map([
  ["<", ">"],
  ["'", "'"],
  ['"', '"'],
]);

/** The tokens, each followed by a blank. */
export function textOf(tokens: readonly Token[]): string {
  let text = "";
  for (const token of tokens) text += `${token.text} `;
  return text;
}

/**
 * The forms that a text has with one value said otherwise: `wpad:<*>`, `cn[<*>]`, `<*> (laptop)`, `<*>, laptop`, `(<*>)` and `-` as `<*>`;
 * `[]` as `[<*>]` and `['<*>']`, `["<*>"]` as `[<*>]`, `key=` as `key=<*>`, `[C=<*>, O=<*>]` as `[<*>]`.
 */
export function formsOf(tokens: readonly Token[]): Form[] {
  const words = tokens.filter(({ kind }) => kind === "word").length;
  if (words < MIN_WORDS_AROUND_NAME) return [];
  return tokens.flatMap((token, index) => {
    if (token.kind === "word") return formsOfWord(tokens, index, words);
    if (token.kind === "hole") return formsOfHole(tokens, index, words);
    return words < MIN_WORDS ? [] : formsOfMark(tokens, index);
  });
}

/** `Setting up <*> (<*>)` as `Setting up <*>`, where words that were found to vary stand beside values: such are one value in a key. */
export function shorterForm(tokens: readonly Token[]): Form | undefined {
  if (tokens.filter(({ kind }) => kind === "hole").length < 2) return undefined;
  const key = shownTokens(tokens);
  const shorter = withoutLists(key);
  if (shorter === key) return undefined;
  const said = tokensOf(shorter);
  return { text: textOf(said), tokens: said, name: undefined };
}

function formsOfWord(tokens: readonly Token[], index: number, words: number): Form[] {
  const [token, next, after, last] = tokens.slice(index, index + 4);
  if (token?.text === "-" && token.isApart && words > MIN_WORDS) return [formWith(tokens, index, 1, [hole(true)])];
  if (token === undefined || after?.kind !== "hole" || words <= MIN_WORDS_AROUND_NAME) return [];
  if (SEPARATORS.includes(next?.text ?? "") && token.text !== "-") return [listWith(tokens, index, token)];
  if (next?.isApart !== false || after.isApart) return [];
  if (next.text === ":") return words > MIN_WORDS ? [formWith(tokens, index, 3, [hole(token.isApart)])] : [];
  const isRange = "[<(".includes(next.text) && closingOf(next.text) === last?.text;
  return isRange ? [formWith(tokens, index, 4, [hole(token.isApart)])] : [];
}

/** `<*> (laptop)`, `<*>, laptop`: the word may be a name. */
function formsOfHole(tokens: readonly Token[], index: number, words: number): Form[] {
  const [token, next, after, last] = tokens.slice(index, index + 4);
  if (token === undefined || words <= MIN_WORDS_AROUND_NAME) return [];
  // A name that was found to vary, with what is in brackets behind it.
  const isRange = after?.kind === "hole" && next?.isApart === false && closingOf(next.text) === last?.text;
  if (isRange && next.text === "[") return [formWith(tokens, index, 4, [hole(token.isApart)])];
  if (after?.kind !== "word") return [];
  if (SEPARATORS.includes(next?.text ?? "")) return [listWith(tokens, index, after)];
  if (next?.text !== "(" || last?.text !== ")") return [];
  return [{ ...formWith(tokens, index, 4, [hole(token.isApart)]), name: after.text }];
}

function closingOf(mark: string): string | undefined {
  return closingBracket(mark) ?? CLOSING.get(mark);
}

/** A value and a name with a mark between as one value. */
function listWith(tokens: readonly Token[], index: number, { text }: Token): Form {
  return { ...formWith(tokens, index, 3, [hole(tokens[index]?.isApart === true)]), name: text };
}

function formsOfMark(tokens: readonly Token[], index: number): Form[] {
  const [before, token, next, after] = [tokens[index - 1], ...tokens.slice(index, index + 3)];
  if (token === undefined) return [];
  if (token.text === "=" && !token.isApart && before?.kind === "word" && next?.isApart !== false) {
    return [formWith(tokens, index + 1, 0, [hole(false)])];
  }
  // A name that was left out before what is told of it: `by (uid=<*>)` as `by <*>(uid=<*>)`.
  if (token.text === "(" && PREPOSITIONS.has(before?.text ?? "") && after?.text === "=") {
    return [formWith(tokens, index, 0, [hole(true)])];
  }
  const close = closingOf(token.text);
  if (close === undefined || next?.isApart === true) return [];
  const pairsEnd = endOfPairs(tokens, index + 1, close);
  if (pairsEnd > 0) return [formWith(tokens, index + 1, pairsEnd - index - 1, [hole(false)])];
  const isItem = before?.text === "[" && tokens[index + 3]?.text === "]";
  if (next?.kind === "hole" && after?.text === close && (token.isApart || before?.text === "=" || isItem)) {
    return [formWith(tokens, index, 3, [hole(token.isApart)])];
  }
  if (next?.text !== close || token.text === "<") return [];
  const quotes = token.text === "[" ? ["", "'", '"'] : [""];
  return quotes.map((quote) => {
    const mark: Token = { text: quote, kind: "mark", isApart: false };
    return formWith(tokens, index + 1, 0, quote === "" ? [hole(false)] : [mark, hole(false), mark]);
  });
}

/** The place of what closes a list of keys with values, `C=<*>, O=<*>`; 0 where there is something else, or nothing. */
function endOfPairs(tokens: readonly Token[], from: number, close: string): number {
  for (let at = from; ; at += 4) {
    const [key, sign, value, end] = tokens.slice(at, at + 4);
    if (key?.kind !== "word" || sign?.text !== "=" || value?.kind !== "hole") return 0;
    if (end?.text === close) return at + 3;
    if (end?.text !== ",") return 0;
  }
}

function formWith(tokens: readonly Token[], index: number, length: number, instead: Token[]): Form {
  const said = [...tokens.slice(0, index), ...instead, ...tokens.slice(index + length)];
  return { text: textOf(said), tokens: said, name: undefined };
}

function hole(isApart: boolean): Token {
  return { text: HOLE, kind: "hole", isApart };
}
