import { z } from "zod";
import { CHECK_KINDS, OUTCOMES } from "./check.ts";
import { gapSchema } from "./gap.ts";
import {
  CRITERION_KINDS,
  INCIDENT_SEVERITIES,
  INCIDENT_STATUSES,
  PHASES,
  STEP_KINDS,
  STEP_STATUSES,
  VERDICTS,
} from "./incident.ts";

/**
 * The events that webhooks carry, as Standard Webhooks 1.0 wants them: `{ type, timestamp, data }`, below 20 kB. Times
 * are RFC 3339 in UTC with milliseconds. An incident is known by `key`, which never changes; of two messages about one
 * incident the one with the higher `revision` is the later. A text that was cut ends in `…`, and `cut` names it.
 */

/** What each event means, for tables and for people who choose among them. */
export const WEBHOOK_EVENTS = {
  "incident.opened": "An incident was opened.",
  "incident.updated": "Title, severity, status, root cause or remediation changed, or failures doubled.",
  "incident.resolved": "The failures stopped, and their routes had traffic since.",
  "incident.reopened": "A resolved incident failed again.",
  "incident.acknowledged": "A person looks after the incident.",
  "incident.root_cause_changed": "Another root cause is held now, or none.",
  "incident.remediation_changed": "The phase, a step or a success criterion changed.",
  "incident.verified": "Every success criterion that is looked at by itself is met now.",
  "check.changed": "A live check of an incident gave another answer than before.",
  "source.gap": "Entries of a source may be missing for a while; told again when that ends and when it is filled.",
  "endpoint.disabled": "An endpoint gets nothing any more until a person enables it.",
  "webhook.test": "Somebody tried whether messages arrive.",
} as const satisfies Record<string, string>;

export type WebhookEventType = keyof typeof WEBHOOK_EVENTS;

/** Every event type, in the order of the table above. */
export const WEBHOOK_EVENT_TYPES = [
  "incident.opened",
  "incident.updated",
  "incident.resolved",
  "incident.reopened",
  "incident.acknowledged",
  "incident.root_cause_changed",
  "incident.remediation_changed",
  "incident.verified",
  "check.changed",
  "source.gap",
  "endpoint.disabled",
  "webhook.test",
] as const satisfies readonly WebhookEventType[];

/** What an endpoint gets that names no events: for each change of an incident at most one of these is sent. */
export const DEFAULT_WEBHOOK_EVENTS = [
  "incident.opened",
  "incident.updated",
  "incident.resolved",
  "incident.reopened",
  "webhook.test",
] as const satisfies readonly WebhookEventType[];

const time = z.iso.datetime();
/** Which parts were cut and how much of them is there: `headline: 600 of 5,213 characters`. Empty where nothing was. */
const cut = z.array(z.string()).describe("what was left out to keep the message small");

const reference = {
  key: z.string().describe("stable: the same for every message about this incident"),
  revision: z.number().int().describe("grows with every change of the incident"),
  title: z.string(),
  environment: z.string(),
  service: z.string(),
  severity: z.enum(INCIDENT_SEVERITIES),
  status: z.enum(INCIDENT_STATUSES),
  isSample: z.boolean().describe("belongs to the bundled sample"),
};
const incidentReferenceSchema = z.object(reference);
export type IncidentReference = z.infer<typeof incidentReferenceSchema>;

const webhookIncidentSchema = z.object({
  ...reference,
  severityReason: z.string(),
  headline: z.string(),
  firstSeen: z.string(),
  lastSeen: z.string(),
  rootCause: z
    .object({
      family: z.string(),
      title: z.string(),
      component: z.string(),
      verdict: z.enum(VERDICTS),
      confidence: z.number().min(0).max(1),
    })
    .nullable(),
  symptoms: z.array(
    z.object({
      title: z.string(),
      count: z.number().int(),
      perDay: z.number(),
      periodSeconds: z.number().nullable().describe("null where arrivals are not periodic"),
    }),
  ),
  impact: z.object({
    failedRequests: z.number().int(),
    perDay: z.number(),
    distinctCallers: z.number().int(),
    automatedShare: z.number().min(0).max(1),
    statement: z.string(),
  }),
  remediation: z.object({
    phase: z.enum(PHASES),
    steps: z.array(
      z.object({
        id: z.string(),
        title: z.string(),
        kind: z.enum(STEP_KINDS),
        status: z.enum(STEP_STATUSES),
        owner: z.string().nullable(),
      }),
    ),
    successCriteria: z.array(
      z.object({
        id: z.string(),
        kind: z.enum(CRITERION_KINDS),
        title: z.string(),
        state: z.enum(["met", "unmet", "unverified"]),
        reason: z.string(),
      }),
    ),
  }),
});
export type WebhookIncident = z.infer<typeof webhookIncidentSchema>;

export const CHANGED_FIELDS = [
  "title",
  "severity",
  "status",
  "rootCause",
  "phase",
  "step",
  "criterion",
  "failures",
  /** A person merged or split it; `name` is the other incident's title. */
  "part",
] as const;

const fieldChangeSchema = z.object({
  field: z.enum(CHANGED_FIELDS),
  /** Which step or criterion; null for the others. */
  name: z.string().nullable(),
  from: z.string().nullable(),
  to: z.string().nullable(),
});
export type FieldChange = z.infer<typeof fieldChangeSchema>;

const incidentData = z.object({
  incident: webhookIncidentSchema,
  changes: z.array(fieldChangeSchema).describe("what is different from the revision before; empty for a new incident"),
  cut,
});

const checkData = z.object({
  incident: incidentReferenceSchema,
  checks: z.array(
    z.object({
      id: z.string(),
      kind: z.enum(CHECK_KINDS),
      environment: z.string(),
      target: z.string(),
      from: z.enum(OUTCOMES),
      to: z.enum(OUTCOMES),
      statement: z.string(),
      reason: z.string(),
      at: z.string(),
    }),
  ),
  cut,
});

const { kind, filler } = gapSchema.required().shape;
const gapReferenceSchema = z.object({
  key: z.string().describe("stable: the same for every message about this gap"),
  revision: z.number().int().describe("grows with every change of the gap"),
  state: z.enum(["open", "ended", "filled"]).describe("open while it lasts, filled once all of it was read after all"),
  source: z.string(),
  environment: z.string().nullable().describe("null where the source belongs to no single one"),
  kind,
  from: time,
  to: time.nullable().describe("null while it lasts"),
  reason: z.string(),
  suppressed: z.number().int().nullable().describe("entries that the origin said it held back, at least"),
  filler: filler.describe("who can still bring what is missing"),
  filledAt: time.nullable(),
  filledBy: z.string().nullable(),
});
export type WebhookGap = z.infer<typeof gapReferenceSchema>;
const gapData = z.object({ gap: gapReferenceSchema, cut });

const endpointData = z.object({ endpoint: z.string(), host: z.string(), disabledAt: time, reason: z.string(), cut });
const testData = z.object({ endpoint: z.string(), message: z.string() });

const incidentEvent = <T extends `incident.${string}`>(type: T) =>
  z.object({ type: z.literal(type), timestamp: time, data: incidentData });

/** One schema per event type. */
export const webhookEventSchemas = {
  "incident.opened": incidentEvent("incident.opened"),
  "incident.updated": incidentEvent("incident.updated"),
  "incident.resolved": incidentEvent("incident.resolved"),
  "incident.reopened": incidentEvent("incident.reopened"),
  "incident.acknowledged": incidentEvent("incident.acknowledged"),
  "incident.root_cause_changed": incidentEvent("incident.root_cause_changed"),
  "incident.remediation_changed": incidentEvent("incident.remediation_changed"),
  "incident.verified": incidentEvent("incident.verified"),
  "check.changed": z.object({ type: z.literal("check.changed"), timestamp: time, data: checkData }),
  "source.gap": z.object({ type: z.literal("source.gap"), timestamp: time, data: gapData }),
  "endpoint.disabled": z.object({ type: z.literal("endpoint.disabled"), timestamp: time, data: endpointData }),
  "webhook.test": z.object({ type: z.literal("webhook.test"), timestamp: time, data: testData }),
} as const satisfies Record<WebhookEventType, z.ZodType>;

/** Any message. `timestamp` is when the change was seen, not when it was sent. */
export const webhookEventSchema = z.discriminatedUnion("type", [
  webhookEventSchemas["incident.opened"],
  webhookEventSchemas["incident.updated"],
  webhookEventSchemas["incident.resolved"],
  webhookEventSchemas["incident.reopened"],
  webhookEventSchemas["incident.acknowledged"],
  webhookEventSchemas["incident.root_cause_changed"],
  webhookEventSchemas["incident.remediation_changed"],
  webhookEventSchemas["incident.verified"],
  webhookEventSchemas["check.changed"],
  webhookEventSchemas["source.gap"],
  webhookEventSchemas["endpoint.disabled"],
  webhookEventSchemas["webhook.test"],
]);
export type WebhookEvent = z.infer<typeof webhookEventSchema>;
export type IncidentWebhookEvent = Extract<WebhookEvent, { data: { changes: FieldChange[] } }>;
