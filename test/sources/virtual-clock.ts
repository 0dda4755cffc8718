import { setImmediate as turn } from "node:timers/promises";
import type { Clock } from "../../server/run-sources.ts";

/** A clock that stands still but for pauses, which take no real time; chance is always a half. */
export function virtualClock(start: number): Clock & { time: number } {
  const clock = {
    time: start,
    now: () => clock.time,
    random: () => 0.5,
    sleep: async (milliseconds: number) => {
      clock.time += milliseconds;
      await turn();
    },
  };
  return clock;
}
