import { compareTexts } from "../../shared/compare-texts.ts";
import type { Incident, TimelineItem } from "../../shared/incident.ts";
import type { PublicIncident } from "../../shared/public-report.ts";
import { HOUR } from "../../shared/time.ts";
import { orderedTimeline } from "../../shared/timeline-words.ts";

const WORDS: Partial<Record<TimelineItem["kind"], string>> = {
  "first-error": "The first failure was recorded.",
  detection: "The failure was recognised as unusual.",
  change: "A change was made to the system.",
  recovery: "The failure stopped.",
};
/** Changes long before the first failure are no part of the story. */
const LEAD = HOUR;

/**
 * The story in words of a fixed list, oldest first: each kind of event of a minute once, changes from an hour before the first
 * failure on, and when the failure was seen last.
 */
export function publicTimeline(incident: Incident): PublicIncident["timeline"] {
  const { firstSeen, lastSeen } = incident;
  const since = Date.parse(firstSeen) - LEAD;
  const items = orderedTimeline(incident).flatMap(({ at, kind }) => {
    const statement = WORDS[kind];
    const time = Date.parse(at);
    if (statement === undefined || Number.isNaN(time) || (kind === "change" && time < since)) return [];
    return [{ at: new Date(time).toISOString(), statement }];
  });
  const last = Date.parse(lastSeen);
  if (!Number.isNaN(last))
    items.push({ at: new Date(last).toISOString(), statement: "The failure was recorded for the last time so far." });
  const seen = new Set<string>();
  return items
    .sort((a, b) => compareTexts(a.at, b.at))
    .filter(({ at, statement }) => {
      const key = `${at.slice(0, 16)} ${statement}`;
      return seen.has(key) ? false : Boolean(seen.add(key));
    });
}
