import { DAY, HOUR } from "./time.ts";

/** The time from whose count a number per day was scaled, in milliseconds; 0 where nothing was counted. */
export function countedMs(count: number, perDay: number): number {
  return perDay === 0 ? 0 : (count / perDay) * DAY;
}

/** Whether a number per day is worth telling: what a few minutes show says little of a day, and a day's own count is that number. */
export function isDayTold(count: number, perDay: number): boolean {
  return perDay !== count && countedMs(count, perDay) >= HOUR;
}
