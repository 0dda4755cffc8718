import { z } from "zod";
import { SOURCE_STATES } from "./api.ts";
import { CHECK_KINDS, checkSchema, OUTCOMES } from "./check.ts";
import { gapSchema } from "./gap.ts";
import { coverageSchema } from "./incident.ts";
import { WEBHOOK_FORMATS } from "./webhook-config.ts";

/** The shapes of `/api/v1/checks`, `/sources` and `/webhooks`: what Plumbline asks, reads and sends. */

/** The query of GET /checks. `from` and `to` in Grafana's grammar, default the last 24 h. */
export const checkFilterSchema = z.object({
  outcome: z.enum(OUTCOMES).optional(),
  kind: z.enum(CHECK_KINDS).optional(),
  environment: z
    .string()
    .max(200)
    .refine((name) => !name.includes("\0"), "expected a name without NUL")
    .optional(),
  from: z.string().max(40).optional(),
  to: z.string().max(40).optional(),
  q: z.string().max(200).optional(),
  /** At most this many, 1 to 500, default 500. */
  limit: z.coerce.number().int().min(1).max(500).optional(),
  /** So many of the first are left out: the next page. Default 0. */
  offset: z.coerce.number().int().min(0).max(1_000_000).optional(),
});
export type CheckFilter = z.infer<typeof checkFilterSchema>;

/** One check of one incident with its runs in the range. */
export const checkHistorySchema = z.object({
  incidentId: z.string(),
  incidentTitle: z.string(),
  /** The latest run. */
  check: checkSchema,
  runs: z.number().int(),
  /** When it gave another answer than before, oldest first; the first is the first run in the range. Newest 20. */
  changes: z.array(z.object({ at: z.string(), outcome: z.enum(OUTCOMES) })),
});
export type CheckHistory = z.infer<typeof checkHistorySchema>;

/** GET /checks: those that ran in the range, the latest run first. `outcomes` counts before that filter. */
export const checksResponseSchema = z.object({
  range: z.object({ from: z.string(), to: z.string() }),
  checks: z.array(checkHistorySchema),
  /** How many match the query, also beyond the limit. */
  matching: z.number().int(),
  outcomes: z.object({ confirmed: z.number().int(), refuted: z.number().int(), unknown: z.number().int() }),
  facets: z.object({ environments: z.array(z.string()), kinds: z.array(z.enum(CHECK_KINDS)) }),
});
export type ChecksResponse = z.infer<typeof checksResponseSchema>;

export const sourceSchema = z.object({
  /** Stable: the same for a source of this name on every replica and after every start. */
  id: z.string(),
  name: z.string(),
  kind: z.string(),
  /** `stored`: not read any more, but what it brought is kept. */
  state: z.enum([...SOURCE_STATES, "stored"]),
  detail: z.string(),
  /** Who paused it, why and since when; null where nobody did. */
  pause: z.object({ by: z.string(), reason: z.string(), since: z.string() }).nullable(),
  /** Whether a person may pause it: not the sample, nor what is not configured any more. */
  canPause: z.boolean(),
  /** What it reads: project or file, and the filter as it is configured; absent where the kind has none. */
  reads: z.string().nullable(),
  /** The only environment whose entries it reads; null where it may hold entries of any. */
  environment: z.string().nullable(),
  filter: z.string().nullable(),
  /** The whole filter that was sent to Google the last time, with the window of receive times. */
  sent: z.string().nullable(),
  /** Where it reads on, in words. */
  cursor: z.string().nullable(),
  /** How far it is with what lies behind it; null where it has caught up, or where that cannot be told. */
  progress: z.object({ from: z.string(), readTo: z.string(), endsAt: z.string().nullable() }).nullable(),
  /** How much of its files is read, as they lie on disk, while they are; null where none is being read. */
  files: z.object({ readBytes: z.number().int(), ofBytes: z.number().int(), endsAt: z.string().nullable() }).nullable(),
  /** How far behind now it is known to have read everything; null where it states no such moment. */
  lagSeconds: z.number().nullable(),
  /** Entries offered in each of the last 60 minutes, oldest first; the last one is not over yet. */
  perMinute: z.array(z.number().int()),
  /** The last fault, though it may be over. */
  lastError: z.object({ at: z.string(), message: z.string() }).nullable(),
  coverage: coverageSchema.nullable(),
  /** The newest 50 gaps, newest first; and how many there are of each state. */
  gaps: z.array(gapSchema),
  gapCounts: z.object({ open: z.number().int(), ended: z.number().int(), filled: z.number().int() }),
  /** The newest entry that was accepted. */
  newestAt: z.string().nullable(),
  isSample: z.boolean(),
});
export type SourceView = z.infer<typeof sourceSchema>;

/** GET /sources */
export const sourcesResponseSchema = z.object({ sources: z.array(sourceSchema), now: z.string() });
export type SourcesResponse = z.infer<typeof sourcesResponseSchema>;

/** POST /sources/:id/pause takes why; POST /sources/:id/resume takes an empty object. Both answer the source. */
export const pauseRequestSchema = z.strictObject({
  reason: z
    .string("expected a reason: why the source is paused")
    .trim()
    .min(1, "expected a reason: why the source is paused")
    .max(500, "expected at most 500 characters"),
});
export const sourceResponseSchema = z.object({ source: sourceSchema });

export const DELIVERY_STATES = ["pending", "delivered", "failed"] as const;

export const deliverySchema = z.object({
  messageId: z.string(),
  endpoint: z.string(),
  incidentId: z.string(),
  type: z.string(),
  state: z.enum(DELIVERY_STATES),
  attempts: z.array(
    z.object({
      attempt: z.number().int(),
      at: z.string(),
      durationMs: z.number(),
      status: z.number().int().nullable(),
      error: z.string().nullable(),
      /** What the endpoint said, its first 2 kB; null where it said nothing. */
      answer: z.string().nullable(),
    }),
  ),
});
export type DeliveryView = z.infer<typeof deliverySchema>;

export const webhookViewSchema = z.object({
  name: z.string(),
  format: z.enum(WEBHOOK_FORMATS),
  host: z.string(),
  /** The only environments whose incidents it hears of; null for all. */
  environments: z.array(z.string()).nullable(),
  events: z.array(z.string()),
  disabled: z.object({ at: z.string(), reason: z.string() }).nullable(),
  counts: z.object({ pending: z.number().int(), delivered: z.number().int(), failed: z.number().int() }),
});
export type WebhookView = z.infer<typeof webhookViewSchema>;

/** GET /webhooks: endpoints as configured, and the newest 200 deliveries. */
export const webhooksResponseSchema = z.object({
  webhooks: z.array(webhookViewSchema),
  deliveries: z.array(deliverySchema),
});
export type WebhooksResponse = z.infer<typeof webhooksResponseSchema>;

/** POST /webhooks/:name/test answers this. */
export const webhookTestResponseSchema = z.object({ messageId: z.string() });

/**
 * POST /webhooks/:name/replay takes one message, or all that were written at a time or later, 30 days back at most. It and
 * POST /webhooks/:name/enable answer an empty object.
 */
export const replayRequestSchema = z.union([
  z.strictObject({ messageId: z.string().min(1).max(200) }),
  z.strictObject({ since: z.iso.datetime({ offset: true }) }),
]);
export const doneResponseSchema = z.object({});

/** POST /incidents/:id/comments and POST /incidents/:id/whys/:whyId/answer take this; the incident comes back anew. */
export const textRequestSchema = z.strictObject({
  text: z.string().trim().min(1, "expected some text").max(5000, "expected at most 5,000 characters"),
});
