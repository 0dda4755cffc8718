import { DAY } from "../../shared/time.ts";
import { plural } from "../../shared/words.ts";
import { type Detector, windowHours } from "./detect.ts";

const MIN_PER_DAY = 3;

export const newError: Detector = {
  id: "new",
  title: "A new error that repeats",
  why: "Three or more events within 24 hours. One event, or two, may be chance: they are counted and shown among the groups, but open nothing.",
  detect(group, context) {
    if (group.count < MIN_PER_DAY) return undefined;
    if (windowHours(context) > 24 && !hasThreeInADay(group.arrivals)) return undefined;
    return { at: group.firstSeen, statement: plural(group.count, "event") };
  },
};

function hasThreeInADay(arrivals: readonly number[]): boolean {
  return arrivals.some((at, i) => {
    const third = arrivals[i + 2];
    return third !== undefined && third - at <= DAY;
  });
}
