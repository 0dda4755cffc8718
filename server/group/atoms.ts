import { AT, DIGIT, DOT, isDigitCode, isHexCode, LOWER, SLASH, UPPER } from "./characters.ts";
import { FILE_ENDING, LITERALS, NAMES_WITH_DIGITS, PACKAGE_ROOTS, TOP_LEVEL } from "./words.ts";

/** The rules that mask a word, with what they put in its place. One per kind of value. */
export const RULES = {
  uuid: "<uuid>",
  ip: "<ip>",
  host: "<host>",
  url: "<url>",
  email: "<email>",
  path: "<path>",
  time: "<time>",
  duration: "<duration>",
  size: "<size>",
  percent: "<percent>",
  number: "<num>",
  hex: "<hex>",
  version: "<version>",
  token: "<token>",
  id: "<id>",
  boolean: "<bool>",
  value: "<value>",
  segment: ":id",
} as const satisfies Record<string, string>;

export type Rule = keyof typeof RULES;

const MIN_TOKEN_LENGTH = 24;
const MIN_BARE_HEX_LENGTH = 8;

/**
 * The rule that masks `word`, or undefined where it is a constant. `seen` holds the classes of its characters. A word
 * with a digit is a value unless it is a well-known name; one without is a value only by its shape.
 */
export function ruleOf(word: string, seen: number): Rule | undefined {
  if ((seen & DIGIT) !== 0) return ruleWithDigits(word, seen);
  if ((seen & SLASH) !== 0) return isPath(word) ? "path" : undefined;
  if ((seen & AT) !== 0) return isEmail(word) ? "email" : isObjectHash(word) ? "hex" : undefined;
  if ((seen & DOT) !== 0) return isHost(word) ? "host" : undefined;
  if (word === "localhost") return "host";
  if (LITERALS.has(word)) return "boolean";
  if (word.length >= MIN_BARE_HEX_LENGTH && isAllHex(word)) return "hex";
  return word.length >= 2 * MIN_TOKEN_LENGTH && (seen & LOWER) !== 0 && (seen & UPPER) !== 0 && !word.includes("_")
    ? "token"
    : undefined;
}

function ruleWithDigits(word: string, seen: number): Rule | undefined {
  if ((seen & (LOWER | UPPER)) === 0) return ruleOfDigits(word);
  if (NAMES_WITH_DIGITS.has(word) || NAMES_WITH_DIGITS.has(word.toLowerCase())) return undefined;
  if (isUuid(word)) return "uuid";
  if (word.charCodeAt(0) === 48 && (word.charCodeAt(1) | 32) === 120) return "hex";
  if ((seen & AT) !== 0) return isEmail(word) ? "email" : "id";
  if ((seen & SLASH) !== 0) return "path";
  const unit = unitOf(word);
  if (unit !== undefined) return unit;
  if (isAllHex(word)) return "hex";
  if ((seen & DOT) !== 0) return isVersion(word) ? "version" : isHost(word) ? "host" : "id";
  return word.length >= MIN_TOKEN_LENGTH ? "token" : "id";
}

/** A word of digits and marks alone. */
function ruleOfDigits(word: string): Rule {
  let dots = 0;
  for (let i = 0; i < word.length; i++) if (word.charCodeAt(i) === 46) dots++;
  if (dots === 3) return "ip";
  if (dots === 2) return "version";
  return word.charCodeAt(word.length - 1) === 37 ? "percent" : "number";
}

const UNITS = {
  ms: "duration",
  s: "duration",
  us: "duration",
  µs: "duration",
  ns: "duration",
  m: "duration",
  h: "duration",
  d: "duration",
  sec: "duration",
  secs: "duration",
  min: "duration",
  b: "size",
  k: "size",
  g: "size",
  kb: "size",
  mb: "size",
  gb: "size",
  tb: "size",
  kib: "size",
  mib: "size",
  gib: "size",
} as const satisfies Record<string, Rule>;

const UNIT_RULES: ReadonlyMap<string, Rule> = new Map(Object.entries(UNITS));

/** `30.0s`, `512MiB`: a number with its unit. */
function unitOf(word: string): Rule | undefined {
  let at = word.length;
  while (at > 0 && !isDigitCode(word.charCodeAt(at - 1))) at--;
  if (at === 0 || word.length - at > 4) return undefined;
  for (let i = 0; i < at; i++) {
    const code = word.charCodeAt(i);
    if (!isDigitCode(code) && code !== 46 && !(i === 0 && (code === 45 || code === 43))) return undefined;
  }
  return UNIT_RULES.get(word.slice(at).toLowerCase());
}

/** 8-4-4-4-12 hex digits. */
function isUuid(word: string): boolean {
  if (word.length !== 36) return false;
  for (let i = 0; i < 36; i++) {
    const code = word.charCodeAt(i);
    if (i === 8 || i === 13 || i === 18 || i === 23 ? code !== 45 : !isHexCode(code)) return false;
  }
  return true;
}

function isAllHex(word: string): boolean {
  for (let i = 0; i < word.length; i++) if (!isHexCode(word.charCodeAt(i))) return false;
  return true;
}

/** `v1.2.3`, `2.6.5-1.358`: at most one letter before the first digit, and no more than a short tail. */
function isVersion(word: string): boolean {
  const start = (word.charCodeAt(0) | 32) === 118 ? 1 : 0;
  return isDigitCode(word.charCodeAt(start)) && word.indexOf(".", start) > 0 && word.length <= 24;
}

/** An absolute path, or one with a drive: `/var/log`, `C:\Windows`, `~/x`. `and/or` and `I/O` are words. */
function isPath(word: string): boolean {
  const first = word.charCodeAt(0);
  if (first === 92) return word.length > 2;
  if (first === 47) return word.length > 1;
  if ((first === 46 || first === 126) && word.length > 2) return true;
  return word.includes("\\") || word.split("/").length > 2;
}

function isEmail(word: string): boolean {
  const at = word.indexOf("@");
  return at > 0 && word.indexOf(".", at) > at + 1;
}

/** What Java prints after a class name: `Object@1b2c3d`. */
function isObjectHash(word: string): boolean {
  const at = word.indexOf("@");
  return at > 0 && word.length - at > 5 && isAllHex(word.slice(at + 1));
}

/** `proxy.example.org`, not `org.example.Proxy` nor `settings.py`. */
function isHost(word: string): boolean {
  const labels = word.split(".");
  const last = labels.at(-1) ?? "";
  const first = labels[0] ?? "";
  if (labels.length < 2 || labels.includes("") || FILE_ENDING.has(last) || last.toLowerCase() !== last) return false;
  if (TOP_LEVEL.has(last)) return labels.length > 2 ? !PACKAGE_ROOTS.has(first) : true;
  return labels.length > 2 && last.length === 2 && !PACKAGE_ROOTS.has(first);
}
