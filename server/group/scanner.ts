import { isCalendar } from "./calendar.ts";
import {
  CLASSES,
  DIGIT,
  DOT,
  INNER,
  isDigit,
  isPunctuation,
  SPACE,
  UPPER,
  WORD,
  wholeCharacters,
} from "./characters.ts";
import { EMPTY_HASH, hashOf, hashStep, meaningOf } from "./dictionary.ts";
import {
  closing,
  comparisonBefore,
  endOfHelpLink,
  endOfPort,
  endOfText,
  endOfTime,
  isQuoted,
  opensValue,
  startOfText,
  trimEnd,
} from "./extents.ts";
import { RequestLine } from "./request-line.ts";
import { HOST, ID, IP, MASKS, NUMBER, RULES, SEGMENT, TIME, VALUE } from "./rules.ts";
import { unitAfter } from "./units.ts";
import { beforeColon, wordRule } from "./word-rule.ts";
import { METHOD, TELLING_KEY } from "./words.ts";

/** Bytes of a text that are looked at; what lies beyond never changes a template. */
export const MAX_TEXT_BYTES = 4096;

/** Of a text that is all ids, the letters of ids no longer than this are kept. */
const MAX_BARE_BYTES = 64;
const MAX_SCRATCH_BYTES = 16 * 1024;
const MASKED = 1 << 20;

/**
 * Reads UTF-8 bytes once and writes them with their volatile parts masked. `out[0 … length)` holds the last result. One
 * scanner serves one caller at a time; each `scan` starts from nothing.
 */
export class Scanner {
  /** Room for a text that is not in the caller's bytes. */
  readonly scratch = new Uint8Array(MAX_SCRATCH_BYTES);
  readonly out = new Uint8Array(MAX_TEXT_BYTES * 4);
  /** The same bytes, four at a time. */
  readonly words = new Uint32Array(this.out.buffer);
  length = 0;
  readonly counts = new Uint16Array(RULES.length);
  private readonly request = new RequestLine();
  private bytes: Uint8Array = this.out;
  private at = 0;
  private limit = 0;
  /** Meanings of the words before the current one, the nearest first; `MASKED` for a masked one. */
  private before1 = 0;
  private before2 = 0;
  private before3 = 0;
  /** Words that were left as they are. */
  private constants = 0;
  /** Whether of ids only the digits are masked. */
  private keepsLetters = false;
  /** Set between a key's `=` and its value. */
  private awaitsValue = false;

  scan(bytes: Uint8Array, from: number, to: number): void {
    this.bytes = bytes;
    this.keepsLetters = false;
    this.run(from, to);
    if (this.constants > 0 || this.counts[ID] === 0) return;
    // Nothing but values is left: the letters of ids have to do, as in `jetty-6.1.26`.
    this.keepsLetters = true;
    this.run(from, to);
  }

  private run(from: number, to: number): void {
    const { bytes } = this;
    this.length = 0;
    this.counts.fill(0);
    this.before1 = this.before2 = this.before3 = 0;
    this.awaitsValue = false;
    this.constants = 0;
    this.at = startOfText(bytes, from, to);
    this.limit = endOfText(
      bytes,
      this.at,
      to - from > MAX_TEXT_BYTES ? wholeCharacters(bytes, from, from + MAX_TEXT_BYTES) : to,
    );
    if (isQuoted(bytes, this.at, this.limit)) {
      this.at++;
      this.limit--;
    }
    while (this.at < this.limit) {
      const kind = CLASSES[bytes[this.at]!]!;
      if ((kind & WORD) !== 0) this.word();
      else if (kind === SPACE) this.space();
      else this.mark();
    }
    this.trim();
  }

  /** Runs of blanks become one blank; a line break stays one. */
  private space(): void {
    const { bytes, limit } = this;
    let blank = 32;
    let at = this.at;
    while (at < limit && CLASSES[bytes[at]!] === SPACE) if (bytes[at++] === 10) blank = 10;
    this.at = at;
    this.out[this.length++] = blank;
  }

  private mark(): void {
    const { bytes, at } = this;
    const code = bytes[at]!;
    if (code === 61) this.awaitsValue = opensValue(bytes, at) && (this.before1 & TELLING_KEY) === 0;
    else if (this.awaitsValue && this.enclosedValue(code)) return;
    else if (code === 40 && bytes[at + 1] === 66 && this.helpLink()) return;
    this.out[this.length++] = code;
    this.at = at + 1;
  }

  /** `tag="*launch*"`, `(email)=(a@example.com)`, `from=<>`: what is enclosed is the value. */
  private enclosedValue(code: number): boolean {
    const { bytes, at } = this;
    const isBracket = (code === 40 || code === 60) && bytes[at - 1] === 61;
    if (code !== 34 && code !== 39 && !isBracket) {
      if (code !== 58) this.awaitsValue = false;
      return false;
    }
    this.awaitsValue = false;
    const end = closing(bytes, at, this.limit, code === 40 ? 41 : code === 60 ? 62 : code);
    if (end <= (code === 60 ? at : at + 1)) return false;
    this.out[this.length++] = code;
    this.put(VALUE);
    this.out[this.length++] = bytes[end]!;
    this.at = end + 1;
    return true;
  }

  private helpLink(): boolean {
    const end = endOfHelpLink(this.bytes, this.at, this.limit);
    if (end === 0) return false;
    this.at = end;
    this.trim();
    return true;
  }

  /** Takes back blanks that were written last. */
  private trim(): void {
    while (this.length > 0 && this.out[this.length - 1]! <= 32) this.length--;
  }

  private word(): void {
    const { bytes, limit, out } = this;
    const from = this.at;
    const start = this.length;
    let to = from;
    let at = start;
    let seen = 0;
    let hash = EMPTY_HASH;
    while (to < limit) {
      const code = bytes[to]!;
      const kind = CLASSES[code]!;
      if ((kind & WORD) === 0 || (code > 127 && isPunctuation(bytes, to))) break;
      hash = hashStep(hash, code, kind);
      seen |= kind;
      out[at++] = code;
      to++;
    }
    // Three bytes of general punctuation, such as a curved quote.
    if (to === from) {
      this.copy(Math.min(from + 3, limit));
      return;
    }
    const awaited = this.awaitsValue;
    this.awaitsValue = false;
    if (this.isSpecial(from, to, seen, hash)) return;
    const end = (seen & (DOT | INNER)) === 0 ? to : trimEnd(bytes, from, to);
    if (end !== to) hash = hashOf(bytes, from, end);
    const meaning = meaningOf(bytes, from, end, hash);
    this.at = to;
    this.length = at;
    if (end === from) return;
    const { before1, before2, before3 } = this;
    const rule = wordRule(bytes, from, end, limit, seen, meaning, before1, before2, before3);
    if (rule === ID && this.keepsLetters && end - from <= MAX_BARE_BYTES) this.letters(from, end, to, start);
    else if (rule !== 0) this.maskWord(rule, from, end, to, start);
    else if (awaited) this.maskValue(bytes[end] === 42 ? to : end, to, start);
    else if (meaning !== 0 && isCalendar(bytes, from, end, limit, seen, meaning, this.before1 === MASKED))
      this.cut(TIME, end, to, start);
    else {
      this.constants++;
      this.remember(meaning);
    }
  }

  /** Words that only what follows makes recognisable: requests, addresses with colons, URLs, times, drives. */
  private isSpecial(from: number, to: number, seen: number, hash: number): boolean {
    const { bytes, limit } = this;
    const next = to < limit ? bytes[to]! : 0;
    if (next === 58) {
      const found = beforeColon(bytes, from, to, limit, seen);
      if (found > 0) return this.jump(found % 32, from, Math.floor(found / 32));
    }
    if ((seen & DIGIT) !== 0 && isDigit(bytes[from])) {
      const end = endOfTime(bytes, from, limit);
      if (end > 0) return this.jump(TIME, from, end);
    }
    if (next !== 32 || seen !== UPPER) return false;
    return (meaningOf(bytes, from, to, hash) & METHOD) !== 0 && this.isRequest(from, to);
  }

  private jump(rule: number, from: number, end: number): boolean {
    this.length -= comparisonBefore(this.bytes, from, end);
    this.put(rule);
    this.remember(MASKED);
    this.at = end;
    return true;
  }

  private isRequest(from: number, to: number): boolean {
    const { request, bytes, out } = this;
    let at = this.length;
    for (let i = from; i <= to; i++) out[at++] = bytes[i]!;
    if (!request.read(bytes, to + 1, this.limit, out, at)) return false;
    this.length = request.length;
    this.counts[SEGMENT]! += request.masked;
    this.constants++;
    this.remember(MASKED);
    this.at = request.end;
    return true;
  }

  /** Masks the digits of an id and keeps its letters. */
  private letters(from: number, end: number, to: number, start: number): void {
    const { bytes, out } = this;
    this.length = start;
    for (let i = from; i < to; i++) {
      if (i >= end || !isDigit(bytes[i])) out[this.length++] = bytes[i]!;
      else if (i + 1 === end || !isDigit(bytes[i + 1])) this.put(NUMBER);
    }
    this.at = to;
    this.remember(MASKED);
  }

  /** Masks a word that was copied to `start`, with what belongs to it: a port, a unit. */
  private maskWord(rule: number, from: number, end: number, to: number, start: number): void {
    const { bytes, limit } = this;
    let last = end;
    let shown = rule;
    if (rule === IP || rule === HOST) last = endOfPort(bytes, end, limit);
    else if (rule === NUMBER) {
      const unit = unitAfter(bytes, end, limit);
      if (unit !== undefined) {
        last = unit.end;
        shown = unit.rule;
      }
    }
    this.cut(shown, last, Math.max(last, end === last ? to : last), start - comparisonBefore(bytes, from, last));
  }

  /** The value of `key=value`, with what it holds in brackets: `ws=WorkSource{10113}`. */
  private maskValue(end: number, to: number, start: number): void {
    const open = end < this.limit ? this.bytes[end] : 0;
    const close = open === 123 ? 125 : open === 91 ? 93 : open === 40 ? 41 : 0;
    const last = close === 0 ? -1 : closing(this.bytes, end, this.limit, close);
    if (last < 0) this.cut(VALUE, end, to, start);
    else this.cut(VALUE, last + 1, last + 1, start);
  }

  /** Puts a mask at `start` in place of what was copied since, then the bytes from `end` to `to` as they are. */
  private cut(rule: number, end: number, to: number, start: number): void {
    this.length = start;
    this.put(rule);
    this.at = end;
    this.copy(to);
    this.remember(MASKED);
  }

  /** Writes the bytes up to `to` as they are. */
  private copy(to: number): void {
    while (this.at < to) this.out[this.length++] = this.bytes[this.at++]!;
  }

  private remember(meaning: number): void {
    this.before3 = this.before2;
    this.before2 = this.before1;
    this.before1 = meaning;
  }

  private put(rule: number): void {
    const mask = MASKS[rule]!;
    for (let i = 0; i < mask.length; i++) this.out[this.length++] = mask[i]!;
    this.counts[rule]!++;
  }
}
