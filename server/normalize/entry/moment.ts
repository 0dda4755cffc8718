import { isJsonObject } from "../../../shared/json.ts";
import { HOUR, MINUTE, SECOND } from "../../../shared/time.ts";

/** A moment as entries state it: RFC 3339 in UTC with up to nine digits, and milliseconds since 1970 with a fraction. */
export type Moment = { timestamp: string; at: number };

const RFC_3339 =
  /^(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,12}))?)? ?(Z|z|UTC|utc|GMT|[+-]\d\d(?::?\d\d)?)?$/;
const DIGITS = /^-?\d{1,20}(\.\d{1,12})?$/;
const LATEST_MS = Date.UTC(9999, 11, 31);
const NANOS_PER_SECOND = 1_000_000_000n;

/**
 * The moment that a timestamp field names, or undefined where it names none. Takes RFC 3339 with 0 to 12 digits (cut to
 * nine) and any offset, a space for the T, "UTC" for the Z, no zone (read as UTC), numbers since 1970 in seconds, ms, µs
 * or ns by their magnitude, `{seconds, nanos}` and Date. The leap second :60 is the first moment of the next minute.
 */
export function readMoment(value: unknown): Moment | undefined {
  if (typeof value === "string") return fromText(value);
  if (typeof value === "number") return fromNumber(value);
  if (value instanceof Date) return fromNumber(value.getTime() / 1000);
  if (isJsonObject(value) && value.seconds !== undefined && value.seconds !== null) return fromProto(value);
  return undefined;
}

function fromText(text: string): Moment | undefined {
  return usualForm(text) ?? anyForm(text);
}

/** `2025-06-01T12:00:00.123456Z`, as Google writes it, without a regular expression; undefined for all else. */
function usualForm(text: string): Moment | undefined {
  const last = text.length - 1;
  if (last < 19 || last > 29 || text.charCodeAt(last) !== 0x5a || text.charCodeAt(10) !== 0x54) return undefined;
  const at = Date.parse(`${text.slice(0, 19)}Z`);
  // Date.parse rolls 30 February over: the last days of a month are checked the long way.
  const isLateDay = text.charCodeAt(8) >= 0x33 || (text.charCodeAt(8) === 0x32 && text.charCodeAt(9) > 0x38);
  if (!(at >= 0) || isLateDay || text.charCodeAt(4) !== 0x2d) return undefined;
  if (last === 19) return { timestamp: text, at };
  let nanos = 0;
  for (let index = 20; index < last; index++) {
    const digit = text.charCodeAt(index) - 0x30;
    if (digit < 0 || digit > 9) return undefined;
    nanos = nanos * 10 + digit;
  }
  const isPlain = text.charCodeAt(19) === 0x2e && last > 20 && text.charCodeAt(last - 1) !== 0x30;
  return isPlain ? { timestamp: text, at: at + (nanos / 10 ** (last - 20)) * 1000 } : undefined;
}

function anyForm(text: string): Moment | undefined {
  const parts = RFC_3339.exec(text) ?? RFC_3339.exec(text.trim());
  if (parts === null) return DIGITS.test(text.trim()) ? fromDigits(text.trim()) : undefined;
  const [, year, month, day, hour, minute, second = "00", fraction = "", zone = "Z"] = parts;
  const [monthNumber, dayNumber] = [Number(month), Number(day)];
  const isOnClock = Number(hour) < 24 && Number(minute) < 60 && Number(second) <= 60;
  if (!isOnClock || monthNumber < 1 || monthNumber > 12 || dayNumber < 1) return undefined;
  const midnight = Date.UTC(Number(year), monthNumber - 1, dayNumber);
  if (new Date(midnight).getUTCDate() !== dayNumber) return undefined;
  const wholeMs = midnight + Number(hour) * HOUR + Number(minute) * MINUTE + Number(second) * SECOND;
  const nanos = fraction.slice(0, 9).replace(/0+$/, "");
  const offset = offsetMs(zone);
  const dot = nanos === "" ? "Z" : `.${nanos}Z`;
  const at = wholeMs - offset + (nanos === "" ? 0 : Number(`0.${nanos}`) * 1000);
  if (offset === 0 && second !== "60" && year !== undefined && year >= "0100") {
    return { timestamp: `${year}-${month}-${day}T${hour}:${minute}:${second}${dot}`, at };
  }
  return { timestamp: wholeSeconds(wholeMs - offset) + dot, at };
}

function offsetMs(zone: string): number {
  if (zone[0] !== "+" && zone[0] !== "-") return 0;
  const digits = zone.slice(1).replace(":", "").padEnd(4, "0");
  const minutes = Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2));
  return (zone[0] === "-" ? -minutes : minutes) * MINUTE;
}

function wholeSeconds(ms: number): string {
  return new Date(ms).toISOString().slice(0, 19);
}

/** Digits in a string keep all of their precision: 19 digits of nanoseconds do not fit a number. */
function fromDigits(text: string): Moment | undefined {
  if (text.includes(".") || text.length < 16) return fromNumber(Number(text));
  const nanos = text.replace("-", "").length >= 18 ? BigInt(text) : BigInt(text) * 1000n;
  return fromNanos(nanos);
}

function fromNumber(value: number): Moment | undefined {
  if (!Number.isFinite(value)) return undefined;
  const size = Math.abs(value);
  if (size < 1e11) return fromNanos(BigInt(Math.round(value * 1e6)) * 1000n);
  if (size < 1e14) return fromNanos(BigInt(Math.round(value * 1e3)) * 1000n);
  return fromNanos(BigInt(Math.round(value)) * (size < 1e17 ? 1000n : 1n));
}

function fromProto(value: { [key: string]: unknown }): Moment | undefined {
  const seconds = Number(String(value.seconds));
  const nanos = Number(String(value.nanos ?? 0));
  if (!Number.isInteger(seconds) || !Number.isInteger(nanos) || Math.abs(seconds) > LATEST_MS / 1000) return undefined;
  return fromNanos(BigInt(seconds) * NANOS_PER_SECOND + BigInt(nanos));
}

function fromNanos(nanos: bigint): Moment | undefined {
  const fraction = ((nanos % NANOS_PER_SECOND) + NANOS_PER_SECOND) % NANOS_PER_SECOND;
  const ms = Number((nanos - fraction) / 1_000_000n);
  if (ms < 0 || ms > LATEST_MS) return undefined;
  const digits = fraction.toString().padStart(9, "0").replace(/0+$/, "");
  return {
    timestamp: `${wholeSeconds(ms)}${digits === "" ? "" : `.${digits}`}Z`,
    at: ms + (digits === "" ? 0 : Number(`0.${digits}`) * 1000),
  };
}
