import type { TableName } from "../operations.ts";
import type { Token } from "./tokens.ts";

/** A place in a statement that moves forward as things are recognised. */
export type Cursor = { tokens: Token[]; at: number };

export function peek(cursor: Cursor, offset = 0): Token | undefined {
  return cursor.tokens[cursor.at + offset];
}

/** Whether the next words are these; moves past them if so. Words in quotes are names, never keywords. */
export function accept(cursor: Cursor, ...words: string[]): boolean {
  const isHere = words.every((word, index) => {
    const token = peek(cursor, index);
    return token?.kind === (/^\w/.test(word) ? "word" : "symbol") && token.value === word;
  });
  if (isHere) cursor.at += words.length;
  return isHere;
}

/** Moves past any of these words, in any order. */
export function skip(cursor: Cursor, ...words: string[]): void {
  while (words.some((word) => accept(cursor, word)));
}

/** The next name; undefined where none stands there. Moves past it. */
export function acceptName(cursor: Cursor): string | undefined {
  const token = peek(cursor);
  if (token?.kind !== "word" && token?.kind !== "quoted") return undefined;
  cursor.at++;
  return token.value;
}

/** `table`, `schema.table` or `database.schema.table`. */
export function acceptTable(cursor: Cursor): TableName | undefined {
  const parts: string[] = [];
  do {
    const name = acceptName(cursor);
    if (name === undefined) return undefined;
    parts.push(name);
  } while (accept(cursor, "."));
  return { table: parts.at(-1) ?? "", schema: parts.at(-2) ?? null };
}

/** The pieces between commas, up to the bracket that closes or to the end. Brackets inside stay whole. */
export function parts(cursor: Cursor): Token[][] {
  const result: Token[][] = [[]];
  let depth = 0;
  for (let token = peek(cursor); token !== undefined; token = peek(cursor)) {
    cursor.at++;
    if (token.kind === "symbol") {
      if (token.value === "(" || token.value === "[") depth++;
      if (token.value === ")" || token.value === "]") depth--;
      if (depth < 0) break;
      if (token.value === "," && depth === 0) {
        result.push([]);
        continue;
      }
    }
    result.at(-1)?.push(token);
  }
  return result.filter((part) => part.length > 0);
}
