import { type Outline, outlineOf } from "./containers.ts";
import { type Form, formsOf, shorterForm, textOf } from "./forms.ts";
import { frameOf } from "./frame.ts";
import { Heads } from "./heads.ts";
import { Patterns } from "./patterns.ts";
import type { Slot } from "./slot.ts";
import {
  HOLE,
  introducedBy,
  isAbout,
  isBehindValue,
  isIdentity,
  isInQuotes,
  isNameLike,
  isOfFailure,
  isOfKey,
  isOfValue,
  isOnlyKey,
  type Token,
} from "./tokens.ts";

/** A key of level 1, and the cluster that it belongs to. */
export type Member = { key: string; order: number; leader: Member | undefined; shown: string; statement: Statement };

/** Members whose tokens are equal once what varies is a hole. */
export type Statement = {
  tokens: Token[];
  /** The tokens as text, by which equal ones are found. */
  text: string;
  /** A number for each token's text. */
  ids: Int32Array;
  /** With every name as a hole; undefined where that says too little. */
  shape: string | undefined;
  /** With a hole wherever a name may stand; undefined where that says too little. */
  frame: string | undefined;
  /** Without what its lists hold; undefined where it has none, or says too little beside. */
  outline: Outline | undefined;
  /** Whether its members differ in what a list holds. */
  holdsList: boolean;
  /** How else it may be said. */
  forms: readonly Form[];
  /** With what stands beside each other as one value; undefined where nothing does. */
  shorter: Form | undefined;
  /** Places that were found to vary, beside those that are masked in each key. */
  found: ReadonlySet<number>;
  members: Member[];
  /** The statement that its members were taken to. */
  movedTo: Statement | undefined;
};

/** The tokens with holes at these places. */
export function withHoles(tokens: readonly Token[], indexes: ReadonlySet<number>): Token[] {
  return tokens.map((token, index) =>
    indexes.has(index) ? { text: HOLE, kind: "hole", isApart: token.isApart } : token,
  );
}

/** The tokens with every name as a hole; undefined where that leaves fewer than two holes or two words. */
export function shapeOf(tokens: Token[]): string | undefined {
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

/** What statements that are equal but for one place have there, or but for some, which are given. */
export function slotOf(
  statements: readonly Statement[],
  index: number,
  fillers: ReadonlySet<string>,
  differing: readonly number[] = [index],
): Slot {
  // What stands at the places that differ says nothing of the others.
  const own = statements[0]?.tokens ?? [];
  const tokens = differing.length > 1 || own[index]?.kind === "word" ? withHoles(own, new Set(differing)) : own;
  const words = tokens.flatMap(({ kind }, place) => (kind === "word" && !differing.includes(place) ? [place] : []));
  return {
    values: new Set(statements.map((statement) => statement.tokens[index]?.text ?? "")),
    before: tokens[index - 1],
    after: tokens[index + 1],
    noun: introducedBy(tokens, index),
    isQuoted: isInQuotes(tokens, index),
    isAbout: isAbout(tokens, index),
    isOfKey: isOfKey(own, index),
    isOfValue: isOfValue(tokens, index),
    isBehindValue: isBehindValue(tokens, index),
    isOnlyKey: isOnlyKey(tokens, index),
    isOfFailure: isOfFailure(tokens),
    fillers,
    constants: words.length,
    plainConstants: words.filter((place) => tokens[place + 1]?.text !== "=").length,
  };
}

/** Statements that are equal but for one place. */
export type Place = { index: number; statements: Statement[] };

const NOTHING: ReadonlySet<number> = new Set();
/** Words with commas between, as they are joined to one. */
const LIST = /^[^ ,]+(?:, ?[^ ,]+)+$/;

/** Statements by their texts, shapes and lengths, so that a new one is compared with its like alone. */
export class StatementTable {
  readonly byText = new Map<string, Statement>();
  readonly byShape = new Map<string, Set<Statement>>();
  readonly byFrame = new Map<string, Set<Statement>>();
  readonly byOutline = new Map<string, Set<Statement>>();
  readonly byForm = new Map<string, Set<Statement>>();
  readonly byShorter = new Map<string, Set<Statement>>();
  readonly byLength = new Map<number, Set<Statement>>();
  /** Changed since they were last compared. */
  readonly changed = new Set<Statement>();
  /** Words that stood at places that were found to vary. */
  readonly fillers = new Set<string>();
  /** Places that vary only if their words turn out to be such. */
  readonly waiting = new Map<string, Place>();
  /** Frames to be looked at: of what changed, and of statements that vary together only if their words turn out to be values. */
  readonly waitingFrames = new Set<string>();
  readonly patterns = new Patterns();
  readonly heads = new Heads();
  private readonly ids = new Map<string, number>();
  private readonly tokens = new Map<string, Token>();

  /** The statement of these tokens, which is made where it is new. */
  find(tokens: readonly Token[]): Statement {
    const text = textOf(tokens);
    return (
      this.byText.get(text) ??
      this.make(
        tokens.map((token) => this.kept(token)),
        text,
      )
    );
  }

  /** Takes a statement's members to the one that has holes at these places, which were found to vary. */
  mask(from: Statement, indexes: ReadonlySet<number>): void {
    const { tokens } = from;
    const found = new Set([...from.found, ...indexes]);
    const to = this.move(from, withHoles(tokens, indexes));
    this.note(to, tokens, found);
  }

  /** Learns from a member of a statement, as it read before what varies was found, where that is. */
  learn(statement: Statement, own: readonly Token[]): void {
    if (textOf(outlineOf(own)?.tokens ?? []) === statement.text) statement.holdsList = true;
    if (own.length !== statement.tokens.length) return;
    const places = statement.tokens.flatMap(({ kind }, index) =>
      kind === "hole" && own[index]?.kind === "word" ? [index] : [],
    );
    this.note(statement, own, new Set(places));
  }

  private note(statement: Statement, own: readonly Token[], found: ReadonlySet<number>): void {
    for (const index of found) {
      const token = own[index];
      if (token?.kind === "word") for (const part of partsOf(token.text)) this.fillers.add(part);
    }
    if (found.size === 0) return;
    statement.found = new Set([...statement.found, ...found]);
    this.patterns.add(statement);
  }

  /** Takes a statement's members to another. */
  move(from: Statement, tokens: readonly Token[]): Statement {
    const to = this.find(tokens);
    if (to === from) return to;
    from.movedTo = to;
    for (const member of from.members) member.statement = to;
    const before = to.members.length;
    to.members.push(...from.members);
    this.patterns.noteMembers(to, before);
    this.changed.add(to);
    this.drop(from);
    return to;
  }

  private make(tokens: Token[], text: string): Statement {
    const ids = Int32Array.from(tokens, (token) => this.idOf(token.text));
    const statement: Statement = {
      tokens,
      text,
      ids,
      shape: shapeOf(tokens),
      frame: frameOf(tokens),
      outline: outlineOf(tokens),
      holdsList: false,
      forms: formsOf(tokens),
      shorter: shorterForm(tokens),
      found: NOTHING,
      members: [],
      movedTo: undefined,
    };
    // What stands in a list is a value.
    for (const { text: list } of tokens) if (LIST.test(list)) for (const part of partsOf(list)) this.fillers.add(part);
    this.byText.set(text, statement);
    setIn(this.byLength, tokens.length, statement);
    this.heads.add(statement);
    if (statement.shape !== undefined) setIn(this.byShape, statement.shape, statement);
    if (statement.frame !== undefined) setIn(this.byFrame, statement.frame, statement);
    if (statement.outline !== undefined) setIn(this.byOutline, statement.outline.text, statement);
    if (statement.shorter !== undefined) setIn(this.byShorter, statement.shorter.text, statement);
    for (const form of statement.forms) setIn(this.byForm, form.text, statement);
    return statement;
  }

  private drop(statement: Statement): void {
    this.byText.delete(statement.text);
    this.heads.drop(statement);
    this.byLength.get(statement.tokens.length)?.delete(statement);
    if (statement.shape !== undefined) this.byShape.get(statement.shape)?.delete(statement);
    if (statement.frame !== undefined) this.byFrame.get(statement.frame)?.delete(statement);
    if (statement.outline !== undefined) this.byOutline.get(statement.outline.text)?.delete(statement);
    if (statement.shorter !== undefined) this.byShorter.get(statement.shorter.text)?.delete(statement);
    for (const form of statement.forms) this.byForm.get(form.text)?.delete(statement);
    this.changed.delete(statement);
  }

  private idOf(text: string): number {
    const id = this.ids.get(text) ?? this.ids.size + 1;
    this.ids.set(text, id);
    return id;
  }

  /** One object for equal tokens: there are far fewer words than places for them. */
  private kept(token: Token): Token {
    const name = `${token.isApart ? "+" : "-"}${token.kind.charAt(0)}${token.text}`;
    const known = this.tokens.get(name);
    if (known !== undefined) return known;
    this.tokens.set(name, token);
    return token;
  }
}

/** A word, or the words of a list, without the quotes around each. */
function partsOf(word: string): string[] {
  if (!LIST.test(word)) return [word];
  const parts = word.split(/, ?/).map((part) => part.replace(/^(["'`])(.*)\1$/, "$2"));
  return [word, ...parts.filter((part) => part !== HOLE)];
}

function setIn<K>(sets: Map<K, Set<Statement>>, key: K, statement: Statement): void {
  const set = sets.get(key);
  if (set === undefined) sets.set(key, new Set([statement]));
  else set.add(statement);
}
