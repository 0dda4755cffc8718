import { classAt, DIGIT, LOWER, SPACE, UPPER, WORD } from "./characters.ts";

/** What a masked part is called in a key. */
export const HOLE = "<*>";

/** A piece of a key: a word, a mask, or one mark; `isApart` where a blank stands before it. */
export type Token = { text: string; kind: "word" | "hole" | "mark"; isApart: boolean };

const TELLING_TYPE = /(?:Error|Exception|Warning|Failure|Fault|Interrupt)s?$/;

/** The words, masks and marks of a key, in order; a line break is a mark, other blanks are left out. */
export function tokensOf(key: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < key.length) {
    const kind = classAt(key, at);
    const isApart = key.charCodeAt(at - 1) === 32;
    if (kind === SPACE && key.charCodeAt(at) !== 10) at++;
    else if (key.startsWith(HOLE, at)) {
      tokens.push({ text: HOLE, kind: "hole", isApart });
      at += HOLE.length;
    } else if ((kind & WORD) !== 0) {
      const from = at;
      while (at < key.length && (classAt(key, at) & WORD) !== 0) at++;
      tokens.push({ text: key.slice(from, at), kind: "word", isApart });
    } else tokens.push({ text: key.charAt(at++), kind: "mark", isApart });
  }
  return tokens;
}

/** The text that tokens stand for. */
export function shownTokens(tokens: Token[]): string {
  return tokens.map(({ text, isApart }) => (isApart ? ` ${text}` : text)).join("");
}

/**
 * Whether the word at `index` is identity: a name in quotes, the value of a telling key, a kept number or route, the
 * type of an exception. Such words are never taken for a varying part.
 */
export function isIdentity(tokens: Token[], index: number): boolean {
  const token = tokens[index];
  if (token === undefined || token.kind !== "word") return true;
  const before = tokens[index - 1]?.text ?? "";
  if (before === '"' || before === "'" || before === "`" || before === "=") return true;
  if (tokens[index + 1]?.text === "=") return true;
  if (token.text.startsWith("/") || TELLING_TYPE.test(token.text)) return true;
  return !hasLetter(token.text);
}

function hasLetter(word: string): boolean {
  for (let i = 0; i < word.length; i++) if ((classAt(word, i) & (LOWER | UPPER)) !== 0) return true;
  return false;
}

/** Whether a word looks like the name of something rather than like a word of a sentence: `a.b.C`, `my-host`, `appId`. */
export function isNameLike(word: string): boolean {
  let hasInner = false;
  let humps = 0;
  let hasLower = false;
  for (let i = 0; i < word.length; i++) {
    const kind = classAt(word, i);
    if ((kind & DIGIT) !== 0) return true;
    if ((kind & LOWER) !== 0) hasLower = true;
    else if ((kind & UPPER) !== 0) {
      if (i > 0 && hasLower) humps++;
    } else if (i > 0 && i < word.length - 1) hasInner = true;
  }
  return hasLower && (hasInner || humps > 0);
}
