/** Classes of bytes for the scanner. Bytes beyond ASCII count as letters. */
export const LOWER = 1;
export const UPPER = 2;
export const DIGIT = 4;
/** What may stand inside a word: `_ - % + ~ $ * & ! ?`. */
export const INNER = 8;
export const DOT = 16;
export const SLASH = 32;
export const AT = 64;
export const SPACE = 128;

export const LETTER = LOWER | UPPER;
/** Whether a character of these classes is part of a word. */
export const WORD = LETTER | DIGIT | INNER | DOT | SLASH | AT;

/** The class of each byte; 0 for punctuation. */
export const CLASSES: Uint8Array = classes();

/** The class of the character at `index` of a string; 0 beyond its end. */
export function classAt(text: string, index: number): number {
  const code = text.charCodeAt(index);
  if (code < 128) return CLASSES[code] ?? 0;
  return code >= 128 && !isMark(code) ? LOWER : 0;
}

/** Curved and pointed quotes, dashes, and the marks of Chinese and Japanese. */
function isMark(code: number): boolean {
  return (code >= 0x2000 && code < 0x2080) || (code >= 0x3000 && code < 0x3040) || code === 0xab || code === 0xbb;
}

/** The class of the byte at `index`; 0 beyond the end. */
export function classOf(bytes: Uint8Array, index: number): number {
  return CLASSES[bytes[index] ?? 0] ?? 0;
}

export function isDigit(code: number | undefined): boolean {
  return code !== undefined && code >= 48 && code <= 57;
}

export function isHex(code: number | undefined): boolean {
  if (code === undefined) return false;
  return (code >= 48 && code <= 57) || (code >= 97 && code <= 102) || (code >= 65 && code <= 70);
}

/** U+2000–U+207F and U+3000–U+303F: curved quotes, dashes, dots. */
export function isPunctuation(bytes: Uint8Array, at: number): boolean {
  const first = bytes[at];
  const second = bytes[at + 1];
  return (first === 0xe2 && (second === 0x80 || second === 0x81)) || (first === 0xe3 && second === 0x80);
}

/** The place at or before `to` where a character ends. */
export function wholeCharacters(bytes: Uint8Array, from: number, to: number): number {
  let end = to;
  while (end > from && (bytes[end]! & 0xc0) === 0x80) end--;
  return end;
}

function classes(): Uint8Array {
  const table = new Uint8Array(256);
  table.fill(LOWER, 128);
  table.fill(LOWER, 97, 123);
  table.fill(UPPER, 65, 91);
  table.fill(DIGIT, 48, 58);
  for (const inner of "_-%+~$*&!?") table[inner.charCodeAt(0)] = INNER;
  for (const space of " \t\n\r\v\f") table[space.charCodeAt(0)] = SPACE;
  table[46] = DOT;
  table[47] = SLASH;
  table[92] = SLASH;
  table[64] = AT;
  return table;
}
