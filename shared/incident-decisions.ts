import type { Incident, IncidentDecision } from "./incident.ts";

/** What a decision says of groups: those that moved belong to `into`; those that were kept to the side that keeps its own. */
export type Regrouping = {
  kind: IncidentDecision["kind"];
  from: string;
  into: string;
  /** Ids of groups. */
  moved: readonly string[];
  kept: readonly string[];
};

/**
 * The decision by which an incident is no longer one of its own: it was merged into another, or what was split off was put
 * back. Undefined where it stands by itself. Of several the latest counts.
 */
export function endingOf({ id, decisions = [] }: Pick<Incident, "id" | "decisions">): IncidentDecision | undefined {
  return decisions.findLast(
    ({ kind, from, into, undone }) =>
      (kind === "merge" && undone === null && from.id === id) ||
      (kind === "split" && undone !== null && into.id === id),
  );
}

/** Where an incident went; undefined where it stands by itself. */
export function wentInto(incident: Pick<Incident, "id" | "decisions">): { id: string; title: string } | undefined {
  const ending = endingOf(incident);
  if (ending === undefined) return undefined;
  return ending.kind === "merge" ? ending.into : ending.from;
}
