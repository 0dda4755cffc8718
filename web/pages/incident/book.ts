import type { Check } from "../../../shared/check.ts";
import type { Evidence, Hypothesis, Incident, IncidentGroup } from "../../../shared/incident.ts";
import type { Sample } from "../../parts/log-lines.tsx";

/** An incident with its parts by id, so that evidence can be opened to what it cites. */
export type Book = {
  incident: Incident;
  evidence: Map<string, Evidence>;
  checks: Map<string, Check>;
  groups: Map<string, IncidentGroup>;
  /** The hypothesis that is the root cause; undefined while it is open. */
  cause: Hypothesis | undefined;
};

/** Looks up everything in an incident once. */
export function openBook(incident: Incident): Book {
  const { hypotheses, rootCause } = incident;
  return {
    incident,
    evidence: byId(hypotheses.flatMap((hypothesis) => hypothesis.evidence)),
    checks: byId(incident.checks),
    groups: byId(incident.groups),
    cause: hypotheses.find((hypothesis) => hypothesis.id === rootCause?.hypothesisId),
  };
}

/** The log lines that a piece of evidence cites: those it names, else the samples of its group. */
export function samplesOf(book: Book, evidence: Evidence): Sample[] {
  const { insertIds, groupId } = evidence.ref;
  const group = groupId === undefined ? undefined : book.groups.get(groupId);
  if (insertIds === undefined || insertIds.length === 0) return group?.samples.slice(0, 3) ?? [];
  const wanted = new Set(insertIds);
  const all = group === undefined ? book.incident.groups : [group, ...book.incident.groups];
  const found = new Map<string, Sample>();
  for (const sample of all.flatMap((one) => one.samples)) {
    if (wanted.has(sample.insertId)) found.set(`${sample.timestamp} ${sample.insertId}`, sample);
  }
  return [...found.values()];
}

function byId<T extends { id: string }>(items: T[]): Map<string, T> {
  return new Map(items.map((item) => [item.id, item]));
}
