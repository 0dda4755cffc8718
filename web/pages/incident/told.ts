import type { IncidentEvent } from "../../../shared/api.ts";
import type { Incident, TimelineItem } from "../../../shared/incident.ts";
import { orderedTimeline } from "../../../shared/timeline-words.ts";

/** Lines of the history that belong into the timeline, and what they are there; words and steps stay in the history. */
const KINDS: Readonly<Record<string, TimelineItem["kind"]>> = {
  opened: "state",
  open: "state",
  reopened: "state",
  recovering: "recovery",
  resolved: "recovery",
  escalated: "state",
  eased: "state",
  "root-cause": "state",
  acknowledged: "person",
  muted: "person",
  unmuted: "person",
};

/** The timeline with what became of the incident itself, by whom and why, in order of time. */
export function timelineWith(
  incident: Pick<Incident, "timeline" | "firstSeen">,
  events: readonly IncidentEvent[],
): TimelineItem[] {
  const told = events.flatMap(({ at, kind, who, what, why }): TimelineItem[] => {
    const as = KINDS[kind];
    if (as === undefined) return [];
    // The headline, which is the reason of these, stands above already.
    const reason = kind === "opened" || kind === "root-cause" || why === null ? "" : `: ${why}`;
    return [{ at, kind: as, statement: `${who} ${what}${reason}`, evidenceId: null }];
  });
  return [...orderedTimeline(incident), ...told].sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
}
