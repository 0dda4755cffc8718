import { ruleOf, textOf } from "./atoms.ts";
import { AT, CLASSES, classOf, DIGIT, DOT, LETTER, LOWER, SLASH, UPPER } from "./characters.ts";
import { endOfColonAddress, endOfPath, endOfPort, endOfUrl } from "./extents.ts";
import { BOOLEAN, HOST, IP, METHOD_RULE, PATH, URL_RULE } from "./rules.ts";
import { isTelling } from "./telling.ts";
import { FILE_ENDINGS, LITERAL, METHOD, NAME_WITH_DIGIT, NOTHING } from "./words.ts";

/**
 * The rule that masks the word between two places, 0 where it stays. `seen` holds the classes of its characters, `meaning`
 * what it means, `before1` … `before3` what the words before mean, nearest first.
 */
export function wordRule(
  bytes: Uint8Array,
  from: number,
  end: number,
  limit: number,
  seen: number,
  meaning: number,
  before1: number,
  before2: number,
  before3: number,
): number {
  if ((seen & ~LETTER) === 0) {
    if ((meaning & LITERAL) !== 0) return BOOLEAN;
    if ((meaning & NOTHING) !== 0 && from > 0 && CLASSES[bytes[from - 1]!] === 0) return BOOLEAN;
    if ((meaning & METHOD) !== 0 && seen === UPPER && bytes[end] === 32) return METHOD_RULE;
  }
  if ((meaning & NAME_WITH_DIGIT) !== 0) return 0;
  if (end - from < 8 && (seen & (DIGIT | SLASH | AT | DOT)) === 0) return 0;
  const rule = ruleOf(bytes, from, end, seen);
  if (rule === 0) return isHostWithPort(bytes, from, end, limit, seen) ? HOST : 0;
  return isTelling(bytes, from, end, seen, rule, before1, before2, before3) ? 0 : rule;
}

/** `example.asia:443`: a dotted name with a port. */
function isHostWithPort(bytes: Uint8Array, from: number, end: number, limit: number, seen: number): boolean {
  if ((seen & DOT) === 0 || (seen & UPPER) !== 0 || classOf(bytes, from) !== LOWER) return false;
  const length = endOfPort(bytes, end, limit) - end;
  return length >= 3 && length <= 6 && !isFileName(bytes, end);
}

/** `server.go` of `server.go:128`: a place in the code, which says what wrote the line. */
function isFileName(bytes: Uint8Array, end: number): boolean {
  return FILE_ENDINGS.has(textOf(bytes, bytes.lastIndexOf(46, end - 1) + 1, end));
}

/**
 * The rule for what a word begins that a colon follows (a URL, an address with colons, a drive), with the place where that
 * ends: `end * 32 + rule`; 0 where it begins none.
 */
export function beforeColon(bytes: Uint8Array, from: number, to: number, limit: number, seen: number): number {
  if (bytes[to + 1] === 47 && bytes[to + 2] === 47) return endOfUrl(bytes, to + 3, limit) * 32 + URL_RULE;
  if (to - from > 4 || (seen & ~(DIGIT | LETTER)) !== 0) return 0;
  const end = endOfColonAddress(bytes, from, limit);
  if (end > 0) return end * 32 + IP;
  return to - from === 1 && bytes[to + 1] === 92 ? endOfPath(bytes, to, limit) * 32 + PATH : 0;
}
