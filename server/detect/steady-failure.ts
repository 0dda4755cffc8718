import { formatDecimal, plural } from "../../shared/words.ts";
import { type Detector, windowHours } from "./detect.ts";

const MIN_EVENTS = 6;
const MIN_PER_HOUR = 0.5;

export const steadyFailure: Detector = {
  id: "steady-failure",
  title: "Fails at every tick, and nobody noticed",
  why: "A failure that comes once a minute never crosses a spike threshold or a burn rate, and so is never seen. A rhythm with five or more gaps is reported however low its rate.",
  detect(group, context) {
    if (group.count < MIN_EVENTS || group.count / windowHours(context) < MIN_PER_HOUR) return undefined;
    const cadence = context.cadenceOf(group);
    if (cadence === undefined) return undefined;
    return {
      at: group.firstSeen,
      statement: `${plural(group.count, "time")}, every ${formatDecimal(cadence.periodSeconds)} s ± ${formatDecimal(cadence.jitterSeconds, 2)} s`,
    };
  },
};
