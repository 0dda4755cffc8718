import { HOUR, MINUTE, minuteOf } from "../../shared/time.ts";
import { formatCount, formatDecimal } from "../../shared/words.ts";
import { countBetween, type Detector } from "./detect.ts";

const MIN_PER_HOUR = 10;
const MIN_TIMES_USUAL = 5;

export const spike: Detector = {
  id: "spike",
  title: "Far more errors than usual",
  why: "At least ten in an hour and five times what the hours before in the window had. With less than two hours of history there is no usual, and this detector stays silent.",
  detect(group, context) {
    if (context.now - context.from < 2 * HOUR) return undefined;
    const worst = worstHour(group.perMinute);
    if (worst === undefined || worst.count < MIN_PER_HOUR) return undefined;
    const before = countBetween(group, context.from, worst.from);
    const hoursBefore = (worst.from - minuteOf(context.from) * MINUTE) / HOUR;
    if (hoursBefore < 1) return undefined;
    const usual = before / hoursBefore;
    if (worst.count < MIN_TIMES_USUAL * Math.max(usual, 1)) return undefined;
    return {
      at: worst.from,
      statement: `${formatCount(worst.count)} in an hour, against ${formatDecimal(usual)} an hour before`,
    };
  },
};

/** The start (ms) and count of the 60 minutes with most events; the earliest of equals. */
function worstHour(perMinute: readonly [number, number][]): { from: number; count: number } | undefined {
  let best: { from: number; count: number } | undefined;
  let sum = 0;
  let start = 0;
  for (const [minute, count] of perMinute) {
    sum += count;
    while ((perMinute[start]?.[0] ?? minute) <= minute - 60) {
      sum -= perMinute[start]?.[1] ?? 0;
      start += 1;
    }
    if (best === undefined || sum > best.count) best = { from: (perMinute[start]?.[0] ?? minute) * MINUTE, count: sum };
  }
  return best === undefined ? undefined : { from: minuteOf(best.from) * MINUTE, count: best.count };
}
