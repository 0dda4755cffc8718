import { generalise } from "./generalise.ts";
import { isVarying, type Slot } from "./slot.ts";
import { HOLE, isIdentity, isNameLike, shownTokens, type Token, tokensOf } from "./tokens.ts";

/** A key that was found to be the same statement as another. */
export type Merge = { from: string; into: string };

/** The keys of level 1 with their counts, and which of them are one statement with varying words. */
export type Clusters = {
  /** Counts entries of a key. */
  add: (key: string, count: number) => void;
  /** Looks at all keys so far and returns the merges that are new. What was joined stays joined. */
  settle: () => Merge[];
  /** The key that leads the cluster of `key`: the one of its members that came first. */
  leaderOf: (key: string) => string;
  /** The text of a cluster, with its varying words masked. */
  templateOf: (key: string) => string;
};

/** Keys that are compared with each other; what comes beyond keeps its own group. */
export const MAX_KEYS = 50_000;
const MAX_TOKENS = 80;
const MAX_PASSES = 4;
/** Words that must be equal before a name with a port is taken for an address. */
const MIN_WORDS_AROUND_PORT = 4;
/** Statements that must differ in several names at once before the names count as varying. */
const MIN_NAMES = 3;

/**
 * Joins keys that differ in a varying word only. The outcome depends on the set of keys and counts, not on their order
 * (but for which key leads). Words that are identity are never masked.
 */
export function createClusters(): Clusters {
  const members = new Map<string, Member>();
  return {
    add(key, count) {
      const member = members.get(key);
      if (member !== undefined) member.count += count;
      else if (members.size < MAX_KEYS) members.set(key, newMember(key, count, members.size));
    },
    settle: () => settle([...members.values()]),
    leaderOf(key) {
      const member = members.get(key);
      return member === undefined ? key : leaderOf(member).key;
    },
    templateOf(key) {
      const member = members.get(key);
      return member === undefined ? key : leaderOf(member).shown;
    },
  };
}

type Member = {
  key: string;
  count: number;
  order: number;
  /** The tokens, varying words already replaced by holes. */
  tokens: Token[];
  leader: Member | undefined;
  shown: string;
};

function newMember(key: string, count: number, order: number): Member {
  return { key, count, order, tokens: generalise(tokensOf(key)), leader: undefined, shown: key };
}

function leaderOf(member: Member): Member {
  let at = member;
  while (at.leader !== undefined) at = at.leader;
  return at;
}

function settle(members: Member[]): Merge[] {
  const merges: Merge[] = [];
  const candidates = members.filter((member) => member.tokens.length <= MAX_TOKENS);
  maskPorts(statementsOf(candidates));
  for (let pass = 0; pass < MAX_PASSES; pass++) {
    const statements = statementsOf(candidates);
    const changed = pass === 0 ? maskNames(statements) + maskPlaces(statements) : maskPlaces(statements);
    if (changed === 0) break;
  }
  for (const statement of statementsOf(candidates)) join(statement, merges);
  return merges;
}

/** Members whose tokens are equal. */
type Statement = { tokens: Token[]; members: Member[]; count: number };

function statementsOf(members: Member[]): Statement[] {
  const byText = new Map<string, Statement>();
  for (const member of members) {
    const text = textOf(member.tokens);
    const statement = byText.get(text);
    if (statement === undefined) byText.set(text, { tokens: member.tokens, members: [member], count: member.count });
    else {
      statement.members.push(member);
      statement.count += member.count;
    }
  }
  return [...byText.values()];
}

function textOf(tokens: Token[]): string {
  let text = "";
  for (const token of tokens) text += `${token.text} `;
  return text;
}

/**
 * `wpad:<*> error: no route to it` where `<*> error: no route to it` is known too: a short host name with its port, said
 * where others say an address.
 */
function maskPorts(statements: Statement[]): void {
  const known = new Set(statements.map(({ tokens }) => textOf(tokens)));
  for (const { tokens, members } of statements) {
    tokens.forEach((token, index) => {
      const isPort = tokens[index + 1]?.text === ":" && tokens[index + 2]?.kind === "hole";
      if (!isPort || token.kind !== "word" || tokens[index + 1]?.isApart || tokens[index + 2]?.isApart) return;
      const hole: Token = { text: HOLE, kind: "hole", isApart: token.isApart };
      const shorter = [...tokens.slice(0, index), hole, ...tokens.slice(index + 3)];
      const words = shorter.filter(({ kind }) => kind === "word").length;
      if (words < MIN_WORDS_AROUND_PORT || !known.has(textOf(shorter))) return;
      for (const member of members) member.tokens = shorter;
    });
  }
}

/** Statements that are equal but for one place, and whether that place varies. */
function maskPlaces(statements: Statement[]): number {
  const places = new Map<string, { index: number; statements: Statement[] }>();
  for (const statement of statements) {
    const texts = statement.tokens.map((token) => token.text);
    for (let index = 0; index < texts.length; index++) {
      if (statement.tokens[index]?.kind !== "hole" && isIdentity(statement.tokens, index)) continue;
      const place = `${index}\u0000${texts.slice(0, index).join(" ")}\u0000${texts.slice(index + 1).join(" ")}`;
      const known = places.get(place);
      if (known === undefined) places.set(place, { index, statements: [statement] });
      else known.statements.push(statement);
    }
  }
  const varying: { index: number; statements: Statement[] }[] = [];
  for (const place of places.values()) {
    if (place.statements.length > 1 && isVarying(slotOf(place.statements, place.index))) varying.push(place);
  }
  for (const { index, statements: same } of varying) for (const statement of same) mask(statement, [index]);
  return varying.length;
}

function slotOf(statements: Statement[], index: number): Slot {
  const values = new Map<string, number>();
  for (const { tokens, count } of statements) {
    const text = tokens[index]?.text ?? "";
    values.set(text, (values.get(text) ?? 0) + count);
  }
  const tokens = statements[0]?.tokens ?? [];
  const constants = tokens.filter((token, place) => token.kind === "word" && place !== index).length;
  return { values, before: tokens[index - 1], after: tokens[index + 1], constants };
}

/** Statements that differ in several names at once: `Registering class a.b.C for class d.e.F`. */
function maskNames(statements: Statement[]): number {
  const shapes = new Map<string, Statement[]>();
  for (const statement of statements) {
    const shape = shapeOf(statement.tokens);
    if (shape === undefined) continue;
    const known = shapes.get(shape);
    if (known === undefined) shapes.set(shape, [statement]);
    else known.push(statement);
  }
  let changed = 0;
  for (const same of shapes.values()) {
    const indexes = varyingIndexes(same);
    if (indexes.length < 2) continue;
    for (const statement of same) mask(statement, indexes);
    changed++;
  }
  return changed;
}

/** The tokens with every name as a hole; undefined where that leaves fewer than two holes or two words. */
function shapeOf(tokens: Token[]): string | undefined {
  let holes = 0;
  let words = 0;
  let shape = "";
  tokens.forEach((token, index) => {
    const isHole = token.kind === "hole" || (isNameLike(token.text) && !isIdentity(tokens, index));
    if (isHole) holes++;
    else if (token.kind === "word") words++;
    shape += `${isHole ? HOLE : token.text} `;
  });
  return holes >= 2 && words >= 2 ? shape : undefined;
}

/** The places where at least three statements differ, most of them from each other. */
function varyingIndexes(same: Statement[]): number[] {
  const [first] = same;
  if (first === undefined || same.length < MIN_NAMES) return [];
  return first.tokens.flatMap((_, index) => {
    const values = new Set(same.map(({ tokens }) => tokens[index]?.text));
    return values.size > 1 && values.size * 2 > same.length ? [index] : [];
  });
}

function mask(statement: Statement, indexes: number[]): void {
  for (const member of statement.members) {
    member.tokens = member.tokens.map((token, index) =>
      indexes.includes(index) ? { text: HOLE, kind: "hole", isApart: token.isApart } : token,
    );
  }
}

/** Lets the member that came first lead the others of its statement. */
function join(statement: Statement, merges: Merge[]): void {
  const leaders = new Set(statement.members.map(leaderOf));
  const [first, ...others] = [...leaders].sort((a, b) => a.order - b.order);
  if (first === undefined || others.length === 0) return;
  first.shown = shownTokens(statement.tokens);
  for (const other of others) {
    other.leader = first;
    merges.push({ from: other.key, into: first.key });
  }
}
