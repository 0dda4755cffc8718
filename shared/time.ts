/** Durations in milliseconds, for products such as `5 * MINUTE`. */
export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** Minutes since 1970 of a moment in milliseconds. */
export function minuteOf(at: number): number {
  return Math.floor(at / MINUTE);
}

/** `toIso` of whole minutes since 1970, for many of a few days: made of their parts, which takes a tenth of the time. */
export function isoOfMinutes(): (minute: number) => string {
  const days = new Map<number, string>();
  return (minute) => {
    const day = Math.floor((minute * MINUTE) / DAY);
    const date = days.get(day) ?? toIso(day * DAY).slice(0, -"00:00:00.000Z".length);
    days.set(day, date);
    const ofDay = minute - (day * DAY) / MINUTE;
    return `${date}${twoDigits(Math.floor(ofDay / 60))}:${twoDigits(ofDay % 60)}:00.000Z`;
  };
}

function twoDigits(value: number): string {
  return value < 10 ? `0${value}` : String(value);
}

/** RFC 3339 in UTC with milliseconds. */
export function toIso(at: number): string {
  return new Date(Math.floor(at)).toISOString();
}
