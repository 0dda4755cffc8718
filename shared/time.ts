/** Durations in milliseconds, for products such as `5 * MINUTE`. */
export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** Minutes since 1970 of a moment in milliseconds. */
export function minuteOf(at: number): number {
  return Math.floor(at / MINUTE);
}

/** RFC 3339 in UTC with milliseconds. */
export function toIso(at: number): string {
  return new Date(Math.floor(at)).toISOString();
}
