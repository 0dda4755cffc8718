import { RULES, type Rule, ruleOf } from "./atoms.ts";
import { classAt, DIGIT, DOT, INNER, isDigitCode, isHexCode, LOWER, SLASH, SPACE, UPPER, WORD } from "./characters.ts";
import { readRequestLine } from "./request-line.ts";
import {
  EXIT_WORDS,
  HTTP_METHODS,
  MONTHS,
  OBJECT_NOUNS,
  SIZE_UNITS,
  TELLING_BEFORE_NUMBER,
  TELLING_KEYS,
  TIME_UNITS,
  WEEKDAYS,
  ZONES,
} from "./words.ts";

/** A text with what varies masked, and which rule masked how much, most frequent first. */
export type Template = { template: string; masks: { rule: string; count: number }[] };

/** Characters of a text that are looked at; what lies beyond never changes a template. */
export const MAX_TEXT_LENGTH = 4096;
/** Characters of a value in quotes or brackets that is masked as one. */
const MAX_VALUE_LENGTH = 300;

/**
 * The text with its volatile parts masked and its identity kept: numbers, times, sizes, addresses and ids go, names in
 * quotes, exception classes, signals and statuses of failed requests stay. One pass, linear in the length of the text.
 */
export function templateOf(text: string): Template {
  const scanner = new Scanner(unwrap(text));
  scanner.run();
  return { template: scanner.template(), masks: scanner.masks() };
}

/** The template alone, for the fast path. */
export function templateTextOf(text: string): string {
  const scanner = new Scanner(unwrap(text));
  scanner.run();
  return scanner.template();
}

const HELP_LINK = "(Background on this error at:";

/** Without the quotes around the whole, and without a link to help. */
function unwrap(text: string): string {
  let from = 0;
  let to = Math.min(text.length, MAX_TEXT_LENGTH);
  while (from < to && classAt(text, from) === SPACE) from++;
  while (to > from && classAt(text, to - 1) === SPACE) to--;
  const quote = text.charCodeAt(from);
  const isQuoted = (quote === 34 || quote === 39) && to - from > 2 && text.charCodeAt(to - 1) === quote;
  if (isQuoted && text.indexOf(text.charAt(from), from + 1) === to - 1) {
    from++;
    to--;
  }
  const bounded = from === 0 && to === text.length ? text : text.slice(from, to);
  const link = bounded.indexOf(HELP_LINK);
  if (link < 0) return bounded;
  const end = bounded.indexOf(")", link);
  return `${bounded.slice(0, link).trimEnd()}${end < 0 ? "" : bounded.slice(end + 1)}`;
}

class Scanner {
  private out = "";
  /** Everything before this place of the text is in `out`. */
  private copied = 0;
  private at = 0;
  private readonly counts = new Map<Rule, number>();
  /** The words before the current one, the nearest last; masks count as "". */
  private previous = "";
  private beforePrevious = "";
  private thirdPrevious = "";
  /** Set between a key's `=` and its value. */
  private awaitsValue = false;
  private readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  run(): void {
    const { text } = this;
    while (this.at < text.length) {
      const kind = classAt(text, this.at);
      if ((kind & WORD) !== 0) this.word();
      else if (kind === SPACE) this.space();
      else this.punctuation();
    }
  }

  template(): string {
    if (this.copied === 0) return this.text;
    return this.copied < this.text.length ? this.out + this.text.slice(this.copied) : this.out;
  }

  masks(): { rule: string; count: number }[] {
    return [...this.counts]
      .map(([rule, count]) => ({ rule, count }))
      .sort((a, b) => b.count - a.count || (a.rule < b.rule ? -1 : 1));
  }

  /** Runs of blanks become one blank; a line break stays one. */
  private space(): void {
    const { text } = this;
    const from = this.at;
    let hasBreak = false;
    while (classAt(text, this.at) === SPACE && this.at < text.length) {
      if (text.charCodeAt(this.at) === 10) hasBreak = true;
      this.at++;
    }
    const plain = hasBreak ? "\n" : " ";
    if (this.at - from === 1 && text.charAt(from) === plain) return;
    this.replace(from, this.at, plain);
  }

  private punctuation(): void {
    const { text } = this;
    const code = text.charCodeAt(this.at);
    if (code === 61) return this.equals();
    if (this.awaitsValue) {
      if (code === 34 || code === 39 || (code === 40 && text.charCodeAt(this.at - 1) === 61)) {
        const end = closing(text, this.at, code === 40 ? 41 : code);
        this.awaitsValue = false;
        if (end > this.at + 1) {
          this.mask("value", this.at + 1, end);
          this.at = end + 1;
          return;
        }
      } else if (code !== 58) this.awaitsValue = false;
    }
    this.at++;
  }

  private equals(): void {
    const { text } = this;
    const next = text.charCodeAt(this.at + 1);
    const before = text.charCodeAt(this.at - 1);
    const isComparison = next === 61 || next === 62 || before === 61 || before === 60 || before === 62 || before === 33;
    const isSpaced = next === 32;
    this.awaitsValue = !isComparison && (!isSpaced || before === 32) && !TELLING_KEYS.has(this.previous.toLowerCase());
    this.at++;
  }

  private word(): void {
    const { text } = this;
    const from = this.at;
    let to = from;
    let seen = 0;
    for (;;) {
      const kind = classAt(text, to);
      if ((kind & WORD) === 0 || to >= text.length) break;
      seen |= kind;
      to++;
    }
    const awaited = this.awaitsValue;
    this.awaitsValue = false;
    if (this.special(from, to, seen)) return;
    const end = trimEnd(text, from, to);
    const word = text.slice(from, end);
    this.at = to;
    if (end === from) return;
    const rule = ruleOf(word, seen);
    if (rule !== undefined && !this.isTelling(word, from, seen, rule)) return this.maskWord(rule, from, end);
    if (awaited && rule === undefined && from < end) return this.value(from, end);
    if ((seen & ~(LOWER | UPPER)) === 0 && this.calendar(word, from, end)) return;
    this.remember(word);
  }

  /** Words that only what follows makes recognisable: requests, addresses with colons, URLs, times, drives. */
  private special(from: number, to: number, seen: number): boolean {
    const { text } = this;
    const next = text.charCodeAt(to);
    if (next === 58) {
      if (text.startsWith("://", to)) return this.jump("url", from, endOfUrl(text, to + 3));
      if ((seen & ~(DIGIT | LOWER | UPPER)) === 0 && to - from <= 4) {
        const end = endOfColonAddress(text, from);
        if (end > 0) return this.jump("ip", from, end);
        if (to - from === 1 && text.charCodeAt(to + 1) === 92) return this.jump("path", from, endOfPath(text, to));
      }
    }
    if ((seen & DIGIT) !== 0 && isDigitCode(text.charCodeAt(from))) {
      const end = endOfTime(text, from);
      if (end > 0) return this.jump("time", from, end);
    }
    if (next === 32 && seen === UPPER && HTTP_METHODS.has(text.slice(from, to))) return this.request(from, to);
    return false;
  }

  private request(from: number, to: number): boolean {
    const line = readRequestLine(this.text, to + 1);
    if (line === undefined) return false;
    this.replace(from, line.end, `${this.text.slice(from, to)} ${line.shown}`);
    for (let i = 0; i < line.masked; i++) this.count("segment");
    this.remember("");
    this.at = line.end;
    return true;
  }

  private jump(rule: Rule, from: number, end: number): boolean {
    this.mask(rule, from, end);
    this.remember("");
    this.at = end;
    return true;
  }

  /** A number or quoted name that is identity where it stands. */
  private isTelling(word: string, from: number, seen: number, rule: Rule): boolean {
    const { text } = this;
    const previous = this.previous.toLowerCase();
    if (rule === "number") {
      if (TELLING_BEFORE_NUMBER.has(previous)) return true;
      if (previous !== "code" && previous !== "status") return false;
      return EXIT_WORDS.has(this.beforePrevious.toLowerCase()) || EXIT_WORDS.has(this.thirdPrevious.toLowerCase());
    }
    const before = text.charCodeAt(from - 1);
    if ((before !== 34 && before !== 39 && before !== 96) || rule === "uuid" || rule === "ip") return false;
    const isNamed =
      OBJECT_NOUNS.has(previous) ||
      OBJECT_NOUNS.has(this.beforePrevious.toLowerCase()) ||
      OBJECT_NOUNS.has(this.thirdPrevious.toLowerCase());
    return isNamed && word.length <= 63 && (seen & SLASH) === 0;
  }

  /** A masked word, with what belongs to it: a port, a unit. */
  private maskWord(rule: Rule, from: number, end: number): void {
    const { text } = this;
    this.at = end;
    if (rule === "ip" || rule === "host") {
      this.at = endOfPort(text, end);
      this.mask(rule, from, this.at);
    } else if (rule === "number" || rule === "id") {
      const unit = rule === "number" ? this.unitAfter(end) : undefined;
      this.mask(unit?.rule ?? rule, from, unit?.end ?? end);
      this.at = unit?.end ?? end;
    } else this.mask(rule, from, end);
    this.remember("");
  }

  private unitAfter(end: number): { rule: Rule; end: number } | undefined {
    const { text } = this;
    if (text.charCodeAt(end) !== 32) return undefined;
    let to = end + 1;
    while ((classAt(text, to) & (LOWER | UPPER)) !== 0 && to - end < 16) to++;
    if (to === end + 1 || (classAt(text, to) & (DIGIT | INNER | SLASH)) !== 0) return undefined;
    const unit = text.slice(end + 1, to).toLowerCase();
    if (SIZE_UNITS.has(unit)) return { rule: "size", end: to };
    return TIME_UNITS.has(unit) ? { rule: "duration", end: to } : undefined;
  }

  /** The value of `key=value`, with what it holds in brackets: `ws=WorkSource{10113}`. */
  private value(from: number, end: number): void {
    const { text } = this;
    const open = text.charCodeAt(end);
    const close = open === 123 ? 125 : open === 91 ? 93 : 0;
    const last = close === 0 ? -1 : closing(text, end, close);
    this.at = last > 0 ? last + 1 : end;
    this.mask("value", from, this.at);
    this.remember("");
  }

  /** Names of days and months that belong to a date, and zones after a time. */
  private calendar(word: string, from: number, end: number): boolean {
    const isZone = this.previous === "" && ZONES.has(word);
    const lower = word.toLowerCase();
    const isDate =
      (MONTHS.has(lower) && (isDigitCode(this.codeAfterBlank(end)) || this.previous === "")) ||
      (WEEKDAYS.has(lower) && this.isMonthAfter(end));
    if (!isDate && !isZone) return false;
    if (from === 0 && isZone) return false;
    this.mask("time", from, end);
    this.remember("");
    return true;
  }

  private codeAfterBlank(end: number): number {
    let at = end;
    while (this.text.charCodeAt(at) === 32 || this.text.charCodeAt(at) === 44) at++;
    return at === end ? 0 : this.text.charCodeAt(at);
  }

  private isMonthAfter(end: number): boolean {
    let at = end;
    while (this.text.charCodeAt(at) === 32 || this.text.charCodeAt(at) === 44) at++;
    return at > end && (MONTHS.has(this.text.slice(at, at + 3).toLowerCase()) || isDigitCode(this.text.charCodeAt(at)));
  }

  private remember(word: string): void {
    this.thirdPrevious = this.beforePrevious;
    this.beforePrevious = this.previous;
    this.previous = word;
  }

  private mask(rule: Rule, from: number, to: number): void {
    this.replace(from, to, RULES[rule]);
    this.count(rule);
  }

  private count(rule: Rule): void {
    this.counts.set(rule, (this.counts.get(rule) ?? 0) + 1);
  }

  private replace(from: number, to: number, by: string): void {
    this.out += this.copied < from ? this.text.slice(this.copied, from) + by : by;
    this.copied = to;
  }
}

/** End of a word without the marks that close a sentence. */
function trimEnd(text: string, from: number, to: number): number {
  let end = to;
  while (end > from) {
    const code = text.charCodeAt(end - 1);
    if (code !== 46 && code !== 33 && code !== 63 && code !== 45 && code !== 42) break;
    end--;
  }
  return end;
}

/** The place of the mark that closes what opens at `from`, nested ones counted; -1 where none is near. */
function closing(text: string, from: number, close: number): number {
  const open = text.charCodeAt(from);
  const end = Math.min(text.length, from + MAX_VALUE_LENGTH);
  let depth = 1;
  for (let i = from + 1; i < end; i++) {
    const code = text.charCodeAt(i);
    if (code === close) {
      if (--depth === 0) return i;
    } else if (code === open) depth++;
  }
  return -1;
}

function endOfUrl(text: string, from: number): number {
  let to = from;
  while (to < text.length) {
    const code = text.charCodeAt(to);
    if (code <= 32 || code === 34 || code === 39 || code === 60 || code === 62 || code === 93 || code === 41) break;
    to++;
  }
  return trimEnd(text, from, text.charCodeAt(to - 1) === 44 || text.charCodeAt(to - 1) === 58 ? to - 1 : to);
}

function endOfPath(text: string, from: number): number {
  let to = from + 1;
  while ((classAt(text, to) & WORD) !== 0 && to < text.length) to++;
  return trimEnd(text, from, to);
}

/** `:8080` and its like after an address. */
function endOfPort(text: string, from: number): number {
  if (text.charCodeAt(from) !== 58 || !isDigitCode(text.charCodeAt(from + 1))) return from;
  let to = from + 1;
  while (isDigitCode(text.charCodeAt(to)) && to - from <= 5) to++;
  return (classAt(text, to) & (LOWER | UPPER | DOT)) !== 0 && text.charCodeAt(to) !== 46 ? from : to;
}

/** IPv6 and hardware addresses: hex digits in at least four places divided by colons; 0 where there is none. */
function endOfColonAddress(text: string, from: number): number {
  let colons = 0;
  let run = 0;
  let to = from;
  let hasDouble = false;
  for (; to < text.length && to - from < 48; to++) {
    const code = text.charCodeAt(to);
    if (code === 58) {
      if (run === 0 && colons > 0) hasDouble = true;
      colons++;
      run = 0;
    } else if (isHexCode(code) && run < 4) run++;
    else break;
  }
  if (run === 0) {
    to--;
    colons--;
  }
  if ((classAt(text, to) & (LOWER | UPPER)) !== 0) return 0;
  return colons >= 5 || (hasDouble && colons >= 2) ? to : 0;
}

/** A date, a time of day, or both: `2025-09-16T01:42:58.220Z`, `07:07:00`, `2025/09/16 01:42`; 0 where there is none. */
function endOfTime(text: string, from: number): number {
  let at = from;
  const year = digits(text, at, 4);
  const dash = text.charCodeAt(from + 4);
  if (year === from + 4 && (dash === 45 || dash === 47)) {
    const month = digits(text, year + 1, 2);
    const day = text.charCodeAt(month) === dash ? digits(text, month + 1, 2) : 0;
    if (day === 0 || day === month + 1 || month === year + 1) return 0;
    at = day;
    const gap = text.charCodeAt(at);
    if (gap !== 84 && gap !== 32 && gap !== 95) return (classAt(text, at) & (WORD & ~DOT)) === 0 ? at : 0;
    const clock = endOfClock(text, at + 1);
    return clock > 0 ? clock : gap === 84 ? 0 : at;
  }
  return endOfClock(text, at);
}

function endOfClock(text: string, from: number): number {
  const hour = digits(text, from, 2);
  if (hour === from || text.charCodeAt(hour) !== 58) return 0;
  const minute = digits(text, hour + 1, 2);
  if (minute !== hour + 3) return 0;
  let at = minute;
  if (text.charCodeAt(at) === 58 && digits(text, at + 1, 2) === at + 3) at += 3;
  const mark = text.charCodeAt(at);
  if ((mark === 46 || mark === 44) && isDigitCode(text.charCodeAt(at + 1))) at = digits(text, at + 1, 9);
  if (text.charCodeAt(at) === 90) at++;
  else if ((text.charCodeAt(at) === 43 || text.charCodeAt(at) === 45) && isDigitCode(text.charCodeAt(at + 1))) {
    at = digits(text, at + 1, 4);
    if (text.charCodeAt(at) === 58) at = digits(text, at + 1, 2);
  }
  return (classAt(text, at) & (DIGIT | LOWER | UPPER)) !== 0 ? 0 : at;
}

/** The place after up to `most` digits from `from`. */
function digits(text: string, from: number, most: number): number {
  let at = from;
  while (at - from < most && isDigitCode(text.charCodeAt(at))) at++;
  return at;
}
