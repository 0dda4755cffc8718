import { dayAndMinute, moment, timeOfDay, useNow, useZone } from "../lib/clock.ts";
import { duration } from "../lib/format.ts";

type Form = "full" | "time" | "day";

/** A moment in the reader's chosen zone; both zones on hover. */
export function Time({ at, form = "full" }: { at: string; form?: Form }) {
  const [zone] = useZone();
  const show = { full: moment, time: timeOfDay, day: dayAndMinute }[form];
  return (
    <time dateTime={at} title={`${moment(at, "utc")}\n${moment(at, "local")} (local)`}>
      {show(at, zone)}
    </time>
  );
}

/** How long ago a moment was: `14 min`; the moment itself on hover. */
export function Age({ at }: { at: string }) {
  const now = useNow();
  const ago = now - Date.parse(at);
  return (
    <time dateTime={at} title={`${moment(at, "utc")}\n${moment(at, "local")} (local)`}>
      {ago < 5000 ? "just now" : `${duration(ago)} ago`}
    </time>
  );
}
