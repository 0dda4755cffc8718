import { z } from "zod";
import {
  type FieldChange,
  type IncidentReference,
  type IncidentWebhookEvent,
  WEBHOOK_EVENTS,
  type WebhookEvent,
  type WebhookEventType,
  type WebhookGap,
  type WebhookIncident,
  webhookEventSchemas,
} from "./webhook.ts";

/** The published JSON Schema (draft 2020-12) of one event type, with an example. */
export function webhookJsonSchema(type: WebhookEventType): Record<string, unknown> {
  return {
    ...z.toJSONSchema(webhookEventSchemas[type], { target: "draft-2020-12" }),
    title: type,
    description: WEBHOOK_EVENTS[type],
    examples: [webhookExample(type)],
  };
}

/** A message of this type as a consumer gets it. */
export function webhookExample(type: WebhookEventType): WebhookEvent {
  const timestamp = "2026-03-01T03:12:05.000Z";
  if (type === "webhook.test") {
    return { type, timestamp, data: { endpoint: "pager", message: "This is a test. Nothing is wrong." } };
  }
  if (type === "endpoint.disabled") {
    const reason = "answered 410 Gone";
    return {
      type,
      timestamp,
      data: { endpoint: "pager", host: "hooks.example", disabledAt: timestamp, reason, cut: [] },
    };
  }
  if (type === "source.gap") return { type, timestamp, data: { gap: EXAMPLE_GAP, cut: [] } };
  if (type === "check.changed") {
    return { type, timestamp, data: { incident: EXAMPLE_REFERENCE, checks: [EXAMPLE_CHECK], cut: [] } };
  }
  return { type, timestamp, data: { incident: EXAMPLE_INCIDENT, changes: exampleChanges(type), cut: [] } };
}

function exampleChanges(type: IncidentWebhookEvent["type"]): FieldChange[] {
  const status = (from: string, to: string): FieldChange[] => [{ field: "status", name: null, from, to }];
  switch (type) {
    case "incident.opened":
      return [];
    case "incident.resolved":
      return status("recovering", "resolved");
    case "incident.reopened":
      return status("resolved", "open");
    case "incident.acknowledged":
      return status("open", "acknowledged");
    case "incident.verified":
      return [{ field: "criterion", name: "No further failure of GET /api/orders", from: "unmet", to: "met" }];
    case "incident.remediation_changed":
      return [{ field: "step", name: "Create the table orders", from: "todo", to: "in-progress" }];
    case "incident.root_cause_changed":
    case "incident.updated":
      return [{ field: "rootCause", name: null, from: null, to: "Relation “orders” does not exist" }];
  }
}

const EXAMPLE_REFERENCE: IncidentReference = {
  key: "3f9a1c07d2b84e65",
  revision: 12,
  title: "GET /api/orders fails with 500: relation “orders” does not exist",
  environment: "staging",
  service: "shop-backend",
  severity: "high",
  status: "open",
  isSample: false,
};

const EXAMPLE_GAP: WebhookGap = {
  key: "gap_3f9a1c07d2b84e65",
  revision: 2,
  state: "ended",
  source: "cloud-logging my-staging-project",
  environment: "staging",
  kind: "disconnect",
  from: "2026-03-01T03:10:00.000Z",
  to: "2026-03-01T03:12:05.000Z",
  reason: "the live stream ended (Cloud Logging is out of reach: The service is currently unavailable)",
  suppressed: null,
  filler: "list",
  filledAt: null,
  filledBy: null,
};

const EXAMPLE_CHECK = {
  id: "relation:staging:orders",
  kind: "relation",
  environment: "staging",
  target: "orders",
  from: "unknown",
  to: "confirmed",
  statement: "Relation orders is absent from staging.",
  reason: "no schema holds it",
  at: "2026-03-01T03:12:04.000Z",
} as const;

const EXAMPLE_INCIDENT: WebhookIncident = {
  ...EXAMPLE_REFERENCE,
  severityReason: "every request of this route fails; the caller is a poller",
  headline:
    "GET /api/orders fails with 500 every 60 s since 02:00 UTC. Root cause (confirmed, 97 %): relation “orders” does not exist.",
  firstSeen: "2026-03-01T02:00:05.000Z",
  lastSeen: "2026-03-01T03:12:05.000Z",
  rootCause: {
    family: "schema.missing-relation",
    title: "Relation “orders” does not exist",
    component: "database schema",
    verdict: "confirmed",
    confidence: 0.97,
  },
  symptoms: [{ title: "GET /api/orders answers 500", count: 73, perDay: 1440, periodSeconds: 60 }],
  impact: {
    failedRequests: 73,
    perDay: 1440,
    distinctCallers: 1,
    automatedShare: 1,
    statement: "One poller, no person.",
  },
  remediation: {
    phase: "root-cause",
    steps: [{ id: "s1", title: "Create the table orders", kind: "fix", status: "todo", owner: null }],
    successCriteria: [
      {
        id: "k1",
        kind: "recurrence",
        title: "No further failure of GET /api/orders",
        state: "unmet",
        reason: "the last one was 10 s ago",
      },
    ],
  },
};
