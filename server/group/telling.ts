import { SLASH } from "./characters.ts";
import { EMAIL, IP, NUMBER, UUID } from "./rules.ts";
import { BEFORE_TELLING_NUMBER, CODE, EXIT, NEVER_NEGATIVE, OBJECT } from "./words.ts";

/** The longest name of a database object, in bytes. https://www.postgresql.org/docs/current/limits.html */
const MAX_NAME_BYTES = 63;

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
  if ((quote !== 34 && quote !== 39 && quote !== 96) || rule === UUID || rule === IP || rule === EMAIL) return false;
  return ((before1 | before2 | before3) & OBJECT) !== 0 && end - from <= MAX_NAME_BYTES && (seen & SLASH) === 0;
}
