import type { JsToken } from "./tokens.ts";

/** A call `owner.method(arguments)`, or `method(arguments)` with owner undefined. */
export type JsCall = {
  owner: string | undefined;
  method: string;
  given: JsToken[][];
  /** Place of the method among the tokens. */
  index: number;
  line: number;
  /** The `if` it stands under. */
  condition: string | undefined;
};

/** Calls within more brackets than this are no calls that a person wrote. */
const MAX_DEPTH = 60;
const OPENING = /^[([{]$/;
const CLOSING = /^[)\]}]$/;

/** The tokens of the function that runs a migration: from `up` to `down`, or to the end of what `up` stands in. */
export function upTokens(tokens: JsToken[]): JsToken[] {
  const start = tokens.findIndex((_token, index) => isNamed(tokens, index, "up"));
  if (start < 0) return [];
  let depth = 0;
  for (let i = start + 1; i < tokens.length; i++) {
    const { value, kind } = tokens[i] ?? { value: "", kind: "symbol" };
    if (kind === "symbol" && OPENING.test(value)) depth++;
    if (kind === "symbol" && CLOSING.test(value)) depth--;
    if (depth < 0 || (depth === 0 && isNamed(tokens, i, "down"))) return tokens.slice(start, i);
  }
  return tokens.slice(start);
}

/** The names in `up({ a, b: { c } })`; those that stand for others by a colon are left to what they stand for. */
export function handedNames(up: JsToken[]): Set<string> {
  const open = up.findIndex(({ kind, value }) => kind === "symbol" && value === "(");
  if (open < 0 || up[open + 1]?.value !== "{") return new Set();
  const pattern = up.slice(open + 2, closingOf(up, open + 1));
  return new Set(
    pattern.flatMap(({ kind, value }, index) => (kind === "name" && pattern[index + 1]?.value !== ":" ? [value] : [])),
  );
}

/** Every call in order, with its arguments apart. */
export function callsIn(tokens: JsToken[]): JsCall[] {
  const conditions = conditionsOf(tokens);
  let depth = 0;
  return tokens.flatMap((token, index) => {
    if (token.kind === "symbol" && OPENING.test(token.value)) depth++;
    if (token.kind === "symbol" && CLOSING.test(token.value)) depth--;
    if (depth > MAX_DEPTH) return [];
    if (token.kind !== "name" || tokens[index + 1]?.value !== "(" || tokens[index + 1]?.kind !== "symbol") return [];
    if (/^(if|for|while|switch|catch|function|return|await)$/.test(token.value)) return [];
    const isMethod = tokens[index - 1]?.value === ".";
    const owner = isMethod ? (tokens[index - 2]?.value ?? "") : undefined;
    const given = splitArguments(tokens, index + 2);
    return [{ owner, method: token.value, given, index, line: token.line, condition: conditions[index] }];
  });
}

/** The tokens between commas from here to the bracket that closes. */
export function splitArguments(tokens: JsToken[], start: number): JsToken[][] {
  const parts: JsToken[][] = [[]];
  let depth = 0;
  for (let i = start; i < tokens.length; i++) {
    const token = tokens[i];
    if (token === undefined) break;
    if (token.kind === "symbol") {
      if (OPENING.test(token.value)) depth++;
      if (CLOSING.test(token.value) && --depth < 0) break;
      if (token.value === "," && depth === 0) {
        parts.push([]);
        continue;
      }
    }
    parts.at(-1)?.push(token);
  }
  return parts.filter((part) => part.length > 0);
}

/** `up(`, `up =`, `up:`; of `exports.up` too, and not of `t.up()`. */
function isNamed(tokens: JsToken[], index: number, name: string): boolean {
  const [before, here, after] = [tokens[index - 1], tokens[index], tokens[index + 1]];
  if (here?.kind !== "name" || here.value !== name || !/^[(=:]$/.test(after?.value ?? "")) return false;
  return before?.value !== "." || /^(exports|module)$/.test(tokens[index - 2]?.value ?? "");
}

/** The condition of each token that stands within an `if` or its `else`. */
function conditionsOf(tokens: JsToken[]): (string | undefined)[] {
  const conditions: (string | undefined)[] = new Array(tokens.length).fill(undefined);
  tokens.forEach((token, index) => {
    if (token.kind !== "name" || token.value !== "if" || tokens[index + 1]?.value !== "(") return;
    // What stands within another condition is marked already.
    if (conditions[index] !== undefined) return;
    const close = closingOf(tokens, index + 1);
    const words = tokens
      .slice(index + 2, close)
      .map(({ value }) => value)
      .join(" ")
      .slice(0, 60);
    const end = mark(tokens, conditions, close + 1, words);
    if (tokens[end]?.value === "else") mark(tokens, conditions, end + 1, `not (${words})`);
  });
  return conditions;
}

/** Marks one statement or block, and gives the place after it. */
function mark(tokens: JsToken[], conditions: (string | undefined)[], start: number, words: string): number {
  const isBlock = tokens[start]?.value === "{";
  let end = isBlock ? closingOf(tokens, start) + 1 : start;
  while (!isBlock && end < tokens.length && tokens[end]?.value !== ";" && tokens[end]?.value !== "}") {
    end = OPENING.test(tokens[end]?.value ?? "") ? closingOf(tokens, end) + 1 : end + 1;
  }
  for (let i = start; i < end; i++) conditions[i] ??= words;
  return isBlock ? end : end + 1;
}

function closingOf(tokens: JsToken[], open: number): number {
  let depth = 0;
  for (let i = open; i < tokens.length; i++) {
    const token = tokens[i];
    if (token?.kind !== "symbol") continue;
    if (OPENING.test(token.value)) depth++;
    if (CLOSING.test(token.value) && --depth === 0) return i;
  }
  return tokens.length;
}
