import { SLASH } from "./characters.ts";
import { BOOLEAN, DURATION, EMAIL, IP, NUMBER, PERCENT, SIZE, TIME, UUID } from "./rules.ts";
import { BEFORE_TELLING_NUMBER, CODE, EXIT, NEVER_NEGATIVE, OBJECT } from "./words.ts";

/** The longest name of a database object, in bytes. https://www.postgresql.org/docs/current/limits.html */
const MAX_NAME_BYTES = 63;
/** What these mask is no name, whatever stands before. */
const NEVER_NAMES: ReadonlySet<number> = new Set([UUID, IP, EMAIL, TIME, DURATION, SIZE, PERCENT, BOOLEAN]);

/**
 * Whether a word that `rule` would mask is identity where it stands: a number after `signal` (but for a strength, as -49), `errno` or `exit code`, a
 * quoted name after a noun such as `relation`. `before1` … `before3` are the meanings of the words before, nearest first.
 */
export function isTelling(
  bytes: Uint8Array,
  from: number,
  end: number,
  seen: number,
  rule: number,
  before1: number,
  before2: number,
  before3: number,
): boolean {
  if (rule === NUMBER) {
    if ((before1 & BEFORE_TELLING_NUMBER) !== 0) return (before1 & NEVER_NEGATIVE) === 0 || bytes[from] !== 45;
    return (before1 & CODE) !== 0 && ((before2 | before3) & EXIT) !== 0;
  }
  const quote = from > 0 ? bytes[from - 1] : 0;
  if ((quote !== 34 && quote !== 39 && quote !== 96) || NEVER_NAMES.has(rule)) return false;
  if (end - from > MAX_NAME_BYTES || (seen & SLASH) !== 0) return false;
  return ((isBehindKey(bytes, from - 1) ? before1 : before1 | before2 | before3) & OBJECT) !== 0;
}

/** Whether a colon stands before a quote, so that the word before it alone says what is named: `user: 'app', load: '7'`. */
function isBehindKey(bytes: Uint8Array, quote: number): boolean {
  return bytes[bytes[quote - 1] === 32 ? quote - 2 : quote - 1] === 58;
}
