import { DAY } from "../../shared/time.ts";
import { type Detector, windowHours } from "./detect.ts";

const MIN_PER_DAY = 3;
/** Expired and malformed tokens of single clients are everyday traffic; only many of them are a fault of ours. */
const MIN_TOKEN_ERRORS = 20;

export const newError: Detector = {
  id: "new",
  title: "A new error that repeats",
  why: "Three or more events within 24 hours. One event, or two, may be chance: they are counted and shown among the groups, but open nothing.",
  detect(group, context) {
    const isToken = group.signature.family?.startsWith("auth.token-") === true;
    if (group.count < (isToken ? MIN_TOKEN_ERRORS : MIN_PER_DAY)) return undefined;
    if (windowHours(context) > 24 && !hasThreeInADay(group.arrivals)) return undefined;
    return { at: group.firstSeen, statement: `${group.count} events` };
  },
};

function hasThreeInADay(arrivals: readonly number[]): boolean {
  return arrivals.some((at, i) => {
    const third = arrivals[i + 2];
    return third !== undefined && third - at <= DAY;
  });
}
