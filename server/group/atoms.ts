import { AT, CLASSES, DIGIT, DOT, INNER, isDigit, isHex, LETTER, LOWER, SLASH, UPPER } from "./characters.ts";
import { EMAIL, HEX, HOST, ID, IP, NUMBER, PATH, PERCENT, TOKEN, UUID, VERSION } from "./rules.ts";
import { unitRuleOf } from "./units.ts";
import { FILE_ENDINGS, PACKAGE_ROOTS, TOP_LEVEL } from "./words.ts";

const MIN_TOKEN_LENGTH = 24;
const MIN_RANDOM_LENGTH = 48;
const MIN_BARE_HEX_LENGTH = 8;
/** Of those in `TOP_LEVEL`, the longest. */
const MAX_TOP_LEVEL_LENGTH = 11;

/**
 * The rule that masks the word between two places, or 0 where it is a constant. `seen` holds the classes of its
 * characters. A word with a digit is a value (the caller knows the exceptions); one without is a value only by its shape.
 */
export function ruleOf(bytes: Uint8Array, from: number, to: number, seen: number): number {
  if ((seen & DIGIT) !== 0) return ruleWithDigits(bytes, from, to, seen);
  if ((seen & SLASH) !== 0) return isPath(bytes, from, to) ? PATH : 0;
  if ((seen & AT) !== 0) return isEmail(bytes, from, to) ? EMAIL : isObjectHash(bytes, from, to) ? HEX : 0;
  if ((seen & DOT) !== 0) return isHostAt(bytes, from, to) ? HOST : 0;
  if (to - from < MIN_BARE_HEX_LENGTH) return 0;
  if (isAllHex(bytes, from, to)) return HEX;
  const isRandom = to - from >= MIN_RANDOM_LENGTH && (seen & LETTER) === LETTER && (seen & INNER) === 0;
  return isRandom ? TOKEN : 0;
}

function ruleWithDigits(bytes: Uint8Array, from: number, to: number, seen: number): number {
  if ((seen & LETTER) === 0) return ruleOfDigits(bytes, from, to);
  if (isUuid(bytes, from, to)) return UUID;
  if (bytes[from] === 48 && (bytes[from + 1]! | 32) === 120) return HEX;
  if ((seen & AT) !== 0) return isEmail(bytes, from, to) ? EMAIL : ID;
  if ((seen & (DOT | UPPER)) === (DOT | UPPER) && isClassName(textOf(bytes, from, to))) return 0;
  if ((seen & SLASH) !== 0) return PATH;
  const unit = unitRuleOf(bytes, from, to);
  if (unit !== 0) return unit;
  if (isAllHex(bytes, from, to)) return HEX;
  if ((seen & DOT) !== 0) {
    if (isVersion(bytes, from, to)) return VERSION;
    return isHostAt(bytes, from, to) ? HOST : ID;
  }
  return to - from >= MIN_TOKEN_LENGTH ? TOKEN : ID;
}

/** A word of digits and marks alone. */
function ruleOfDigits(bytes: Uint8Array, from: number, to: number): number {
  let dots = 0;
  for (let i = from; i < to; i++) if (bytes[i] === 46) dots++;
  if (dots === 3) return IP;
  if (dots === 2) return VERSION;
  return bytes[to - 1] === 37 ? PERCENT : NUMBER;
}

/** 8-4-4-4-12 hex digits. */
function isUuid(bytes: Uint8Array, from: number, to: number): boolean {
  if (to - from !== 36 || bytes[from + 8] !== 45) return false;
  for (let i = 0; i < 36; i++) {
    const code = bytes[from + i];
    if (i === 8 || i === 13 || i === 18 || i === 23 ? code !== 45 : !isHex(code)) return false;
  }
  return true;
}

function isAllHex(bytes: Uint8Array, from: number, to: number): boolean {
  for (let i = from; i < to; i++) if (!isHex(bytes[i])) return false;
  return true;
}

/** `v1.2.3`, `2.6.5-1.358`: at most one letter before the first digit, and not long. */
function isVersion(bytes: Uint8Array, from: number, to: number): boolean {
  const start = (bytes[from]! | 32) === 118 ? from + 1 : from;
  return to - from <= MIN_TOKEN_LENGTH && isDigit(bytes[start]);
}

/** An absolute path, or one with a drive: `/var/log`, `C:\Windows`, `~/x`. `and/or` and `I/O` are words. */
function isPath(bytes: Uint8Array, from: number, to: number): boolean {
  const first = bytes[from];
  if (first === 92) return to - from > 2;
  if (first === 47) return to - from > 1;
  if ((first === 46 || first === 126) && to - from > 2) return true;
  let slashes = 0;
  for (let i = from; i < to; i++) {
    if (bytes[i] === 92) return true;
    if (bytes[i] === 47) slashes++;
  }
  return slashes > 1;
}

function isEmail(bytes: Uint8Array, from: number, to: number): boolean {
  const at = bytes.indexOf(64, from);
  const dot = bytes.indexOf(46, at);
  return at > from && dot > at + 1 && dot < to;
}

/** What Java prints after a class name: `Object@1b2c3d`. */
function isObjectHash(bytes: Uint8Array, from: number, to: number): boolean {
  const at = bytes.indexOf(64, from);
  return at > from && to - at > 5 && isAllHex(bytes, at + 1, to);
}

/** `org.example.v2.Proxy`, `boto3.exceptions.S3UploadFailedError`: a name of code that happens to hold a digit. */
function isClassName(word: string): boolean {
  const labels = word.split(".");
  const last = labels.at(-1) ?? "";
  if (labels.length < 3 || !/^[A-Z_][A-Za-z$_]*\d{0,2}[A-Za-z$_]+$/.test(last)) return false;
  return labels.every((label) => /^[A-Za-z_$]+\d{0,2}[A-Za-z_$]*$/.test(label));
}

/** A dotted word is looked at closely only where its last label is lower case. */
function isHostAt(bytes: Uint8Array, from: number, to: number): boolean {
  let at = to - 1;
  while (at > from && CLASSES[bytes[at]!] === LOWER) at--;
  const length = to - 1 - at;
  return bytes[at] === 46 && length >= 2 && length <= MAX_TOP_LEVEL_LENGTH && isHost(textOf(bytes, from, to));
}

/** `proxy.example.org`, not `org.example.Proxy` nor `settings.py`. */
function isHost(word: string): boolean {
  const labels = word.split(".");
  const last = labels.at(-1) ?? "";
  const first = labels[0] ?? "";
  if (labels.length < 2 || labels.includes("") || FILE_ENDINGS.has(last)) return false;
  if (TOP_LEVEL.has(last)) return labels.length > 2 ? !PACKAGE_ROOTS.has(first) : true;
  return labels.length > 2 && last.length === 2 && !PACKAGE_ROOTS.has(first);
}

/** The text of a short word in ASCII. */
export function textOf(bytes: Uint8Array, from: number, to: number): string {
  let text = "";
  for (let i = from; i < to; i++) text += String.fromCharCode(bytes[i]!);
  return text;
}
