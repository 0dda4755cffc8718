import type { IncidentSummary } from "../../shared/api.ts";
import type { Incident } from "../../shared/incident.ts";
import { wentInto } from "../../shared/incident-decisions.ts";

/** A row of the list, without what the store alone knows. */
export type StoredSummary = Omit<IncidentSummary, "revision" | "isSample">;

/** An incident in a few words and numbers. */
export function summarize(incident: Incident): StoredSummary {
  const symptoms = incident.symptoms.toSorted((a, b) => b.count - a.count);
  const mergedInto = wentInto(incident)?.id;
  return {
    id: incident.id,
    title: incident.title,
    environment: incident.environment,
    service: incident.service,
    severity: incident.severity,
    status: incident.status,
    firstSeen: incident.firstSeen,
    lastSeen: incident.lastSeen,
    symptom: symptoms[0] ?? null,
    moreSymptoms: Math.max(symptoms.length - 1, 0),
    cause: summarizeCause(incident),
    failedRequests: incident.impact.failedRequests,
    remediation: summarizeRemediation(incident),
    ...(mergedInto === undefined ? {} : { mergedInto }),
  };
}

function summarizeCause({ rootCause, hypotheses }: Incident): StoredSummary["cause"] {
  const hypothesis = hypotheses.find(({ id }) => id === rootCause?.hypothesisId);
  if (hypothesis === undefined) return null;
  const { id, family, title, role, verdict, confidence } = hypothesis;
  return { hypothesisId: id, family, title, role, verdict, confidence };
}

function summarizeRemediation({ remediation }: Incident): StoredSummary["remediation"] {
  const { phase, steps, successCriteria } = remediation;
  return {
    phase,
    done: steps.filter(({ status }) => status === "done" || status === "verified").length,
    failed: steps.filter(({ status }) => status === "failed").length,
    total: steps.length,
    criteriaMet: successCriteria.filter(({ state }) => state === "met").length,
    criteria: successCriteria.length,
  };
}

/** The words that an incident is found by, in lower case: title, service, routes, cause and id. */
export function wordsOf(incident: Incident): string {
  const routes = incident.symptoms.map(({ method, route, title }) => [method, route, title].filter(Boolean).join(" "));
  const cause = summarizeCause(incident);
  const words = [incident.id, incident.title, incident.service, incident.environment, ...routes];
  return [...words, cause?.family ?? "", cause?.title ?? ""].join("\n").toLowerCase();
}
