import type { ShownIncident } from "../../../shared/api-incident.ts";
import type { Check } from "../../../shared/check.ts";
import type { Evidence, Hypothesis } from "../../../shared/incident.ts";
import type { Viewed } from "../../data/incident-parts.ts";

/** An incident with its parts by id, so that evidence can be opened to what it cites. */
export type Book = {
  incident: ShownIncident;
  /** Which incident, and of which moment: what lines are asked for by. */
  viewed: Viewed;
  evidence: Map<string, Evidence>;
  checks: Map<string, Check>;
  /** The hypothesis that is the root cause; undefined while it is open. */
  cause: Hypothesis | undefined;
};

/** Looks up everything in an incident once. */
export function openBook(incident: ShownIncident, at: string): Book {
  const { hypotheses, rootCause } = incident;
  return {
    incident,
    viewed: { id: incident.id, at },
    evidence: byId(hypotheses.flatMap((hypothesis) => hypothesis.evidence)),
    checks: byId(incident.checks),
    cause: hypotheses.find((hypothesis) => hypothesis.id === rootCause?.hypothesisId),
  };
}

function byId<T extends { id: string }>(items: T[]): Map<string, T> {
  return new Map(items.map((item) => [item.id, item]));
}
