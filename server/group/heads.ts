import { withoutLists } from "./key.ts";
import type { Statement } from "./statements.ts";
import { HOLE, isIdentity, isNameLike, mayBeValue, shownTokens, type Token, tokensOf } from "./tokens.ts";

/** What a text says first, with a hole for each value and name, and what follows, of which the place is told. */
type Head = { tokens: Token[]; text: string; rest: string; place: number };

/** Marks that end a head where a blank follows. */
const ENDING = "]:)}>-";
const MAX_TOKENS = 16;
/** Heads of one text. */
const MAX_HEADS = 3;
/** Texts that have to follow heads that differ in their values, before these are one head. */
const MIN_RESTS = 3;
const PRIME = 0x01000193;

/**
 * What texts begin with, where that has values: `[n1 - meta] Lost quorum` and `[n2 - R3] Lost quorum`. One such pair says little; where
 * several texts follow both, whatever follows is one statement.
 */
export class Heads {
  /** One statement of each head and rest, by their hash: most stand alone, of tens of thousands. */
  private readonly alone = new Map<number, Statement>();
  private readonly together = new Map<number, Set<Statement>>();
  /** The hashes of what follows a head with different values, by its text. */
  private readonly rests = new Map<string, Set<number>>();

  add(statement: Statement): void {
    for (const head of headsOf(statement.tokens)) {
      const hash = hashOf(head.text + head.rest);
      const other = this.alone.get(hash);
      const others = this.together.get(hash);
      if (others !== undefined) others.add(statement);
      else if (other === undefined) this.alone.set(hash, statement);
      else if (sameIn(other, head) !== undefined) this.join(hash, head.text, [other, statement]);
    }
  }

  drop(statement: Statement): void {
    for (const { text, rest } of headsOf(statement.tokens)) {
      const hash = hashOf(text + rest);
      if (this.alone.get(hash) === statement) this.alone.delete(hash);
      this.together.get(hash)?.delete(statement);
    }
  }

  /** Statements that differ in the values of a head alone which is known to vary, each row with the tokens of all. */
  same(): { statements: readonly Statement[]; tokens: Token[] }[] {
    return [...this.together.values()].flatMap((statements) => {
      const [first, ...others] = statements;
      const heads = first === undefined || others.length === 0 ? [] : headsOf(first.tokens);
      const head = heads.find(
        (one) => (this.rests.get(one.text)?.size ?? 0) >= MIN_RESTS && others.every((other) => sameIn(other, one)),
      );
      if (first === undefined || head === undefined) return [];
      return [{ statements: [first, ...others], tokens: [...head.tokens, ...first.tokens.slice(head.place)] }];
    });
  }

  private join(hash: number, head: string, statements: Statement[]): void {
    this.alone.delete(hash);
    this.together.set(hash, new Set(statements));
    const rests = this.rests.get(head);
    if (rests === undefined) this.rests.set(head, new Set([hash]));
    else rests.add(hash);
  }
}

/** The head of a statement that is equal but for its values, with the same behind it. */
function sameIn({ tokens }: Statement, { text, rest }: Head): Head | undefined {
  return headsOf(tokens).find((head) => head.text === text && head.rest === rest);
}

function hashOf(text: string): number {
  let hash = 0;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), PRIME);
  return hash;
}

function headsOf(tokens: readonly Token[]): Head[] {
  const heads: Head[] = [];
  let values = 0;
  let hasBracket = false;
  for (let at = 0; at < Math.min(MAX_TOKENS, tokens.length - 1) && heads.length < MAX_HEADS; at++) {
    if ("[(<".includes(tokens[at]?.text ?? " ")) hasBracket = true;
    if (isValue(tokens, at) && (hasBracket || tokens[at]?.kind === "hole" || mayBeValue(tokens, at))) values++;
    const isEnd = ENDING.includes(tokens[at]?.text ?? " ") && tokens[at + 1]?.isApart === true;
    if (!isEnd || values === 0 || !tokens.slice(at + 1).some(({ kind }) => kind === "word")) continue;
    const text = withoutLists(shownTokens(tokens.slice(0, at + 1).map((token, index) => masked(tokens, token, index))));
    heads.push({ tokens: tokensOf(text), text, rest: shownTokens(tokens.slice(at + 1)), place: at + 1 });
  }
  return heads;
}

function masked(tokens: readonly Token[], token: Token, at: number): Token {
  return isValue(tokens, at) ? { text: HOLE, kind: "hole", isApart: token.isApart } : token;
}

function isValue(tokens: readonly Token[], at: number): boolean {
  const { kind, text = "" } = tokens[at] ?? {};
  if (kind !== "word") return kind === "hole";
  return mayBeValue(tokens, at) || (!isIdentity(tokens, at) && isNameLike(text));
}
