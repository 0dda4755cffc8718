import type { Incident } from "../../shared/incident.ts";
import type { IncidentReference, WebhookIncident } from "../../shared/webhook.ts";
import type { Cutter } from "./cut.ts";

/** An incident that changed; `before` is absent for a new one. */
export type ChangedIncident = { before?: Incident; after: Incident; revision: number; isSample: boolean };

/** The most characters and items of a message; all are made smaller together where that is not small enough. */
const LIMITS = { id: 100, name: 200, title: 300, reason: 400, headline: 1500, steps: 20, criteria: 20, symptoms: 10 };

/** What every message about an incident says of it. */
export function referenceOf({ after, revision, isSample }: ChangedIncident, cut: Cutter): IncidentReference {
  return {
    key: after.id,
    revision,
    title: cut.text("title", after.title, LIMITS.title),
    environment: cut.text("environment", after.environment, LIMITS.name),
    service: cut.text("service", after.service, LIMITS.name),
    severity: after.severity,
    status: after.status,
    isSample,
  };
}

/** The incident as messages carry it. */
export function incidentData(change: ChangedIncident, cut: Cutter): WebhookIncident {
  const { after } = change;
  const { failedRequests, perDay, distinctCallers, automatedShare, statement } = after.impact;
  return {
    ...referenceOf(change, cut),
    severityReason: cut.text("severityReason", after.severityReason, LIMITS.reason),
    headline: cut.text("headline", after.headline, LIMITS.headline),
    firstSeen: cut.text("firstSeen", after.firstSeen, LIMITS.id),
    lastSeen: cut.text("lastSeen", after.lastSeen, LIMITS.id),
    rootCause: rootCauseData(after, cut),
    symptoms: cut.list("symptoms", after.symptoms, LIMITS.symptoms).map((symptom) => ({
      title: cut.text("symptoms.title", symptom.title, LIMITS.title),
      count: symptom.count,
      perDay: symptom.perDay,
      periodSeconds: symptom.cadence?.periodSeconds ?? null,
    })),
    impact: {
      failedRequests,
      perDay,
      distinctCallers,
      automatedShare,
      statement: cut.text("impact.statement", statement, LIMITS.reason),
    },
    remediation: remediationData(after, cut),
  };
}

/** The hypothesis that the incident holds for its root cause; undefined where it is open. */
export function rootCauseOf({ rootCause, hypotheses }: Incident): Incident["hypotheses"][number] | undefined {
  return rootCause === null ? undefined : hypotheses.find(({ id }) => id === rootCause.hypothesisId);
}

function rootCauseData(incident: Incident, cut: Cutter): WebhookIncident["rootCause"] {
  const root = rootCauseOf(incident);
  if (root === undefined) return null;
  return {
    family: cut.text("rootCause.family", root.family, LIMITS.id),
    title: cut.text("rootCause.title", root.title, LIMITS.title),
    component: cut.text("rootCause.component", root.component, LIMITS.name),
    verdict: root.verdict,
    confidence: root.confidence,
  };
}

function remediationData({ remediation }: Incident, cut: Cutter): WebhookIncident["remediation"] {
  return {
    phase: remediation.phase,
    steps: cut.list("steps", remediation.steps, LIMITS.steps).map(({ id, title, kind, status, owner }) => ({
      id: cut.text("steps.id", id, LIMITS.id),
      title: cut.text("steps.title", title, LIMITS.title),
      kind,
      status,
      owner: owner === null ? null : cut.text("steps.owner", owner, LIMITS.name),
    })),
    successCriteria: cut
      .list("successCriteria", remediation.successCriteria, LIMITS.criteria)
      .map(({ id, kind, title, state, reason }) => ({
        id: cut.text("successCriteria.id", id, LIMITS.id),
        kind,
        title: cut.text("successCriteria.title", title, LIMITS.title),
        state,
        reason: cut.text("successCriteria.reason", reason, LIMITS.reason),
      })),
  };
}
