import { isDigit } from "./json-bytes.ts";

const [DASH, LETTER_T, COLON, DOT, LETTER_Z, ZERO] = [0x2d, 0x54, 0x3a, 0x2e, 0x5a, 0x30];
const MINUTE_LENGTH = 16;
const TENS = Array.from({ length: 10 }, (_, power) => 10 ** power);

/** Reads times as Google writes them, `2025-06-01T12:00:00.123456Z`, from bytes, to what `readMoment` makes of them. */
export class UsualTime {
  /** Milliseconds since 1970 of the time read last. */
  at = 0;
  /** The place behind its last digit that counts: zeros at the end of the fraction do not. */
  end = 0;
  private readonly minute = new Uint8Array(MINUTE_LENGTH);
  private minuteAt = Number.NaN;

  /** False where the bytes from `from` to `to` hold a time in another form. */
  read(bytes: Uint8Array, from: number, to: number): boolean {
    const last = to - 1;
    const length = last - from;
    if (length < 19 || length > 29 || bytes[last] !== LETTER_Z || !this.readMinute(bytes, from)) return false;
    const seconds = twoDigits(bytes, from + 17);
    if (bytes[from + 16] !== COLON || seconds < 0 || seconds > 59) return false;
    const whole = this.minuteAt + seconds * 1000;
    this.at = whole;
    this.end = from + 19;
    if (length === 19) return true;
    if (bytes[from + 19] !== DOT || length === 20) return false;
    let end = last;
    while (bytes[end - 1] === ZERO) end--;
    let fraction = 0;
    for (let at = from + 20; at < last; at++) {
      if (!isDigit(bytes[at]!)) return false;
      if (at < end) fraction = fraction * 10 + (bytes[at]! - ZERO);
    }
    const digits = end - (from + 20);
    if (digits <= 0) return true;
    this.at = whole + (fraction / TENS[digits]!) * 1000;
    this.end = end;
    return true;
  }

  /** Minutes repeat from line to line. */
  private readMinute(bytes: Uint8Array, from: number): boolean {
    const { minute } = this;
    let i = MINUTE_LENGTH - 1;
    while (i >= 0 && minute[i] === bytes[from + i]) i--;
    if (i < 0) return true;
    const at = minuteOf(bytes, from);
    if (at < 0) return false;
    this.minuteAt = at;
    for (i = 0; i < MINUTE_LENGTH; i++) minute[i] = bytes[from + i]!;
    return true;
  }
}

/** The milliseconds since 1970 of `2025-06-01T12:00`; -1 for another form, for the last days of a month, and for years that are rare. */
function minuteOf(bytes: Uint8Array, from: number): number {
  const [century, year] = [twoDigits(bytes, from), twoDigits(bytes, from + 2)];
  const [month, day] = [twoDigits(bytes, from + 5), twoDigits(bytes, from + 8)];
  const [hour, minute] = [twoDigits(bytes, from + 11), twoDigits(bytes, from + 14)];
  const isMarked =
    bytes[from + 4] === DASH &&
    bytes[from + 7] === DASH &&
    bytes[from + 10] === LETTER_T &&
    bytes[from + 13] === COLON &&
    century >= 20 &&
    year >= 0;
  const isOnClock = month >= 1 && month <= 12 && day >= 1 && day <= 28 && hour >= 0 && hour < 24;
  if (!isMarked || !isOnClock || minute < 0 || minute > 59) return -1;
  return Date.UTC(century * 100 + year, month - 1, day, hour, minute);
}

function twoDigits(bytes: Uint8Array, at: number): number {
  const [tens, ones] = [bytes[at]! - ZERO, bytes[at + 1]! - ZERO];
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : -1;
}
