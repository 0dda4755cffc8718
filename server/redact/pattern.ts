/** The character that stands for all beyond ASCII. */
export const OTHER = 128;

/** 1 for each character that belongs to a set, by its code; the last stands for all beyond ASCII, which may belong to it. */
export type Characters = Uint8Array;

/** A regular expression as a tree. `most` may be infinite. */
export type Pattern =
  | { kind: "one"; characters: Characters }
  | { kind: "all" | "any"; parts: Pattern[] }
  | { kind: "repeat"; part: Pattern; least: number; most: number };

/** Longer repetitions count as endless. */
const MAX_REPEATS = 10;

/**
 * The tree of an expression made of characters, classes, `(?:…)`, alternatives and repetitions. It matches wherever the expression does:
 * look-behinds are left out. Throws for what else an expression may have.
 */
export function readPattern(source: string, ignoresCase: boolean): Pattern {
  const reader = { source, at: 0, ignoresCase };
  const pattern = readAlternatives(reader);
  if (reader.at < source.length) throw unreadable(reader);
  return pattern;
}

type Reader = { source: string; at: number; ignoresCase: boolean };

function readAlternatives(reader: Reader): Pattern {
  const parts = [readSequence(reader)];
  while (reader.source[reader.at] === "|") {
    reader.at += 1;
    parts.push(readSequence(reader));
  }
  return { kind: "any", parts };
}

function readSequence(reader: Reader): Pattern {
  const parts: Pattern[] = [];
  for (;;) {
    const next = reader.source[reader.at];
    if (next === undefined || next === "|" || next === ")") return { kind: "all", parts };
    parts.push(readRepeats(reader, readAtom(reader)));
  }
}

function readAtom(reader: Reader): Pattern {
  const { source, at } = reader;
  if (source.startsWith("(?<!", at) || source.startsWith("(?:", at)) {
    const isLookBehind = source[at + 2] === "<";
    reader.at += isLookBehind ? 4 : 3;
    const inner = readAlternatives(reader);
    if (source[reader.at] !== ")") throw unreadable(reader);
    reader.at += 1;
    return isLookBehind ? { kind: "all", parts: [] } : inner;
  }
  if (/[()*+?{}.^$\]]/.test(source.charAt(at))) throw unreadable(reader);
  const characters = new Uint8Array(OTHER + 1);
  if (source[at] === "[") readClass(reader, characters);
  else addCharacter(reader, characters);
  return { kind: "one", characters: reader.ignoresCase ? inAnyCase(characters) : characters };
}

function readClass(reader: Reader, characters: Characters): void {
  const { source } = reader;
  reader.at += 1;
  const isNegated = source[reader.at] === "^";
  if (isNegated) reader.at += 1;
  while (source[reader.at] !== "]") {
    const from = addCharacter(reader, characters);
    if (from < 0 || source[reader.at] !== "-" || source[reader.at + 1] === "]") continue;
    reader.at += 1;
    const to = addCharacter(reader, characters);
    for (let code = from; code <= to; code += 1) characters[code] = 1;
  }
  reader.at += 1;
  if (!isNegated) return;
  for (let code = 0; code < OTHER; code += 1) characters[code] = characters[code] === 1 ? 0 : 1;
  characters[OTHER] = 1;
}

const NAMED = { d: /\d/, w: /\w/, s: /\s/ } as const satisfies Record<string, RegExp>;

/** Adds one character, or those of `\d`, `\w` and `\s`; the character's code, or -1 for the latter. */
function addCharacter(reader: Reader, characters: Characters): number {
  const { source } = reader;
  const isEscaped = source[reader.at] === "\\";
  const letter = source.charAt(reader.at + (isEscaped ? 1 : 0));
  reader.at += isEscaped ? 2 : 1;
  const code = letter.charCodeAt(0);
  if (isEscaped && (letter === "d" || letter === "w" || letter === "s")) {
    for (let at = 0; at < OTHER; at += 1) if (NAMED[letter].test(String.fromCharCode(at))) characters[at] = 1;
    if (letter === "s") characters[OTHER] = 1;
    return -1;
  }
  if (!(code < OTHER) || (isEscaped && /\w/.test(letter))) throw unreadable(reader);
  characters[code] = 1;
  return code;
}

function inAnyCase(characters: Characters): Characters {
  const both = characters.slice();
  for (let code = 0; code < OTHER; code += 1) {
    if (characters[code] === 0) continue;
    const letter = String.fromCharCode(code);
    both[letter.toLowerCase().charCodeAt(0)] = 1;
    both[letter.toUpperCase().charCodeAt(0)] = 1;
  }
  return both;
}

const REPEATS = /[?*+]|\{(\d+)(,?)(\d*)\}/y;

function readRepeats(reader: Reader, part: Pattern): Pattern {
  REPEATS.lastIndex = reader.at;
  const found = REPEATS.exec(reader.source);
  if (found === null) return part;
  reader.at += found[0].length;
  if (reader.source[reader.at] === "?") reader.at += 1;
  const [sign, low = "0", comma, high] = found;
  const least = sign === "+" ? 1 : Number(low);
  const most = sign === "?" ? 1 : comma === "" ? least : high ? Number(high) : Number.POSITIVE_INFINITY;
  const isLong = most > MAX_REPEATS;
  return { kind: "repeat", part, least: Math.min(least, MAX_REPEATS), most: isLong ? Number.POSITIVE_INFINITY : most };
}

function unreadable({ source, at }: Reader): Error {
  return new Error(
    `The expression ${source} has something at ${at} that is not read here: use characters, classes and (?:…).`,
  );
}
