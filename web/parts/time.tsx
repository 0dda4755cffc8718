import { HOUR, SECOND } from "../../shared/time.ts";
import { dayAndMinute, dayAndSecond, moment, timeOfDay, useNow, useZone } from "../lib/clock.ts";
import { duration } from "../lib/format.ts";

const JUST_NOW_MS = 5 * SECOND;
/** A moment that is no further ahead is of a clock that differs a little. */
const MIN_AHEAD_MS = HOUR;

type Form = "full" | "second" | "time" | "day";

/** A moment in the reader's chosen zone; both zones on hover. */
export function Time({ at, form = "full" }: { at: string; form?: Form }) {
  const [zone] = useZone();
  const show = { full: moment, second: dayAndSecond, time: timeOfDay, day: dayAndMinute }[form];
  return (
    <time dateTime={at} title={`${moment(at, "utc")}\n${moment(at, "local")} (local)`}>
      {show(at, zone)}
    </time>
  );
}

/** How long ago a moment was: `14 min ago`, or `14 min` where the words around say so; the moment itself on hover. */
export function Age({ at, isBare = false }: { at: string; isBare?: boolean }) {
  const now = useNow();
  const ago = Math.floor((now - Date.parse(at)) / SECOND) * SECOND;
  return (
    <time dateTime={at} title={`${moment(at, "utc")}\n${moment(at, "local")} (local)`}>
      {isBare ? duration(Math.max(SECOND, ago)) : inWords(ago)}
    </time>
  );
}

function inWords(ago: number): string {
  if (ago < -MIN_AHEAD_MS) return `in ${duration(-ago)}`;
  return ago < JUST_NOW_MS ? "just now" : `${duration(ago)} ago`;
}
