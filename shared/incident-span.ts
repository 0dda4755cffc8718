import type { Incident } from "./incident.ts";
import { HOUR, MINUTE } from "./time.ts";
import type { Range } from "./time-range.ts";

/** What of an incident says when it was. */
type Spanning = Pick<Incident, "firstSeen" | "lastSeen" | "hypotheses" | "rootCause">;

/** How much is seen before and after, as a share of what lies between. */
const MARGIN_SHARE = 0.2;
const LEAST_MARGIN = 5 * MINUTE;
const MOST_MARGIN = 2 * HOUR;
/** A window that is hardly longer is shown whole. */
const MOST_SHARE = 0.8;

/**
 * The time in which an incident is looked at: from the changes that its root cause rests on (a deploy, a migration) or its first entry
 * to its last one, with some time before and after, in whole minutes. Never more than `window` (both in milliseconds since 1970), and
 * all of it where little would be left out.
 */
export function incidentSpan(incident: Spanning, window: Range): Range {
  const starts = [incident.firstSeen, ...changesThatCaused(incident)].map((at) => Date.parse(at));
  const [start, end] = [Math.min(...starts), Date.parse(incident.lastSeen)];
  const margin = Math.min(MOST_MARGIN, Math.max(LEAST_MARGIN, (end - start) * MARGIN_SHARE));
  const from = Math.max(window.from, Math.floor((start - margin) / MINUTE) * MINUTE);
  const to = Math.min(window.to, Math.ceil((end + margin) / MINUTE) * MINUTE);
  const isMost = to - from > (window.to - window.from) * MOST_SHARE;
  return isMost || from >= to ? window : { from, to };
}

function changesThatCaused({ hypotheses, rootCause }: Spanning): string[] {
  const cause = hypotheses.find(({ id }) => id === rootCause?.hypothesisId);
  return (cause?.evidence ?? [])
    .filter(({ kind, effect }) => kind === "change" && effect === "supports")
    .map(({ at }) => at);
}
