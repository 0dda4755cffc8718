import type { Incident, IncidentDecision, TimelineItem } from "../../shared/incident.ts";
import { wentInto } from "../../shared/incident-decisions.ts";
import { plural } from "../../shared/words.ts";

/** The incident with what people decided about its extent: one that was merged into another is over, for it is told there. */
export function withDecisions(incident: Incident, decisions: IncidentDecision[] = []): Incident {
  if (decisions.length === 0) return incident;
  const said = decisions.flatMap((decision) => decisionItems(decision, incident.id));
  const decided = { ...incident, decisions };
  return {
    ...decided,
    status: wentInto(decided) === undefined ? incident.status : "resolved",
    timeline: [...incident.timeline, ...said].sort((a, b) => (a.at < b.at ? -1 : 1)),
  };
}

function decisionItems(decision: IncidentDecision, id: string): TimelineItem[] {
  const { who, at, reason, undone } = decision;
  const deed = deedOf(decision, id);
  const item = (time: string, statement: string): TimelineItem => ({
    ...{ at: time, kind: "person" as const, statement, evidenceId: null },
  });
  return [
    item(at, `${who} ${deed}: ${reason}`),
    ...(undone === null ? [] : [item(undone.at, `${undone.who} took back that ${who} ${deed}: ${undone.reason}`)]),
  ];
}

/** What was decided, in the past tense, as one of the two incidents tells it. */
export function deedOf({ kind, from, into, groups }: IncidentDecision, id: string): string {
  const isFrom = from.id === id;
  const other = `“${(isFrom ? into : from).title}”`;
  if (kind === "merge") return isFrom ? `merged this incident into ${other}` : `merged ${other} into this incident`;
  return isFrom ? `split ${plural(groups, "group")} off this incident` : `split this incident off ${other}`;
}
