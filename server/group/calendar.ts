import { classOf, isDigit, LETTER, UPPER } from "./characters.ts";
import { hashOf, meaningOf } from "./dictionary.ts";
import { afterBlanks } from "./extents.ts";
import { MONTH, WEEKDAY, ZONE } from "./words.ts";

/** Whether the word between two places is part of a date: a day before a month, a month at a number, a zone after a time. */
export function isCalendar(
  bytes: Uint8Array,
  from: number,
  end: number,
  limit: number,
  seen: number,
  meaning: number,
  isAfterMask: boolean,
): boolean {
  if ((meaning & ZONE) !== 0 && isAfterMask) return seen === UPPER;
  if ((seen & UPPER) === 0 || (meaning & (MONTH | WEEKDAY)) === 0) return false;
  const next = afterBlanks(bytes, end, limit);
  const isDigitNext = next > end && next < limit && isDigit(bytes[next]);
  if ((meaning & MONTH) !== 0) return isDigitNext || (isAfterMask && from > 0);
  if (isDigitNext) return true;
  let to = next;
  while (to < limit && (classOf(bytes, to) & LETTER) !== 0) to++;
  return next > end && (meaningOf(bytes, next, to, hashOf(bytes, next, to)) & MONTH) !== 0;
}
