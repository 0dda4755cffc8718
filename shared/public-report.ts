import { z } from "zod";
import { REPORT_STATES } from "./api-reports.ts";
import { CRITERION_KINDS, INCIDENT_SEVERITIES, INCIDENT_STATUSES, PHASES, STEP_KINDS, VERDICTS } from "./incident.ts";

/**
 * A report for readers outside: numbers, times, words of fixed lists, and what a person wrote for them. Nothing in it comes from
 * a log, a database or a configuration, but for the capability that an operator named. Times are RFC 3339 in UTC.
 */
export const publicIncidentSchema = z.object({
  title: z.string(),
  /** `production`, `staging` …; null where the environment's name is not such a word. */
  environment: z.string().nullable(),
  severity: z.enum(INCIDENT_SEVERITIES),
  status: z.enum(INCIDENT_STATUSES),
  firstSeen: z.string(),
  lastSeen: z.string(),
  durationSeconds: z.number(),
  /** What a person wrote for readers outside; null where nobody did. */
  summary: z.object({ text: z.string(), at: z.string() }).nullable(),
  impact: z.object({
    failedRequests: z.number().int(),
    perDay: z.number(),
    distinctCallers: z.number().int(),
    automatedShare: z.number(),
    capability: z.string().nullable(),
    statement: z.string(),
  }),
  cause: z
    .object({ title: z.string(), meaning: z.string(), verdict: z.enum(VERDICTS), confidence: z.number() })
    .nullable(),
  considered: z.array(z.object({ title: z.string(), outcome: z.string() })),
  remediation: z.object({
    phase: z.enum(PHASES),
    steps: z.array(z.object({ kind: z.enum(STEP_KINDS), done: z.number().int(), of: z.number().int() })),
    successCriteria: z.array(
      z.object({ kind: z.enum(CRITERION_KINDS), title: z.string(), state: z.enum(["met", "unmet", "unverified"]) }),
    ),
  }),
  timeline: z.array(z.object({ at: z.string(), statement: z.string() })),
});
export type PublicIncident = z.infer<typeof publicIncidentSchema>;

/** What `--audience public --format json` gives. */
export const publicReportSchema = z.object({
  schema: z.literal("plumbline.public-report/v1"),
  generatedAt: z.string(),
  version: z.object({ number: z.number().int(), state: z.enum(REPORT_STATES) }).nullable(),
  window: z.object({ from: z.string(), to: z.string() }),
  coverage: z.object({
    read: z.number().int(),
    accepted: z.number().int(),
    duplicates: z.number().int(),
    rejected: z.number().int(),
    /** `to` is null where the gap goes on. */
    gaps: z.array(z.object({ from: z.string(), to: z.string().nullable() })),
  }),
  incidents: z.array(publicIncidentSchema),
});
export type PublicReport = z.infer<typeof publicReportSchema>;
