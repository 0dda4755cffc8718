import { classAt, DIGIT, LOWER, SPACE, UPPER, WORD } from "./characters.ts";
import { closesQuote, OPENING_QUOTES } from "./enclosing.ts";

/** What a masked part is called in a key. */
export const HOLE = "<*>";

/** A piece of a key: a word, a mask, or one mark; `isApart` where a blank stands before it. */
export type Token = { text: string; kind: "word" | "hole" | "mark"; isApart: boolean };

/** Marks between a noun and its name. */
const INTRODUCING = [...OPENING_QUOTES, ":", "[", "(", "=", "#", "@"];
const MAX_MARKS = 4;
const MAX_QUOTED = 4;
/** Tokens before a name in quotes in which a telling noun makes it identity. */
const WORDS_AROUND = 5;
/** A quoted name after one of these shortly is the mistake itself. */
const TELLING_NOUNS: ReadonlySet<string> = new Set(
  (
    "relation table column constraint role database schema function index module sequence type extension revision class attribute " +
    "field option parameter setting view trigger operator procedure key package property method variable symbol command keyword " +
    "identifier argument unknown undefined missing unrecognized unrecognised unsupported unexpected unresolved undeclared invalid no " +
    "such reading import"
  ).split(" "),
);

/** Words after a name that say that it is not there. */
const ABSENCE: ReadonlySet<string> = new Set("not no cannot missing unknown undefined".split(" "));

/** A word in quotes directly behind one of these is that of the mistake, or says what happened. */
const MISTAKES: ReadonlySet<string> = new Set("exception error reason cause status result".split(" "));

const TELLING_TYPE = /(?:Error|Exception|Warning|Failure|Fault|Interrupt)s?$/;
/** A type's name, and not the word alone. */
const NAMED_TYPE = /[a-z](?:Error|Exception|Warning|Failure|Fault|Interrupt)s?$/;

/** Beginnings of words that say that something went wrong, or may have: what is named may be the mistake. */
const FAILURE =
  /^(?:fail|err|fatal|panic|crash|exception|den(?:y|ied)|refus|reject|forbid|unauthori|cannot|can$|could$|unable|not$|no$|un(?:known|expected|supported|defined|reachable|available|recogni)|invalid|illegal|bad$|wrong|missing|lost$|abort|time(?:d)?-?out|timed$|broken|corrupt|conflict|duplicate|exceed|expired|violat|warn|problem|mistake|deprecat|denied)/i;

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
      const end = isApart && key[from] === "." ? at : endOfWord(key, from, at);
      if (end > from) tokens.push({ text: key.slice(from, end), kind: "word", isApart });
      if (end < at) tokens.push({ text: key.slice(end, at), kind: "mark", isApart: false });
    } else tokens.push({ text: key.charAt(at++), kind: "mark", isApart });
  }
  return tokens;
}

/** Where a word ends that stands up to `to`: the dots behind it are of the sentence. */
function endOfWord(key: string, from: number, to: number): number {
  let end = to;
  while (end > from && key.charCodeAt(end - 1) === 46) end--;
  return end;
}

/** The text that tokens stand for. */
export function shownTokens(tokens: readonly Token[]): string {
  return tokens.map(({ text, isApart }) => (isApart ? ` ${text}` : text)).join("");
}

/**
 * Whether the word at `index` is identity: a name in quotes, the value of a telling key, a kept number or route, the
 * type of an exception. Such words are never taken for a varying part.
 */
export function isIdentity(tokens: readonly Token[], index: number): boolean {
  const token = tokens[index];
  if (token === undefined || token.kind !== "word") return true;
  const before = tokens[index - 1]?.text ?? "";
  if (before === "=" || OPENING_QUOTES.includes(before)) return true;
  if (tokens[index + 1]?.text === "=") return !isOnlyKey(tokens, index);
  if (token.text.startsWith("/") || TELLING_TYPE.test(token.text)) return true;
  return !hasLetter(token.text);
}

/** Whether a name before `=` and a value is the only one of a text and ends it: which setting it is may be a value, `Set cache.size = <*>`. */
export function isOnlyKey(tokens: readonly Token[], index: number): boolean {
  if (index === 0 || tokens[index + 1]?.text !== "=" || tokens[index + 2]?.kind !== "hole") return false;
  return index + 3 === tokens.length && tokens.findIndex(({ text }) => text === "=") === index + 1;
}

/** Whether a word is a number that was kept as identity: of a signal, an exit, an error. */
export function isKeptNumber(word: string): boolean {
  return /^-?\d+$/.test(word);
}

/** Whether the token begins what stands in quotes, which is a few tokens at most. */
export function isInQuotes(tokens: readonly Token[], index: number): boolean {
  const quote = tokens[index - 1]?.text ?? "";
  return tokens.slice(index + 1, index + 1 + MAX_QUOTED).some(({ text }) => closesQuote(text, quote));
}

/** The word before, with marks between that introduce a value alone: `user` of `[user: "x`; empty where there is none. */
export function introducedBy(tokens: readonly Token[], index: number): string {
  for (let at = index - 1; at >= index - MAX_MARKS; at--) {
    const token = tokens[at];
    if (token?.kind === "word") return token.text;
    if (token?.kind !== "mark" || !INTRODUCING.includes(token.text)) return "";
  }
  return "";
}

/**
 * Whether a word in quotes may be a value, if it turns out that many different ones stand there: not what an exception is
 * about, nor what is said to be unknown or missing, nor an object of a database or of code.
 */
export function mayBeValue(tokens: readonly Token[], index: number): boolean {
  if (!isInQuotes(tokens, index) || tokens[index]?.kind !== "word" || !hasLetter(tokens[index]?.text ?? ""))
    return false;
  if (tokens.some(({ kind, text }) => kind === "word" && NAMED_TYPE.test(text))) return false;
  if (MISTAKES.has(introducedBy(tokens, index).toLowerCase())) return false;
  return !isBehindTellingNoun(tokens, index) || !isOfFailure(tokens);
}

function isBehindTellingNoun(tokens: readonly Token[], index: number): boolean {
  return tokens
    .slice(Math.max(0, index - WORDS_AROUND), index)
    .some(({ text }) => TELLING_NOUNS.has(text.toLowerCase()));
}

/** Whether a text says that what is named at a place is an object of a database or of code, or that it is not there. */
export function isAbout(tokens: readonly Token[], index: number): boolean {
  const after = tokens.slice(index + 1, index + 1 + WORDS_AROUND);
  return isBehindTellingNoun(tokens, index) || after.some(({ text }) => ABSENCE.has(text.toLowerCase()));
}

/** Whether a word is what a key is said to be, `reason=timeout`, but for the type of an exception. */
export function isOfKey(tokens: readonly Token[], index: number): boolean {
  const [key, sign, token] = [tokens[index - 2], tokens[index - 1], tokens[index]];
  if (token?.kind !== "word" || sign?.text !== "=" || !isKey(key)) return false;
  return hasLetter(token.text) && !TELLING_TYPE.test(token.text);
}

/** `size`, or `fanout[<*>]`. */
function isKey(token: Token | undefined): boolean {
  return token?.kind === "word" || token?.text === "]";
}

/** Whether a word in brackets stands before a value that belongs to it: `[main:<*>]`. */
export function isOfValue(tokens: readonly Token[], index: number): boolean {
  const [open, colon, value, close] = [-1, 1, 2, 3].map((by) => tokens[index + by]);
  if (value?.kind !== "hole" || colon?.text !== ":" || colon.isApart || value.isApart) return false;
  return (open?.text === "[" && close?.text === "]") || (open?.text === "(" && close?.text === ")");
}

/** Whether a word belongs to the value before it: `<*>:amd64`. */
export function isBehindValue(tokens: readonly Token[], index: number): boolean {
  const [value, colon, word, after] = [-2, -1, 0, 1].map((by) => tokens[index + by]);
  if (value?.kind !== "hole" || colon?.text !== ":" || colon.isApart || word?.isApart !== false) return false;
  return after === undefined || after.isApart || after.kind === "mark";
}

/** Whether a text says that something went wrong. */
export function isOfFailure(tokens: readonly Token[]): boolean {
  return tokens.some(({ kind, text }) => kind === "word" && isFailureWord(text));
}

/** Whether a word says that something went wrong. */
export function isFailureWord(word: string): boolean {
  return FAILURE.test(word);
}

/** Whether another word, mask or number may stand at a place of the same statement. */
export function mayVary(tokens: readonly Token[], index: number): boolean {
  const { kind, text = "" } = tokens[index] ?? {};
  if (kind === "hole" || isKeptNumber(text)) return true;
  return !isIdentity(tokens, index) || mayBeValue(tokens, index) || isOfKey(tokens, index);
}

function hasLetter(word: string): boolean {
  for (let i = 0; i < word.length; i++) if ((classAt(word, i) & (LOWER | UPPER)) !== 0) return true;
  return false;
}

/**
 * Whether a word looks like the name of something rather than like a word of a sentence: `a.b.C`, `my-host`, `appId`,
 * `UILabel`.
 */
export function isNameLike(word: string): boolean {
  let hasInner = false;
  let humps = 0;
  let upper = 0;
  let lower = 0;
  for (let i = 0; i < word.length; i++) {
    const kind = classAt(word, i);
    if ((kind & DIGIT) !== 0) return true;
    if ((kind & LOWER) !== 0) lower++;
    else if ((kind & UPPER) !== 0) {
      upper++;
      if (lower > 0) humps++;
    } else if ((i > 0 && i < word.length - 1) || word[i] === "_") hasInner = true;
  }
  return lower > 0 && (hasInner || humps > 0 || (upper > 1 && lower > 1));
}

/** What may stand between the values of a list. */
const BETWEEN = ",;:/|#+.-";
const [OPENING, CLOSING] = ["([{", ")]}"];

/** Whether a word would be one with a value before or behind it if it were one: `x, <*>`, `x (<*>)`, `<*> (x)`. */
export function isBesideValue(tokens: readonly Token[], index: number): boolean {
  const isClosed = CLOSING.includes(tokens[index + 1]?.text ?? " ");
  const before = isClosed && OPENING.includes(tokens[index - 1]?.text ?? " ") ? index - 2 : index - 1;
  if (isHoleFrom(tokens, before, -1)) return true;
  const next = tokens[index + 1]?.text ?? " ";
  return isHoleFrom(tokens, OPENING.includes(next) ? index + 2 : index + 1, 1);
}

function isHoleFrom(tokens: readonly Token[], from: number, step: number): boolean {
  let at = from;
  while (BETWEEN.includes(tokens[at]?.text ?? " ")) at += step;
  return tokens[at]?.kind === "hole";
}
