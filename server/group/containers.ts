import { closingBracket } from "./enclosing.ts";
import { textOf } from "./forms.ts";
import { STATES } from "./name-words.ts";
import type { Statement, StatementTable } from "./statements.ts";
import { HOLE, isFailureWord, isKeptNumber, isNameLike, isOfFailure, type Token } from "./tokens.ts";
import { TELLING_KEY, wordsThatMean } from "./words.ts";

/** A text without what its lists hold. */
export type Outline = {
  /** What is around the lists, by which equal ones are found. */
  text: string;
  /** The same with a hole for what each list holds. */
  tokens: Token[];
  /** The most items that one of the lists holds. */
  items: number;
  /** Whether each is a list whatever else is seen; words of a sentence may have commas between, too. */
  isSure: boolean;
};

/** The place of what a list holds, without the brackets around it. */
type List = { from: number; to: number; items: number; isSure: boolean };

const SEPARATORS = ",;=:>";
const MIN_WORDS = 2;
/** Brackets around brackets that are looked into where none of those around hold a list. */
const MAX_DEPTH = 3;
/** Names with blanks between; what has more words is a sentence. */
const MAX_LAST = 24;
/** Different lists at one place of otherwise equal texts from which on they are values; the second for texts that tell of a failure. */
const [MANY_LISTS, MANY_LISTS_OF_FAILURE] = [3, 5];
/** What a value alone counts for beside two lists: it stands for all that may be there. */
const WEIGHT_OF_VALUE = 2;
/** What stands behind these tells mistakes apart. */
const TELLING_KEYS = wordsThatMean(TELLING_KEY);

/**
 * Joins texts that differ in what a list holds alone, however much that is: `Members are Set(a, b)` and `Members are Set(c)`. Some must
 * be seen before a list is taken for a value, and its items may not say what happened.
 */
export function joinContainers(table: StatementTable): void {
  const outlines = new Map(
    [...table.changed].flatMap(({ outline }) => (outline === undefined ? [] : [[outline.text, outline]])),
  );
  for (const outline of outlines.values()) {
    const value = table.byText.get(textOf(outline.tokens));
    const lists = [...(table.byOutline.get(outline.text) ?? [])].filter((one) => one !== value);
    if (!isValue(outline, lists, value)) continue;
    for (const statement of lists) table.move(statement, outline.tokens).holdsList = true;
  }
}

/** Whether what lists hold is a value; `value` is the text in which one stands instead. */
function isValue(outline: Outline, lists: readonly Statement[], value: Statement | undefined): boolean {
  if (value?.holdsList === true) return true;
  const sure = lists.flatMap((one) => (one.outline?.isSure === true ? [one.outline] : []));
  const long = sure.filter(({ items }) => items > 1).length;
  const [values, weight] = value === undefined ? [0, 0] : [1, WEIGHT_OF_VALUE];
  const most = isOfFailure(outline.tokens) ? MANY_LISTS_OF_FAILURE : MANY_LISTS;
  return sure.length > 1 && long + values > 1 && sure.length + weight >= most;
}

/** The outline of tokens with lists; undefined where there is none, or too few words around. */
export function outlineOf(tokens: readonly Token[]): Outline | undefined {
  const lists = listsIn(tokens);
  if (lists.length === 0) return undefined;
  const outside: Token[] = [];
  let at = 0;
  for (const { from, to } of lists) {
    outside.push(...tokens.slice(at, from), {
      text: HOLE,
      kind: "hole",
      isApart: tokens[from]?.isApart === true && from < to,
    });
    at = to;
  }
  outside.push(...tokens.slice(at));
  if (outside.filter(({ kind }) => kind === "word").length < MIN_WORDS) return undefined;
  return {
    text: textOf(outside),
    tokens: outside,
    items: Math.max(...lists.map(({ items }) => items)),
    isSure: lists.every(({ isSure }) => isSure),
  };
}

function listsIn(tokens: readonly Token[]): List[] {
  const lists: List[] = [];
  const closes = closesOf(tokens);
  /** Of brackets around the token at hand that hold no list. */
  const ends: number[] = [];
  for (let at = 0; at < tokens.length; ) {
    while ((ends.at(-1) ?? at) < at) ends.pop();
    const close = ends.length > MAX_DEPTH ? undefined : closes.get(at);
    const bracketed = close === undefined ? undefined : listInBrackets(tokens, at, close);
    if (close !== undefined && bracketed === undefined) ends.push(close);
    const list = bracketed ?? plainList(tokens, at) ?? lastList(tokens, at);
    if (list !== undefined) lists.push(list);
    at = Math.max(list?.to ?? 0, at + 1);
  }
  return lists;
}

/** Where brackets close, by where they open; none where brackets of different kinds overlap. */
function closesOf(tokens: readonly Token[]): Map<number, number> {
  const closes = new Map<number, number>();
  const open: number[] = [];
  tokens.forEach(({ text, kind }, at) => {
    if (kind !== "mark") return;
    if (closingBracket(text) !== undefined) open.push(at);
    else if (")]}".includes(text)) {
      const last = open.pop();
      if (last !== undefined && closingBracket(tokens[last]?.text ?? "") === text) closes.set(last, at);
      else open.length = 0;
    }
  });
  return closes;
}

/** What brackets hold that open at a place and close at another; undefined where that is no list. */
function listInBrackets(tokens: readonly Token[], at: number, to: number): List | undefined {
  const open = tokens[at];
  const held = tokens.slice(at + 1, to);
  const isRemark = open?.text === "(" && open.isApart && !held.every((_, index) => isPlainValue(held, index));
  const items = isRemark ? undefined : itemsIn(held);
  return items === undefined ? undefined : { from: at + 1, to, ...items };
}

/** What brackets hold; undefined where that says what happened. Several words without a mark between may be a remark. */
function itemsIn(held: readonly Token[]): Pick<List, "items" | "isSure"> | undefined {
  if (held.some((_, index) => tells(held, index))) return undefined;
  const hasLists = held.some(({ kind, text }) =>
    kind === "word" ? text.includes(",") : closingBracket(text) !== undefined,
  );
  const commas = held.filter(({ text }) => text === "," || text === ";").length;
  const isSure =
    held.length <= 1 ||
    hasLists ||
    isQuoted(held) ||
    held.some(({ kind, text }) => kind === "mark" && SEPARATORS.includes(text));
  return { items: Math.max(held.length === 0 ? 0 : commas + 1, hasLists ? 2 : 0), isSure };
}

function isQuoted(held: readonly Token[]): boolean {
  return held.length === 3 && held[0]?.kind === "mark" && held[0].text === held[2]?.text;
}

/** Whether a token says what happened, or is the key of what does. */
function tells(held: readonly Token[], index: number): boolean {
  const { kind, text = "" } = held[index] ?? {};
  if (kind !== "word") return false;
  const word = text.toLowerCase();
  const next = held[index + 1]?.text ?? "";
  return STATES.has(word) || isFailureWord(word) || ((next === "=" || next === ":") && TELLING_KEYS.has(word));
}

/** In brackets that stand by themselves a word may be a remark: a value is masked, in quotes, or behind a key. */
function isPlainValue(held: readonly Token[], index: number): boolean {
  const { kind, text = "" } = held[index] ?? {};
  if (kind !== "word") return true;
  const [before, after] = [held[index - 1]?.text ?? "", held[index + 1]?.text ?? ""];
  return before === "=" || after === "=" || "\"'`".includes(before || " ") || isNameLike(text);
}

/** Words and values with commas between that no brackets enclose: `tables a, b2, c are`. */
function plainList(tokens: readonly Token[], from: number): List | undefined {
  let to = from;
  let names = 0;
  while (isItem(tokens, to)) {
    if (tokens[to]?.kind === "hole" || isNameLike(tokens[to]?.text ?? "")) names++;
    if (tokens[to + 1]?.text !== "," || tokens[to + 1]?.isApart || !isItem(tokens, to + 2)) break;
    to += 2;
  }
  return to > from ? { from, to: to + 1, items: (to - from) / 2 + 1, isSure: names > 0 } : undefined;
}

/** Names with blanks between that end a text: `Plugins: a-b c2 d`. */
function lastList(tokens: readonly Token[], from: number): List | undefined {
  const length = tokens.length - from;
  if (tokens[from - 1]?.text !== ":" || length < 2 || length > MAX_LAST) return undefined;
  const items = tokens.slice(from);
  if (!items.every(({ isApart }, index) => isApart && isItem(items, index))) return undefined;
  const names = items.filter(({ kind, text }) => kind === "hole" || isNameLike(text));
  return { from, to: tokens.length, items: items.length, isSure: names.length * 2 >= items.length };
}

function isItem(tokens: readonly Token[], at: number): boolean {
  const token = tokens[at];
  if (token === undefined || token.kind === "mark" || tells(tokens, at)) return false;
  // A number that was kept is identity, and what has a value is its key.
  return !isKeptNumber(token.text) && tokens[at + 1]?.text !== "=";
}
