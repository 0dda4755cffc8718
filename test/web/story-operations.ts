import { type WebhooksResponse, webhooksResponseSchema } from "../../shared/api-operations.ts";
import type { Incident } from "../../shared/incident.ts";
import { HOUR, MINUTE, toIso } from "../../shared/time.ts";

/** One endpoint that gets messages, one that is disabled, and a message of each state. */
export function storyWebhooks(incident: Incident, now: number): WebhooksResponse {
  const attempt = (number: number, ageMs: number, status: number | null, error: string | null) => ({
    attempt: number,
    at: toIso(now - ageMs),
    durationMs: 84,
    status,
    error,
    answer: "",
  });
  const about = { incidentId: incident.id, type: "incident.opened" };
  return webhooksResponseSchema.parse({
    webhooks: [
      {
        name: "pager",
        format: "standard",
        host: "hooks.example.com",
        environments: null,
        events: ["incident.opened", "incident.updated", "incident.resolved", "incident.reopened"],
        disabled: null,
        counts: { pending: 1, delivered: 12, failed: 0 },
      },
      {
        name: "chat",
        format: "slack",
        host: "hooks.slack.com",
        environments: ["staging"],
        events: ["incident.opened"],
        disabled: { at: toIso(now - 3 * HOUR), reason: "answered 410 Gone" },
        counts: { pending: 2, delivered: 4, failed: 1 },
      },
    ],
    deliveries: [
      {
        ...about,
        messageId: "msg_2_opened",
        endpoint: "pager",
        state: "pending",
        attempts: [attempt(1, MINUTE, 503, "answered 503 Service Unavailable")],
      },
      {
        ...about,
        messageId: "msg_1_opened",
        endpoint: "pager",
        state: "delivered",
        attempts: [attempt(1, HOUR, null, "connection refused"), attempt(2, HOUR - MINUTE, 204, null)],
      },
      {
        ...about,
        messageId: "msg_1_opened",
        endpoint: "chat",
        state: "failed",
        attempts: [attempt(1, 4 * HOUR, 410, "answered 410 Gone")],
      },
    ],
  });
}
