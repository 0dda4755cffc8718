import { maskPairs } from "./pairs.ts";
import { maskQuotedValues } from "./quoted-values.ts";
import { HOLE, isIdentity, type Token } from "./tokens.ts";

/** Holes that must stand between the same two marks before a word there is taken for a value too. */
const MIN_PARALLELS = 3;
const MAX_PERIOD = 5;
/** What is printed where a value is missing. */
const BLANK = /^(?:\*+|-+|\?+)$/;

/**
 * The tokens with what their own structure shows to be a value or a list: a word between the same marks as several
 * masks is one more value, and a phrase that repeats itself stands once.
 */
export function generalise(tokens: Token[]): Token[] {
  return withoutRepeats(maskBlanks(maskPairs(maskParallels(maskQuotedValues(withoutRests(tokens))))));
}

/** `q=<*>:cedar&rows=<*>`: what a mark alone divides from the value of a key is of that value. */
export function withoutRests(tokens: Token[]): Token[] {
  const kept: Token[] = [];
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at];
    if (token === undefined) break;
    kept.push(token);
    const isValue = token.kind === "hole" && !token.isApart && tokens[at - 1]?.text === "=";
    while (isValue && isRest(tokens[at + 1], tokens[at + 2])) at += 2;
  }
  return kept;
}

function isRest(mark: Token | undefined, rest: Token | undefined): boolean {
  if (mark?.text !== ":" || mark.isApart || rest === undefined || rest.isApart) return false;
  return rest.kind !== "mark";
}

/** `<*> (leader), <*> (epoch), LOOKING (state)`: the word between `,` and `(` is a value as the masks are. */
function maskParallels(tokens: Token[]): Token[] {
  const holes = new Map<string, number>();
  tokens.forEach((token, index) => {
    const frame = token.kind === "hole" ? frameOf(tokens, index) : undefined;
    if (frame !== undefined) holes.set(frame, (holes.get(frame) ?? 0) + 1);
  });
  if (holes.size === 0) return tokens;
  return tokens.map((token, index) => {
    const frame = token.kind === "word" ? frameOf(tokens, index) : undefined;
    const isParallel = frame !== undefined && (holes.get(frame) ?? 0) >= MIN_PARALLELS;
    return isParallel && !isIdentity(tokens, index) ? { text: HOLE, kind: "hole", isApart: token.isApart } : token;
  });
}

/** `<*> **** <*>`: what stands for no value between values is one. */
function maskBlanks(tokens: Token[]): Token[] {
  return tokens.map((token, index) => {
    const isBlank = token.kind === "word" && token.isApart && BLANK.test(token.text);
    if (!isBlank || tokens[index - 1]?.kind !== "hole" || tokens[index + 1]?.kind !== "hole") return token;
    return { text: HOLE, kind: "hole", isApart: true };
  });
}

/** The marks on both sides of a token, where there are marks on both sides. */
function frameOf(tokens: Token[], index: number): string | undefined {
  const before = tokens[index - 1];
  const after = tokens[index + 1];
  return before?.kind === "mark" && after?.kind === "mark" ? `${before.text}${after.text}` : undefined;
}

/** A phrase of up to five tokens with a hole in it that follows itself directly is kept once. */
function withoutRepeats(tokens: Token[]): Token[] {
  const kept: Token[] = [];
  for (const token of tokens) {
    kept.push(token);
    for (let period = 1; period <= MAX_PERIOD && period * 2 <= kept.length; period++) {
      const repeated = isRepeat(kept, period, 0) ? period : isRepeat(kept, period, 1) ? period + 1 : 0;
      kept.length -= repeated;
      if (repeated > 0) break;
    }
  }
  return kept;
}

/** Brackets that follow each other, as `<1><2>`, are as many fields and no list: those have words or separators. */
const BRACKETS = "<>()[]{}";

/** With so many separators between: none, or one. */
function isRepeat(tokens: Token[], period: number, between: number): boolean {
  let hasHole = false;
  let isList = period === 1 || between > 0;
  if (between > 0 && !isSeparator(tokens[tokens.length - period - 1])) return false;
  for (let back = 1; back <= period; back++) {
    const last = tokens[tokens.length - back];
    if (last === undefined || last.text !== tokens[tokens.length - back - period - between]?.text) return false;
    if (last.kind === "hole") hasHole = true;
    else if (!BRACKETS.includes(last.text)) isList = true;
  }
  return hasHole && isList;
}

function isSeparator(token: Token | undefined): boolean {
  return token?.kind === "mark" && ",;+|".includes(token.text);
}
