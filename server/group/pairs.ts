import { HOLE, type Token } from "./tokens.ts";
import { TELLING_KEY, wordsThatMean } from "./words.ts";

/** Pairs of a text whose values are masks, from which on the other values are such too. */
const MIN_SPACED = 2;
const MIN_GLUED = 1;
/** Words of a value. */
const MAX_WORDS = 5;
const BEFORE_KEY = ",;({[";
const BEHIND_VALUE = ",;)}]";
/** What is said behind these tells mistakes apart. */
const TELLING_KEYS = wordsThatMean(TELLING_KEY);

/** A key and its value, which stands between two places: `isGlued` where no blank divides them. */
type Pair = { key: string; from: number; to: number; isGlued: boolean };

/**
 * The tokens with the values of `Profile: Kodi, Path: <*>, Id: <*>` and `node:<*> call:PING` as masks: where a text writes masks behind
 * several keys, what stands so behind the others is a value as well, unless the key tells mistakes apart.
 */
export function maskPairs(tokens: Token[]): Token[] {
  const pairs = pairsOf(tokens);
  const spaced = pairs.filter((pair) => !pair.isGlued && isMasked(tokens, pair)).length;
  const glued = pairs.filter((pair) => pair.isGlued && isMasked(tokens, pair)).length;
  const values = pairs.filter(
    (pair) =>
      (pair.isGlued ? glued >= MIN_GLUED : spaced >= MIN_SPACED) &&
      !isMasked(tokens, pair) &&
      !TELLING_KEYS.has(pair.key.toLowerCase()),
  );
  return values.length === 0 ? tokens : withMasks(tokens, new Map(values.map(({ from, to }) => [from, to])));
}

/** The tokens with one mask for those from each place to another. */
function withMasks(tokens: readonly Token[], endOf: ReadonlyMap<number, number>): Token[] {
  const masked: Token[] = [];
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at];
    if (token === undefined) break;
    const end = endOf.get(at);
    masked.push(end === undefined ? token : { text: HOLE, kind: "hole", isApart: token.isApart });
    if (end !== undefined) at = end - 1;
  }
  return masked;
}

function pairsOf(tokens: readonly Token[]): Pair[] {
  return tokens.flatMap((key, index) => {
    const colon = tokens[index + 1];
    const first = tokens[index + 2];
    if (key.kind !== "word" || colon?.text !== ":" || colon.isApart || first === undefined) return [];
    const isGlued = !first.isApart;
    if (!(isGlued ? key.isApart || index === 0 : isKeyPlace(tokens, index))) return [];
    const to = isGlued ? index + 3 : endOfValue(tokens, index + 2);
    const isEnded = to > 0 && first.kind !== "mark" && endsValue(tokens[to], isGlued);
    return isEnded ? [{ key: key.text, from: index + 2, to, isGlued }] : [];
  });
}

function isKeyPlace(tokens: readonly Token[], index: number): boolean {
  const before = tokens[index - 1];
  return before === undefined || (before.kind === "mark" && BEFORE_KEY.includes(before.text));
}

/** The place behind a value of a few words and masks. */
function endOfValue(tokens: readonly Token[], from: number): number {
  let end = from;
  while (end < tokens.length && tokens[end]?.kind !== "mark") end++;
  return end - from <= MAX_WORDS ? end : 0;
}

function endsValue(token: Token | undefined, isGlued: boolean): boolean {
  if (token === undefined || (isGlued && token.isApart)) return true;
  return token.kind === "mark" && BEHIND_VALUE.includes(token.text);
}

function isMasked(tokens: readonly Token[], { from, to }: Pair): boolean {
  return to === from + 1 && tokens[from]?.kind === "hole";
}
