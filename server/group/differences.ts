import { HOLE, type Token, tokensOf } from "./tokens.ts";

/** Where two keys differ: what one has there and what the other has; empty where one has nothing. */
export type Difference = { a: string; b: string };

/** Tokens of a key that are compared; what lies beyond is one difference. */
const MAX_TOKENS = 200;
/** What stands for a masked part, to people. */
const MASKED = "‹masked›";

/** The places where two keys differ, in order: the longest common sequence of tokens is what they share. */
export function differencesOf(a: string, b: string): Difference[] {
  const [left, right] = [tokensOf(a).slice(0, MAX_TOKENS), tokensOf(b).slice(0, MAX_TOKENS)];
  const shared = commonLengths(left, right);
  const found: Difference[] = [];
  let current: { a: Token[]; b: Token[] } = { a: [], b: [] };
  const close = () => {
    if (current.a.length + current.b.length > 0) found.push({ a: wordsOf(current.a), b: wordsOf(current.b) });
    current = { a: [], b: [] };
  };
  let [i, j] = [0, 0];
  while (i < left.length || j < right.length) {
    const [one, other] = [left[i], right[j]];
    if (one !== undefined && other !== undefined && one.text === other.text) {
      close();
      i++;
      j++;
    } else if (other === undefined || (one !== undefined && at(shared, i + 1, j) >= at(shared, i, j + 1))) {
      if (one !== undefined) current.a.push(one);
      i++;
    } else {
      current.b.push(other);
      j++;
    }
  }
  close();
  return found;
}

/** For each pair of places how many tokens the rests share in order. */
function commonLengths(left: Token[], right: Token[]): Uint16Array[] {
  const rows = Array.from({ length: left.length + 1 }, () => new Uint16Array(right.length + 1));
  for (let i = left.length - 1; i >= 0; i--) {
    for (let j = right.length - 1; j >= 0; j--) {
      const row = rows[i];
      if (row === undefined) continue;
      row[j] =
        left[i]?.text === right[j]?.text
          ? at(rows, i + 1, j + 1) + 1
          : Math.max(at(rows, i + 1, j), at(rows, i, j + 1));
    }
  }
  return rows;
}

function at(rows: Uint16Array[], i: number, j: number): number {
  return rows[i]?.[j] ?? 0;
}

function wordsOf(tokens: Token[]): string {
  let words = "";
  for (const { text, isApart } of tokens) {
    const word = text === HOLE ? MASKED : text === "\n" ? "↵" : text;
    words += words !== "" && isApart ? ` ${word}` : word;
  }
  return words;
}
