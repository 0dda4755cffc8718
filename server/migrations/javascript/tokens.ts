import { HOLE } from "../python/values.ts";

/** A piece of JavaScript or TypeScript. A text's `value` has HOLE for each `${…}`, whose sources are in `holes`. */
export type JsToken = { kind: "name" | "text" | "number" | "symbol"; value: string; holes: string[]; line: number };

const PIECES =
  /(?<space>\s+|\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$))|(?<text>"(?:[^"\\\n]|\\[\s\S])*"?|'(?:[^'\\\n]|\\[\s\S])*'?)|(?<template>`)|(?<name>[A-Za-z_$#\u0080-\uFFFF][\w$\u0080-\uFFFF]*)|(?<number>\d[\w.]*)|(?<symbol>=>|[\s\S])/y;

/** The pieces of a file without blanks and comments. Regular expressions are taken apart like anything else. */
export function tokenizeJavaScript(source: string): JsToken[] {
  const tokens: JsToken[] = [];
  let line = 1;
  let newline = source.indexOf("\n");
  let at = 0;
  while (at < source.length) {
    PIECES.lastIndex = at;
    const match = PIECES.exec(source);
    if (match === null) break;
    let end = PIECES.lastIndex;
    const { text, template, name, number, symbol } = match.groups ?? {};
    if (template !== undefined) {
      const literal = readTemplate(source, end);
      tokens.push({ kind: "text", value: literal.value, holes: literal.holes, line });
      end = literal.end;
    } else if (text !== undefined) tokens.push({ kind: "text", value: unquote(text), holes: [], line });
    else if (name !== undefined) tokens.push({ kind: "name", value: name, holes: [], line });
    else if (number !== undefined) tokens.push({ kind: "number", value: number, holes: [], line });
    else if (symbol !== undefined) tokens.push({ kind: "symbol", value: symbol, holes: [], line });
    for (; newline >= 0 && newline < end; newline = source.indexOf("\n", newline + 1)) line++;
    at = end;
  }
  return tokens;
}

/** Constants of the file: `const TABLE = "orders"`. */
export function constantsOf(tokens: JsToken[]): Map<string, string> {
  const constants = new Map<string, string>();
  tokens.forEach((token, index) => {
    if (token.kind !== "name" || token.value !== "const") return;
    const [name, equals, value, end] = tokens.slice(index + 1, index + 5);
    const isWhole = end === undefined || end.value === ";" || end.line > (value?.line ?? 0);
    if (name === undefined || equals?.value !== "=" || value?.kind !== "text" || !isWhole) return;
    constants.set(name.value, textOf(value, constants));
  });
  return constants;
}

/** A text with its `${NAME}` filled in where NAME is a constant, HOLE for the others. */
export function textOf(token: JsToken, constants: Map<string, string>): string {
  let next = 0;
  return token.value.replaceAll(HOLE, () => constants.get(token.holes[next++] ?? "") ?? HOLE);
}

function readTemplate(source: string, start: number): { value: string; holes: string[]; end: number } {
  const holes: string[] = [];
  let value = "";
  let at = start;
  while (at < source.length && source[at] !== "`") {
    if (source.startsWith("${", at)) {
      const close = closingBrace(source, at + 2);
      holes.push(source.slice(at + 2, close).trim());
      value += HOLE;
      at = close + 1;
    } else if (source[at] === "\\") {
      value += unescapeOne(source[at + 1] ?? "");
      at += 2;
    } else value += source[at++];
  }
  return { value, holes, end: at + 1 };
}

function closingBrace(source: string, start: number): number {
  let depth = 1;
  for (let at = start; at < source.length; at++) {
    if (source[at] === "{") depth++;
    if (source[at] === "}" && --depth === 0) return at;
  }
  return source.length;
}

function unquote(literal: string): string {
  const quote = literal[0] ?? "";
  const end = literal.length > 1 && literal.endsWith(quote) ? -1 : undefined;
  return literal.slice(1, end).replace(/\\([\s\S])/g, (_whole, character: string) => unescapeOne(character));
}

function unescapeOne(character: string): string {
  if (character === "n") return "\n";
  if (character === "t") return "\t";
  return character === "\n" || character === "r" ? "" : character;
}
