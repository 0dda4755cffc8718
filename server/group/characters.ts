/** Classes of characters for the scanner. What is not ASCII counts as a letter, but for general punctuation. */
export const LOWER = 1;
export const UPPER = 2;
export const DIGIT = 4;
/** What may stand inside a word: `_ - . / \ % + ~ @ $ * & ! ?`. */
export const INNER = 8;
export const DOT = 16;
export const SLASH = 32;
export const AT = 64;
export const SPACE = 128;

/** Whether a character of these classes is part of a word. */
export const WORD = LOWER | UPPER | DIGIT | INNER | DOT | SLASH | AT;

const CLASSES = classes();

/** The class of the character at `index`; 0 for punctuation and beyond the end. */
export function classAt(text: string, index: number): number {
  const code = text.charCodeAt(index);
  if (code < 128) return CLASSES[code] ?? 0;
  return isPunctuation(code) ? 0 : LOWER;
}

export function isDigitCode(code: number): boolean {
  return code >= 48 && code <= 57;
}

export function isHexCode(code: number): boolean {
  return (code >= 48 && code <= 57) || (code >= 97 && code <= 102) || (code >= 65 && code <= 70);
}

/** General punctuation and CJK punctuation; NaN (beyond the end) counts too. */
function isPunctuation(code: number): boolean {
  return !(code >= 0) || (code >= 0x2000 && code <= 0x206f) || (code >= 0x3000 && code <= 0x303f);
}

function classes(): Uint8Array {
  const table = new Uint8Array(128);
  for (let code = 97; code <= 122; code++) table[code] = LOWER;
  for (let code = 65; code <= 90; code++) table[code] = UPPER;
  for (let code = 48; code <= 57; code++) table[code] = DIGIT;
  for (const inner of "_-%+~$*&!?") table[inner.charCodeAt(0)] = INNER;
  for (const space of " \t\n\r\v\f") table[space.charCodeAt(0)] = SPACE;
  table[46] = DOT;
  table[47] = SLASH;
  table[92] = SLASH;
  table[64] = AT;
  return table;
}
