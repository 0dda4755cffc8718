import { CLASSES, DIGIT, INNER, isDigit, LETTER, SLASH } from "./characters.ts";
import { hashOf, meaningOf } from "./dictionary.ts";
import { DURATION, SIZE } from "./rules.ts";
import { SIZE_UNIT, TIME_UNIT } from "./words.ts";

const MAX_UNIT_LENGTH = 14;

/** The rule for a number that carries its unit, `30.0s`, `512MiB`; 0 for every other word. */
export function unitRuleOf(bytes: Uint8Array, from: number, to: number): number {
  let at = to;
  while (at > from && !isDigit(bytes[at - 1])) at--;
  if (at === from || to - at > 4) return 0;
  for (let i = from; i < at; i++) {
    const code = bytes[i];
    if (!isDigit(code) && code !== 46 && !(i === from && (code === 45 || code === 43))) return 0;
  }
  const isOneLetter = to - at === 1;
  if (isOneLetter && bytes[at] === 109) return DURATION;
  if (isOneLetter && (bytes[at] === 75 || bytes[at] === 77 || bytes[at] === 71 || bytes[at] === 107)) return SIZE;
  return ruleOfMeaning(meaningOf(bytes, at, to, hashOf(bytes, at, to)));
}

/** The rule and the end of a unit that follows a number after a blank: `512 MiB`; undefined where none does. */
export function unitAfter(bytes: Uint8Array, end: number, limit: number): { rule: number; end: number } | undefined {
  if (bytes[end] !== 32) return undefined;
  let to = end + 1;
  while (to < limit && to - end <= MAX_UNIT_LENGTH && (CLASSES[bytes[to]!]! & LETTER) !== 0) to++;
  if (to === end + 1 || (to < limit && (CLASSES[bytes[to]!]! & (DIGIT | INNER | SLASH)) !== 0)) return undefined;
  const rule = ruleOfMeaning(meaningOf(bytes, end + 1, to, hashOf(bytes, end + 1, to)));
  return rule === 0 ? undefined : { rule, end: to };
}

function ruleOfMeaning(meaning: number): number {
  if ((meaning & SIZE_UNIT) !== 0) return SIZE;
  return (meaning & TIME_UNIT) !== 0 ? DURATION : 0;
}
