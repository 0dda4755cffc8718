import { INCIDENT_SEVERITIES, type Incident } from "../../shared/incident.ts";
import { DEFAULT_WEBHOOK_EVENTS, type WebhookEventType } from "../../shared/webhook.ts";
import type { NamedWebhook } from "./endpoint-names.ts";
import type { ChangedIncident } from "./incident-data.ts";

/** Whether an endpoint is to get this type of event at all. */
export function wantsType({ events }: NamedWebhook, type: WebhookEventType): boolean {
  const wanted: readonly WebhookEventType[] = events ?? DEFAULT_WEBHOOK_EVENTS;
  return wanted.includes(type);
}

/**
 * Whether an endpoint is to hear of this incident. The end of an incident is told whatever its severity is by then:
 * whoever heard of its beginning, when it was worse, must hear of it.
 */
export function wantsIncident(webhook: NamedWebhook, { before, after, isSample }: ChangedIncident): boolean {
  if (isSample && !webhook.sample) return false;
  if (webhook.environments !== undefined && !webhook.environments.includes(after.environment)) return false;
  if (webhook.services !== undefined && !webhook.services.includes(after.service)) return false;
  const least = webhook.minSeverity;
  if (least === undefined || (before !== undefined && after.status === "resolved")) return true;
  return isAtLeast(after, least) || (before !== undefined && isAtLeast(before, least));
}

function isAtLeast({ severity }: Incident, least: Incident["severity"]): boolean {
  return INCIDENT_SEVERITIES.indexOf(severity) <= INCIDENT_SEVERITIES.indexOf(least);
}
