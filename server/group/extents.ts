import { CLASSES, classOf, DIGIT, DOT, isDigit, isHex, LETTER, SPACE, WORD } from "./characters.ts";

/** Where things end that hold marks: dates, addresses with colons, URLs. All look ahead a bounded number of bytes. */

/** Characters of a value in quotes or brackets that is masked as one. */
const MAX_VALUE_LENGTH = 300;
const MAX_ADDRESS_LENGTH = 48;

/** End of a word without the marks that close a sentence. */
export function trimEnd(bytes: Uint8Array, from: number, to: number): number {
  let end = to;
  while (end > from) {
    const code = bytes[end - 1];
    if (code !== 46 && code !== 33 && code !== 63 && code !== 45 && code !== 42) break;
    end--;
  }
  return end;
}

/** The place of the mark that closes what opens at `from`, nested ones counted; -1 where none is near. */
export function closing(bytes: Uint8Array, from: number, limit: number, close: number): number {
  const open = bytes[from];
  const end = Math.min(limit, from + MAX_VALUE_LENGTH);
  let depth = 1;
  for (let i = from + 1; i < end; i++) {
    const code = bytes[i];
    if (code === close) {
      if (--depth === 0) return i;
    } else if (code === open) depth++;
  }
  return -1;
}

export function endOfUrl(bytes: Uint8Array, from: number, limit: number): number {
  let to = from;
  while (to < limit) {
    const code = bytes[to]!;
    if (code <= 32 || code === 34 || code === 39 || code === 60 || code === 62 || code === 93 || code === 41) break;
    to++;
  }
  return trimEnd(bytes, from, bytes[to - 1] === 44 || bytes[to - 1] === 58 ? to - 1 : to);
}

export function endOfPath(bytes: Uint8Array, from: number, limit: number): number {
  let to = from + 1;
  while (to < limit && (CLASSES[bytes[to]!]! & WORD) !== 0) to++;
  return trimEnd(bytes, from, to);
}

/** End of `:8080` and its like after an address; `from` where there is none. */
export function endOfPort(bytes: Uint8Array, from: number, limit: number): number {
  if (from + 1 >= limit || bytes[from] !== 58 || !isDigit(bytes[from + 1])) return from;
  let to = from + 1;
  while (to < limit && isDigit(bytes[to]) && to - from <= 5) to++;
  return to < limit && (classOf(bytes, to) & (LETTER | DIGIT)) !== 0 ? from : to;
}

/** End of an IPv6 or hardware address: hex digits in several places divided by colons; 0 where there is none. */
export function endOfColonAddress(bytes: Uint8Array, from: number, limit: number): number {
  let colons = 0;
  let run = 0;
  let hasDouble = false;
  let to = from;
  const end = Math.min(limit, from + MAX_ADDRESS_LENGTH);
  for (; to < end; to++) {
    const code = bytes[to];
    if (code === 58) {
      if (run === 0 && colons > 0) hasDouble = true;
      colons++;
      run = 0;
    } else if (isHex(code) && run < 4) run++;
    else break;
  }
  if (run === 0) {
    to--;
    colons--;
  }
  if (to < limit && (classOf(bytes, to) & LETTER) !== 0) return 0;
  return colons >= 5 || (hasDouble && colons >= 2) ? to : 0;
}

/**
 * End of a date, a time of day, or both: `2025-09-16T01:42:58.220Z`, `07:07:00`, `2025/09/16 01:42`; 0 where there is
 * none.
 */
export function endOfTime(bytes: Uint8Array, from: number, limit: number): number {
  const dash = bytes[from + 4];
  if ((dash !== 45 && dash !== 47) || digits(bytes, from, limit, 4) !== from + 4) return endOfClock(bytes, from, limit);
  const month = digits(bytes, from + 5, limit, 2);
  const day = bytes[month] === dash ? digits(bytes, month + 1, limit, 2) : 0;
  if (month === from + 5 || day === 0 || day === month + 1) return 0;
  const gap = day < limit ? bytes[day] : 0;
  const isPlain = gap !== 84 && gap !== 32 && gap !== 95 && gap !== 58;
  if (isPlain) return day < limit && (classOf(bytes, day) & (WORD & ~DOT)) !== 0 ? 0 : day;
  const clock = endOfClock(bytes, day + 1, limit);
  return clock > 0 ? clock : gap === 84 ? 0 : day;
}

function endOfClock(bytes: Uint8Array, from: number, limit: number): number {
  const hour = digits(bytes, from, limit, 2);
  if (hour === from || bytes[hour] !== 58) return 0;
  const minute = digits(bytes, hour + 1, limit, 2);
  if (minute !== hour + 3) return 0;
  let at = minute;
  if (bytes[at] === 58 && digits(bytes, at + 1, limit, 2) === at + 3) at += 3;
  if ((bytes[at] === 46 || bytes[at] === 44) && isDigit(bytes[at + 1])) at = digits(bytes, at + 1, limit, 9);
  if (bytes[at] === 90) at++;
  else if ((bytes[at] === 43 || bytes[at] === 45) && isDigit(bytes[at + 1])) {
    at = digits(bytes, at + 1, limit, 4);
    if (bytes[at] === 58) at = digits(bytes, at + 1, limit, 2);
  }
  if (at > limit) return 0;
  return at < limit && (classOf(bytes, at) & (DIGIT | LETTER)) !== 0 ? 0 : at;
}

/** The place after up to `most` digits from `from`. */
function digits(bytes: Uint8Array, from: number, limit: number, most: number): number {
  let at = from;
  while (at < limit && at - from < most && isDigit(bytes[at])) at++;
  return at;
}

/** The place of the first byte from `from` on that is neither a blank nor a comma. */
export function afterBlanks(bytes: Uint8Array, from: number, limit: number): number {
  let at = from;
  while (at < limit && (bytes[at] === 44 || (classOf(bytes, at) & SPACE) !== 0)) at++;
  return at;
}

const HELP_LINK = new TextEncoder().encode("(Background on this error at:");

/** End of SQLAlchemy's link to its manual, which says nothing about the occurrence; 0 where none starts. */
export function endOfHelpLink(bytes: Uint8Array, from: number, limit: number): number {
  for (let i = 0; i < HELP_LINK.length; i++) if (bytes[from + i] !== HELP_LINK[i]) return 0;
  const end = closing(bytes, from, limit, 41);
  return end < 0 ? limit : end + 1;
}

/** The place of the first byte that is no blank. */
export function startOfText(bytes: Uint8Array, from: number, to: number): number {
  let start = from;
  while (start < to && CLASSES[bytes[start]!] === SPACE) start++;
  return start;
}

/** The place behind the last byte that is no blank. */
export function endOfText(bytes: Uint8Array, from: number, to: number): number {
  let end = to;
  while (end > from && CLASSES[bytes[end - 1]!] === SPACE) end--;
  return end;
}

/** Whether quotes stand around the whole and nowhere within. */
export function isQuoted(bytes: Uint8Array, from: number, to: number): boolean {
  const quote = bytes[from];
  return (quote === 34 || quote === 39) && to - from > 2 && bytes.indexOf(quote, from + 1) === to - 1;
}

/** How many characters of `<` or `>` before a number belong to it: `lifetime <1 sec`. */
export function comparisonBefore(bytes: Uint8Array, from: number, to: number): number {
  const mark = bytes[from - 1];
  if ((mark !== 60 && mark !== 62) || !isDigit(bytes[from])) return 0;
  return bytes[from - 2] === 32 && bytes[to] !== 62 ? 1 : 0;
}

/** Whether the `=` at a place gives a key its value: no comparison, and no blank behind it alone. */
export function opensValue(bytes: Uint8Array, at: number): boolean {
  const next = bytes[at + 1];
  const before = bytes[at - 1];
  const isComparison = next === 61 || next === 62 || before === 61 || before === 60 || before === 62 || before === 33;
  return !isComparison && (next !== 32 || before === 32);
}
