import { NOUNS, PREPOSITIONS } from "./announcing.ts";
import { closesQuote, OPENING_QUOTES } from "./enclosing.ts";
import { HOLE, introducedBy, type Token } from "./tokens.ts";
import { METHOD, TELLING_KEY, wordsThatMean } from "./words.ts";

/** Tokens of a name in quotes, of a list in brackets. */
const MAX_PHRASE = 8;
const MAX_LIST = 400;
/** The same where blanks divide them. */
const MAX_PADDED = 24;
/** Words of an item in quotes. */
const MAX_ITEM = 5;
/** Words of a name that no quotes enclose. */
const MAX_RUN = 5;
/** Marks that a name may stand behind. */
const BEFORE_RUN = ":([,";
/** Marks that a part of a list may not be followed by: it would be a key, or what a call is made of. */
const AFTER_PART = "=:([{<";
/** What is said behind these is a sentence, and another one is another mistake. */
const TELLING_KEYS = wordsThatMean(TELLING_KEY);
/** A request's method is what it is. */
const METHODS = wordsThatMean(METHOD);
/** What no name holds. */
const NEVER = "=\"'`\n{}<>;";
const NEVER_IN_QUOTES = "=\"'`\n{}<;";

/**
 * The tokens with a name of several words in quotes as one word, `"Big Buck Bunny"`, and so the words of a list in brackets,
 * `[ldap, file]`, and of a name in capitals where one may stand, `on Android TV`: how many words a value has does not make it another place.
 */
export function joinPhrases(tokens: readonly Token[]): Token[] {
  const joined: Token[] = [];
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at];
    if (token === undefined) break;
    const listEnd = isArgument(tokens, at) ? 0 : endOfPlainList(tokens, at);
    if (listEnd > 0) {
      joined.push(asWord(tokens.slice(at, listEnd)));
      at = listEnd - 1;
      continue;
    }
    joined.push(token);
    const end = endOfName(tokens, at);
    if (end === 0) continue;
    joined.push(asWord(tokens.slice(at + 1, end)));
    at = end - 1;
  }
  return joined;
}

/** The place behind a name of several parts that begins behind the token at `at`; 0 where none does. */
function endOfName(tokens: readonly Token[], at: number): number {
  if (opensPhrase(tokens, at)) return endOfPhrase(tokens, at);
  return (opensList(tokens, at) && endOfList(tokens, at)) || (opensRun(tokens[at]) ? endOfRun(tokens, at + 1) : 0);
}

function opensRun(token: Token | undefined): boolean {
  if (token?.kind === "mark") return BEFORE_RUN.includes(token.text);
  return token?.kind === "word" && (PREPOSITIONS.has(token.text) || NOUNS.has(token.text.toLowerCase()));
}

/** `Android TV`, `Open vSwitch`: two words and more in capitals; 0 where there are none. */
function endOfRun(tokens: readonly Token[], from: number): number {
  const first = tokens[from];
  if (first?.kind !== "word" || !/^[A-Z]/.test(first.text)) return 0;
  let end = from;
  while (end < from + MAX_RUN && isOfRun(tokens, end, end > from) && !endsSentence(tokens[end - 1], end > from)) end++;
  return end > from + 1 ? end : 0;
}

/** `Data.`, behind which another sentence begins. */
function endsSentence(token: Token | undefined, isOfRun: boolean): boolean {
  return isOfRun && token?.text.endsWith(".") === true;
}

/** A noun is of a name where none follows it that it announces: `Living Room`, not `User Anna`. */
function isOfRun(tokens: readonly Token[], at: number, mustBeApart: boolean): boolean {
  const token = tokens[at];
  if (!isInCapitals(token) || (mustBeApart && token?.isApart !== true)) return false;
  const isNoun = NOUNS.has(token?.text.toLowerCase() ?? "");
  return !isNoun || (mustBeApart && !isInCapitals(tokens[at + 1]));
}

function isInCapitals(token: Token | undefined): boolean {
  return token?.kind === "word" && /[A-Z]/.test(token.text);
}

/** A quote that no word stands before. */
function opensPhrase(tokens: readonly Token[], at: number): boolean {
  const [before, token, next] = [tokens[at - 1], tokens[at], tokens[at + 1]];
  if (token === undefined || !OPENING_QUOTES.includes(token.text) || next === undefined || next.isApart) return false;
  if (before !== undefined && !token.isApart && before.kind !== "mark") return false;
  if (METHODS.has(next.text.toLowerCase())) return false;
  return !TELLING_KEYS.has(introducedBy(tokens, at + 1).toLowerCase());
}

/** The place of the quote that closes a phrase of two parts and more, one of them a word; 0 where there is none. */
function endOfPhrase(tokens: readonly Token[], at: number): number {
  const quote = tokens[at]?.text ?? "";
  let words = 0;
  for (let end = at + 1; end <= at + 1 + MAX_PHRASE; end++) {
    const token = tokens[end];
    if (token === undefined) return 0;
    if (closesQuote(token.text, quote) && !token.isApart) return end > at + 2 && words > 0 ? end : 0;
    if (token.kind === "mark" && NEVER_IN_QUOTES.includes(token.text)) return 0;
    if (token.kind === "word") words++;
  }
  return 0;
}

/** A bracket that belongs to no word before, as that of `Thread[main,5,x]` does. */
function opensList(tokens: readonly Token[], at: number): boolean {
  const [before, token] = [tokens[at - 1], tokens[at]];
  return token?.text === "[" && (before === undefined || token.isApart || before.kind === "mark");
}

/** The place of the bracket that closes a list of words, values and names in quotes with commas between, or blanks; 0 where there is none. */
function endOfList(tokens: readonly Token[], at: number): number {
  if (tokens[at + 1]?.isApart === true) return endOfPadded(tokens, at);
  let hasWord = false;
  for (let from = at + 1; from < at + MAX_LIST; ) {
    const end = endOfItem(tokens, from);
    if (end === 0) return 0;
    hasWord ||= tokens.slice(from, end).some(({ kind }) => kind === "word");
    const mark = tokens[end];
    if (mark?.text === "]") return from > at + 1 && hasWord ? end : 0;
    if (mark?.text !== ",") return 0;
    from = end + 1;
  }
  return 0;
}

/** The place behind a word, a value, or a name in quotes; 0 where there is none. */
function endOfItem(tokens: readonly Token[], from: number): number {
  const first = tokens[from];
  if (first?.kind !== "mark") return first === undefined ? 0 : from + 1;
  if (!OPENING_QUOTES.includes(first.text)) return 0;
  for (let at = from + 1; at <= from + MAX_ITEM + 1; at++) {
    const token = tokens[at];
    if (token !== undefined && closesQuote(token.text, first.text)) return at > from + 1 ? at + 1 : 0;
    if (token === undefined || token.kind === "mark") return 0;
  }
  return 0;
}

/** Behind a bracket that belongs to a word, as in `Thread[main,5,x]`. */
function isArgument(tokens: readonly Token[], at: number): boolean {
  const [word, open] = [tokens[at - 2], tokens[at - 1]];
  return open?.kind === "mark" && "[({<".includes(open.text) && !open.isApart && word?.kind === "word";
}

/** `[ SA KE N(DPD) ]`: words and values between brackets with blanks inside. */
function endOfPadded(tokens: readonly Token[], at: number): number {
  for (let end = at + 1; end <= at + MAX_PADDED; end++) {
    const token = tokens[end];
    if (token === undefined || NEVER.includes(token.text)) return 0;
    if (token.text === "]") return token.isApart && end > at + 1 ? end : 0;
  }
  return 0;
}

/** The place behind a list that begins at a place, `avx512f,md-clear,<*>`, with no blanks in it; 0 where there is none. */
function endOfPlainList(tokens: readonly Token[], from: number): number {
  let end = from;
  let hasWord = false;
  while (end < from + MAX_LIST && isPart(tokens, end) && (end === from || !tokens[end]?.isApart)) {
    if (tokens[end]?.kind === "word") hasWord = true;
    const comma = tokens[end + 1];
    if (comma?.text !== "," || comma.isApart || tokens[end + 2]?.isApart !== false || !isPart(tokens, end + 2)) break;
    end += 2;
  }
  return end > from && hasWord ? end + 1 : 0;
}

function isPart(tokens: readonly Token[], at: number): boolean {
  const [token, next] = [tokens[at], tokens[at + 1]];
  if (token === undefined || token.kind === "mark") return false;
  return next === undefined || next.isApart || next.kind !== "mark" || !AFTER_PART.includes(next.text);
}

function asWord(tokens: readonly Token[]): Token {
  const text = tokens.map((token, index) => (token.isApart && index > 0 ? ` ${token.text}` : token.text)).join("");
  return { text, kind: text === HOLE ? "hole" : "word", isApart: tokens[0]?.isApart ?? false };
}
