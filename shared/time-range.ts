import { DAY, HOUR, MINUTE, SECOND } from "./time.ts";

/** Both ends as written in an address: Grafana's grammar (`now-6h`, `now-1d/d`), RFC 3339, or milliseconds since 1970. */
export type RangeText = { from: string; to: string };
/** Both ends in milliseconds since 1970. */
export type Range = { from: number; to: number };

const UNITS: Record<string, number> = { s: SECOND, m: MINUTE, h: HOUR, d: DAY, w: 7 * DAY };
const RELATIVE = /^now(?:(?<sign>[+-])(?<many>\d{1,6})(?<unit>[smhdwMy]))?(?:\/(?<floor>[smhdwMy]))?$/;
const ABSOLUTE = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:\d{2}))?$/;

/**
 * The moment that a text means, in milliseconds since 1970; undefined where it means none. `/d` rounds down to the start of
 * the unit in UTC, and with `isEnd` up to its end. https://grafana.com/docs/grafana/latest/dashboards/use-dashboards/#time-units-and-relative-ranges
 */
export function parseMoment(text: string, now: number, isEnd = false): number | undefined {
  const relative = RELATIVE.exec(text)?.groups;
  if (relative !== undefined) {
    const { sign, many = "0", unit, floor } = relative;
    const moved = unit === undefined ? now : shift(now, (sign === "-" ? -1 : 1) * Number(many), unit);
    if (floor === undefined) return inCalendar(moved);
    const start = startOf(moved, floor);
    return inCalendar(isEnd ? shift(start, 1, floor) - 1 : start);
  }
  if (/^\d{10,14}$/.test(text)) return Number(text);
  return ABSOLUTE.test(text) ? inCalendar(Date.parse(text)) : undefined;
}

/** Both ends; undefined where one means nothing or the first is not before the second. */
export function parseRange({ from, to }: RangeText, now: number): Range | undefined {
  const range = { from: parseMoment(from, now), to: parseMoment(to, now, true) };
  if (range.from === undefined || range.to === undefined || range.from >= range.to) return undefined;
  return { from: range.from, to: range.to };
}

function shift(at: number, many: number, unit: string): number {
  const length = UNITS[unit];
  if (length !== undefined) return at + many * length;
  const date = new Date(at);
  const day = date.getUTCDate();
  date.setUTCDate(1);
  date.setUTCMonth(date.getUTCMonth() + many * (unit === "y" ? 12 : 1));
  // 31 March less a month is the last of February, not the third of March.
  const lastDay = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
  date.setUTCDate(Math.min(day, lastDay));
  return date.getTime();
}

function startOf(at: number, unit: string): number {
  const date = new Date(at);
  if (unit === "M") return Date.UTC(date.getUTCFullYear(), date.getUTCMonth());
  if (unit === "y") return Date.UTC(date.getUTCFullYear(), 0);
  // 1970 began on a Thursday; weeks begin on Monday.
  const offset = unit === "w" ? 4 * DAY : 0;
  const length = UNITS[unit] ?? SECOND;
  return Math.floor((at - offset) / length) * length + offset;
}

function inCalendar(at: number): number | undefined {
  return Number.isNaN(at) || Math.abs(at) > 8.64e15 ? undefined : at;
}
