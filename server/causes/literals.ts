/** The shortest literal that is worth looking for: shorter ones are everywhere. */
export const MIN_LITERAL_LENGTH = 4;

/**
 * Texts of which at least one occurs, letter case aside, in everything that a regular expression matches; undefined
 * where no such set of literals of at least `MIN_LITERAL_LENGTH` characters can be read off its source. The set with
 * the longest shortest member is chosen.
 */
export function requiredLiterals(pattern: RegExp): string[] | undefined {
  const best = ofAlternatives(splitAlternatives(pattern.source));
  return best === undefined ? undefined : [...new Set(best.map((literal) => literal.toLowerCase()))];
}

function ofAlternatives(alternatives: string[]): string[] | undefined {
  const found: string[] = [];
  for (const alternative of alternatives) {
    const literals = ofSequence(alternative);
    if (literals === undefined) return undefined;
    found.push(...literals);
  }
  return found;
}

/** The best choice among the literal runs and the groups that a sequence cannot do without. */
function ofSequence(source: string): string[] | undefined {
  const choices: string[][] = [];
  let run = "";
  const endRun = () => {
    if (run.length >= MIN_LITERAL_LENGTH) choices.push([run]);
    run = "";
  };
  for (const token of tokens(source)) {
    if (token.kind === "literal" && token.isRequired) {
      run += token.text;
      if (token.isRepeated) endRun();
      continue;
    }
    endRun();
    if (token.kind !== "group" || !token.isRequired) continue;
    const inner = ofAlternatives(splitAlternatives(token.text));
    if (inner !== undefined) choices.push(inner);
  }
  endRun();
  return choices.sort((a, b) => shortest(b) - shortest(a))[0];
}

function shortest(literals: string[]): number {
  return Math.min(...literals.map((literal) => literal.length));
}

type Token = { kind: "literal" | "group" | "other"; text: string; isRequired: boolean; isRepeated: boolean };

/** The atoms of a sequence with what their quantifiers say. Look-arounds and assertions are `other`. */
function* tokens(source: string): Generator<Token> {
  let at = 0;
  while (at < source.length) {
    const run = plainEnd(source, at);
    // A quantifier is about the last character alone.
    const alone = QUANTIFIER_STARTS.includes(source.charAt(run)) ? run - 1 : run;
    if (alone > at) yield { kind: "literal", text: source.slice(at, alone), isRequired: true, isRepeated: false };
    at = Math.max(at, alone);
    if (at >= source.length) break;
    const atom = atomAt(source, at);
    at += atom.length;
    const quantifier = QUANTIFIER_STARTS.includes(source.charAt(at)) ? quantifierAt(source, at) : "";
    at += quantifier.length;
    const isOptional = /^(?:[*?]|\{0)/.test(quantifier);
    yield { kind: atom.kind, text: atom.text, isRequired: !isOptional, isRepeated: quantifier !== "" };
  }
}

const QUANTIFIER_STARTS = ["*", "+", "?", "{"];

/** The place behind the characters from `at` on that mean themselves. */
function plainEnd(source: string, at: number): number {
  PLAIN.lastIndex = at;
  PLAIN.test(source);
  return Math.max(at, PLAIN.lastIndex);
}

/** Several characters at a time: most of a pattern is plain. */
const PLAIN = /[^\\[\](){}.*+?^$|]+/y;

function quantifierAt(source: string, at: number): string {
  return /^(?:[*+?]|\{\d+(?:,\d*)?\})\??/.exec(source.slice(at))?.[0] ?? "";
}

function atomAt(source: string, at: number): { kind: Token["kind"]; text: string; length: number } {
  const character = source.charAt(at);
  if (character === "\\") {
    const next = source.charAt(at + 1);
    const isLiteral = /[^\w]/.test(next);
    const length = next === "x" ? 4 : next === "u" ? 6 : 2;
    return { kind: isLiteral ? "literal" : "other", text: next, length };
  }
  if (character === "[") return { kind: "other", text: "", length: classLength(source, at) };
  if (character === "(") return groupAt(source, at);
  if (character === "." || character === "^" || character === "$") return { kind: "other", text: "", length: 1 };
  return { kind: "literal", text: character, length: 1 };
}

function groupAt(source: string, at: number): { kind: Token["kind"]; text: string; length: number } {
  const length = groupLength(source, at);
  const opening = /^\((?:\?(?:[:=!]|<[=!]|<\w+>))?/.exec(source.slice(at))?.[0] ?? "(";
  const isLookAround = /[=!]$/.test(opening);
  return { kind: isLookAround ? "other" : "group", text: source.slice(at + opening.length, at + length - 1), length };
}

function classLength(source: string, from: number): number {
  let at = from + 1;
  while (at < source.length && source.charAt(at) !== "]") at += source.charAt(at) === "\\" ? 2 : 1;
  return at + 1 - from;
}

function groupLength(source: string, from: number): number {
  let depth = 0;
  let at = from;
  while (at < source.length) {
    at = plainEnd(source, at);
    const character = source.charAt(at);
    if (character === "\\") at += 2;
    else if (character === "[") at += classLength(source, at);
    else {
      at += 1;
      if (character === "(") depth += 1;
      if (character === ")") depth -= 1;
      if (depth === 0) break;
    }
  }
  return at - from;
}

function splitAlternatives(source: string): string[] {
  const parts: string[] = [];
  let start = 0;
  let at = 0;
  while (at < source.length) {
    at = plainEnd(source, at);
    const character = source.charAt(at);
    if (character === "|") {
      parts.push(source.slice(start, at));
      start = at + 1;
    }
    at += character === "(" ? groupLength(source, at) : atomAt(source, at).length;
  }
  parts.push(source.slice(start));
  return parts;
}
