import { z } from "zod";
import { pastSchema, shownIncidentSchema } from "./api-incident.ts";
import { checkSchema } from "./check.ts";
import { errorChartSchema } from "./error-chart.ts";
import {
  coverageSchema,
  HYPOTHESIS_ROLES,
  INCIDENT_SEVERITIES,
  INCIDENT_STATUSES,
  PHASES,
  STEP_FIELDS,
  type STEP_STATUSES,
  stepSchema,
  symptomSchema,
  VERDICTS,
} from "./incident.ts";

/**
 * The shapes of the HTTP API under `/api/v1`: what the server answers and what the dashboard reads. Times are RFC 3339
 * in UTC with milliseconds. A `revision` is a whole number that grows with every change of an incident.
 */

/** Every answer that is not 2xx. `message` says what was given, what is wrong and what to do. */
export const errorResponseSchema = z.object({
  error: z.object({ code: z.string(), message: z.string(), requestId: z.string() }),
});
export type ErrorResponse = z.infer<typeof errorResponseSchema>;

/** The bundled sample: whether its entries are loaded, whether its fix was applied, and whether it can be applied now. */
export const sampleSchema = z.object({ loaded: z.boolean(), fixApplied: z.boolean(), canApply: z.boolean() });
export type Sample = z.infer<typeof sampleSchema>;

export const SOURCE_STATES = ["reading", "idle", "done", "failed", "paused"] as const;

/** GET /status */
export const statusResponseSchema = z.object({
  version: z.string(),
  sample: sampleSchema,
  /** What was read so far by all sources; null before the first entry. */
  coverage: coverageSchema.nullable(),
  sources: z.array(
    z.object({
      name: z.string(),
      /** `file`, `cloud-logging`, `sample` … */
      kind: z.string(),
      state: z.enum(SOURCE_STATES),
      /** A sentence for people: how far it got, or why it failed and what to do. */
      detail: z.string(),
    }),
  ),
  environments: z.array(z.string()),
  /** How many secrets of each kind were replaced before anything was stored, the most frequent first. */
  redactions: z.array(z.object({ kind: z.string(), count: z.number().int() })).optional(),
  /** Webhooks that get nothing until a person enables them: paused, or given up. */
  disabledWebhooks: z.array(z.object({ name: z.string(), reason: z.string() })).optional(),
  now: z.string(),
});
export type StatusResponse = z.infer<typeof statusResponseSchema>;

/** Statuses in which somebody may still have to act; the list shows these unless asked for others. */
export const ACTIVE_STATUSES = ["open", "acknowledged", "recovering"] as const;

/**
 * The query of GET /incidents. `status`, `severity`, `environment` and `service` are lists separated by commas; absent
 * means any. `q` is looked for in title, service, route, cause and id, in any case.
 */
export const incidentFilterSchema = z.object({
  status: z.string().optional(),
  severity: z.string().optional(),
  environment: z.string().optional(),
  service: z.string().optional(),
  q: z.string().max(200).optional(),
  /** Both ends in Grafana's grammar: incidents that were seen in between; absent means at any time. */
  from: z.string().max(40).optional(),
  to: z.string().max(40).optional(),
  /** At most this many, 1 to 1000, default 1000. */
  limit: z.coerce.number().int().min(1).max(1000).optional(),
  /** So many of the first are left out: the next page. Default 0. */
  offset: z.coerce.number().int().min(0).max(1_000_000).optional(),
});
export type IncidentFilter = z.infer<typeof incidentFilterSchema>;

/** One row of the list. */
export const incidentSummarySchema = z.object({
  id: z.string(),
  revision: z.number().int(),
  title: z.string(),
  environment: z.string(),
  service: z.string(),
  severity: z.enum(INCIDENT_SEVERITIES),
  status: z.enum(INCIDENT_STATUSES),
  firstSeen: z.string(),
  lastSeen: z.string(),
  /** The symptom with the most entries; null where an incident has none. */
  symptom: symptomSchema.nullable(),
  /** How many symptoms there are beside that one. */
  moreSymptoms: z.number().int(),
  /** The root cause, or null: open. */
  cause: z
    .object({
      hypothesisId: z.string(),
      family: z.string(),
      title: z.string(),
      role: z.enum(HYPOTHESIS_ROLES),
      verdict: z.enum(VERDICTS),
      confidence: z.number().min(0).max(1),
    })
    .nullable(),
  failedRequests: z.number().int(),
  remediation: z.object({
    phase: z.enum(PHASES),
    /** Steps that are done or verified. */
    done: z.number().int(),
    failed: z.number().int(),
    total: z.number().int(),
    /** Success criteria that are met, of all. */
    criteriaMet: z.number().int(),
    criteria: z.number().int(),
  }),
  /** Belongs to the bundled sample. */
  isSample: z.boolean(),
  /** The incident that it was merged into; absent where it stands by itself. */
  mergedInto: z.string().exactOptional(),
});
export type IncidentSummary = z.infer<typeof incidentSummarySchema>;

/** GET /incidents: active ones first, then by severity, then the one seen last. */
export const incidentsResponseSchema = z.object({
  incidents: z.array(incidentSummarySchema),
  /** How many match the query, also beyond the limit. */
  matching: z.number().int(),
  /** How many there are without any filter, and how many of these are active. */
  totals: z.object({ all: z.number().int(), active: z.number().int() }),
  /** Values that occur, for the filters, in order of the alphabet. */
  facets: z.object({ environments: z.array(z.string()), services: z.array(z.string()) }),
});
export type IncidentsResponse = z.infer<typeof incidentsResponseSchema>;

/** What happened to an incident: a person's deed or a state that Plumbline changed. */
export const incidentEventSchema = z.object({
  id: z.string(),
  at: z.string(),
  /** `opened`, `resolved`, `acknowledged`, `step`, `answer`, `comment` … */
  kind: z.string(),
  /** A person's name, or `Plumbline`. */
  who: z.string(),
  what: z.string(),
  why: z.string().nullable(),
});
export type IncidentEvent = z.infer<typeof incidentEventSchema>;

/** A value that a person set and that holds instead of what was derived. */
export const editSchema = z.object({
  at: z.string(),
  who: z.string(),
  /** The step it belongs to. */
  stepId: z.string(),
  field: z.enum(STEP_FIELDS),
  from: z.string().nullable(),
  to: z.string().nullable(),
});
export type Edit = z.infer<typeof editSchema>;

/** GET /incidents/:id. `incident` already holds people's edits; `edits` says which values are theirs. */
export const incidentResponseSchema = z.object({
  incident: shownIncidentSchema,
  /** Its entries over the window of the analysis. */
  chart: errorChartSchema,
  revision: z.number().int(),
  isSample: z.boolean(),
  /** Newest first. */
  events: z.array(incidentEventSchema),
  edits: z.array(editSchema),
  analysis: z.object({
    generatedAt: z.string(),
    window: z.object({ from: z.string(), to: z.string() }),
    coverage: coverageSchema,
  }),
  /** Which moment this shows; absent for the present. */
  past: pastSchema.exactOptional(),
});
export type IncidentResponse = z.infer<typeof incidentResponseSchema>;

/** Statuses that a person may set. `verified` is Plumbline's alone: it takes a live check that has seen it. */
export const SETTABLE_STEP_STATUSES = [
  "todo",
  "in-progress",
  "done",
  "failed",
] as const satisfies readonly (typeof STEP_STATUSES)[number][];

/** PATCH /incidents/:id/steps/:stepId takes this; an absent key stays as it is, null takes the value away. */
export const stepPatchSchema = z
  .strictObject({
    status: z.enum(SETTABLE_STEP_STATUSES).optional(),
    owner: z.string().trim().min(1).max(200).nullable().optional(),
    due: z.iso.date("expected a day such as 2026-12-01").nullable().optional(),
    link: z
      .url({ protocol: /^https?$/, error: "expected an http or https address" })
      .max(2000)
      .nullable()
      .optional(),
    note: z.string().trim().min(1).max(2000).nullable().optional(),
  })
  .refine(
    (patch) => STEP_FIELDS.some((field) => patch[field] !== undefined),
    "expected one or more of status, owner, due, link and note",
  );
export type StepPatch = z.infer<typeof stepPatchSchema>;

/** PATCH /incidents/:id/steps/:stepId answers this. */
export const stepResponseSchema = z.object({ step: stepSchema, revision: z.number().int() });
export type StepResponse = z.infer<typeof stepResponseSchema>;

/** POST /incidents/:id/acknowledge takes an empty object and answers this. */
export const acknowledgeResponseSchema = z.object({ status: z.enum(INCIDENT_STATUSES), revision: z.number().int() });
export type AcknowledgeResponse = z.infer<typeof acknowledgeResponseSchema>;

/** POST /incidents/:id/checks/run takes this: one check, or all of the incident's. */
export const runChecksRequestSchema = z.strictObject({ checkId: z.string().max(500).optional() });

/** POST /incidents/:id/checks/run answers the checks that ran, after the incident was derived again. */
export const runChecksResponseSchema = z.object({ checks: z.array(checkSchema), revision: z.number().int() });
export type RunChecksResponse = z.infer<typeof runChecksResponseSchema>;

/** GET /incidents/:id/report?format= gives one of these as a download (`content-disposition: attachment`). */
export const REPORT_FORMATS = ["markdown", "html", "pdf", "docx", "json", "csv", "bundle"] as const;
export type ReportFormat = (typeof REPORT_FORMATS)[number];

/** POST /sample, POST /sample/fix and DELETE /sample answer this. */
export const sampleResponseSchema = z.object({ sample: sampleSchema });
export type SampleResponse = z.infer<typeof sampleResponseSchema>;

/**
 * GET /events, server-sent events. `hello` comes first, `heartbeat` every 15 s, both with `{ at }`; `changed` for each
 * change, with `incidentId: null` where the list or the status changed as a whole.
 */
export const changedEventSchema = z.object({ incidentId: z.string().nullable(), revision: z.number().int() });
export type ChangedEvent = z.infer<typeof changedEventSchema>;
