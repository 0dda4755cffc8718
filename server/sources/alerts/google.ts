import { z } from "zod";
import { SECOND } from "../../../shared/time.ts";
import { excerpt } from "../../../shared/words.ts";
import type { Alert } from "./alert.ts";

const text = z.string().catch("");

/** What is used of a notification. https://cloud.google.com/monitoring/support/notification-options#schema-pubsub */
const notificationSchema = z.object({
  version: z.string(),
  incident: z.object({
    incident_id: z.string().min(1).max(200),
    state: z
      .string()
      .toLowerCase()
      .pipe(z.enum(["open", "closed"])),
    started_at: z.number().min(0),
    ended_at: z.number().min(0).nullish(),
    scoping_project_id: text,
    policy_name: text,
    condition_name: text,
    summary: text,
    resource: z
      .object({ type: z.string().catch("global"), labels: z.record(z.string(), z.string()).catch({}) })
      .catch({ type: "global", labels: {} }),
  }),
});

/**
 * The alert of a Cloud Monitoring notification, schema 1.2; none for the "test connection" body, which has version `test` and no
 * times. Throws a ZodError for anything else.
 */
export function googleAlerts(body: unknown): Alert[] {
  const { version, incident } = notificationSchema.parse(body);
  if (version === "test" || incident.started_at === 0) return [];
  const isOpen = incident.state === "open";
  const name = excerpt(incident.policy_name || incident.condition_name || incident.incident_id, 150);
  const summary = incident.summary === "" || !isOpen ? "" : `: ${excerpt(incident.summary, 300)}`;
  return [
    {
      id: `google/${incident.incident_id}/${incident.state}`,
      at: (isOpen ? incident.started_at : (incident.ended_at ?? incident.started_at)) * SECOND,
      statement: `Cloud Monitoring ${isOpen ? "opened" : "closed"} the alert “${name}”${summary}`,
      project: incident.resource.labels.project_id ?? incident.scoping_project_id,
      resource: incident.resource,
    },
  ];
}
