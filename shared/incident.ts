import { z } from "zod";
import { checkSchema } from "./check.ts";
import { gapSchema } from "./gap.ts";
import { personsWordSchema } from "./people.ts";

/** Times in these shapes are RFC 3339 in UTC with milliseconds. */

export const INCIDENT_STATUSES = ["open", "acknowledged", "recovering", "resolved", "muted"] as const;
export const INCIDENT_SEVERITIES = ["critical", "high", "medium", "low"] as const;
export const GROUP_ROLES = ["cause", "echo", "symptom", "unrelated"] as const;
export const HYPOTHESIS_ROLES = ["root-cause", "contributing", "echo", "ruled-out", "latent"] as const;
export const VERDICTS = ["confirmed", "probable", "possible", "refuted", "unknown"] as const;
export const PHASES = ["evidence", "root-cause", "fix", "validation", "prevention", "closed"] as const;
export const STEP_KINDS = ["mitigate", "fix", "validate", "prevent"] as const;
export const STEP_STATUSES = ["todo", "in-progress", "done", "verified", "failed"] as const;
export const CRITERION_KINDS = ["recurrence", "endpoint", "schema", "row", "capacity", "manual"] as const;

export const evidenceSchema = z.object({
  id: z.string(),
  kind: z.enum(["log", "check", "change", "metric", "comparison", "person"]),
  effect: z.enum(["supports", "refutes", "neutral"]),
  /** Log-odds that this adds to (or takes from) the hypothesis; 0 for neutral. */
  weight: z.number(),
  statement: z.string(),
  at: z.string(),
  /** How to see it again. */
  ref: z.object({
    groupId: z.string().optional(),
    checkId: z.string().optional(),
    /** insertIds of entries that show it, a few. */
    insertIds: z.array(z.string()).optional(),
    /** A Logs Explorer address with the query filled in. */
    logsUrl: z.string().optional(),
    /** The query that ran or the request that was sent. */
    how: z.string().optional(),
  }),
});
export type Evidence = z.infer<typeof evidenceSchema>;

export const hypothesisSchema = z.object({
  id: z.string(),
  family: z.string(),
  title: z.string(),
  slots: z.record(z.string(), z.string()),
  component: z.string(),
  role: z.enum(HYPOTHESIS_ROLES),
  verdict: z.enum(VERDICTS),
  confidence: z.number().min(0).max(1),
  explains: z.object({
    groups: z.number().int(),
    ofGroups: z.number().int(),
    entries: z.number().int(),
    ofEntries: z.number().int(),
  }),
  /** The sum in words: `prior −1.0, +3.0 exact text, +1.5 …  = 3.5 → 0.97`. */
  sum: z.string(),
  evidence: z.array(evidenceSchema),
});
export type Hypothesis = z.infer<typeof hypothesisSchema>;

export const whySchema = z.object({
  id: z.string(),
  /** Absent for the first question of a branch. */
  parentId: z.string().optional(),
  branch: z.enum(["occurrence", "contributing", "detection", "recovery"]),
  /** 1 … 5 within its branch. */
  level: z.number().int().min(1).max(5),
  question: z.string(),
  /** For an open level: which question a person must answer, and where to look. */
  answer: z.string(),
  status: z.enum(["answered", "open"]),
  evidenceIds: z.array(z.string()),
});
export type Why = z.infer<typeof whySchema>;

export const cadenceSchema = z.object({
  periodSeconds: z.number(),
  jitterSeconds: z.number(),
  confidence: z.number(),
  caller: z.string(),
});

export const symptomSchema = z.object({
  groupId: z.string(),
  kind: z.enum(["request", "exception", "message"]),
  title: z.string(),
  method: z.string().nullable(),
  route: z.string().nullable(),
  status: z.number().int().nullable(),
  count: z.number().int(),
  /** Count scaled to 24 h of the window. */
  perDay: z.number(),
  cadence: cadenceSchema.nullable(),
});
export type Symptom = z.infer<typeof symptomSchema>;

/** A group as an incident shows it: its role, and the minutes for the chart. */
export const incidentGroupSchema = z.object({
  id: z.string(),
  role: z.enum(GROUP_ROLES),
  /** Why it has this role. */
  because: z.string(),
  kind: z.enum(["request", "exception", "message"]),
  title: z.string(),
  family: z.string().nullable(),
  slots: z.record(z.string(), z.string()),
  template: z.string(),
  count: z.number().int(),
  firstSeen: z.string(),
  lastSeen: z.string(),
  cadence: cadenceSchema.nullable(),
  revisions: z.array(z.object({ name: z.string(), count: z.number().int() })),
  perMinute: z.array(z.tuple([z.string(), z.number().int()])),
  samples: z.array(
    z.object({
      insertId: z.string(),
      timestamp: z.string(),
      severity: z.string(),
      text: z.string(),
      instance: z.string().nullable(),
      revision: z.string().nullable(),
      trace: z.string().nullable(),
      logsUrl: z.string(),
    }),
  ),
  logsUrl: z.string(),
});
export type IncidentGroup = z.infer<typeof incidentGroupSchema>;

export const stepSchema = z.object({
  id: z.string(),
  title: z.string(),
  /** What to do in detail; suggested SQL and commands are text for a person. */
  detail: z.string(),
  kind: z.enum(STEP_KINDS),
  status: z.enum(STEP_STATUSES),
  owner: z.string().nullable(),
  /** The day until which it should be done, `2026-12-01`; absent where nobody said. */
  due: z.iso.date().exactOptional(),
  /** Where it is worked on: an http or https address; absent where nobody said. */
  link: z.string().exactOptional(),
  /** What a person wrote about it; absent where nobody did. */
  note: z.string().exactOptional(),
});
/** What people set of a step. */
export const STEP_FIELDS = ["status", "owner", "due", "link", "note"] as const;
export type StepField = (typeof STEP_FIELDS)[number];
export type RemediationStep = z.infer<typeof stepSchema>;

export const criterionSchema = z.object({
  id: z.string(),
  kind: z.enum(CRITERION_KINDS),
  title: z.string(),
  state: z.enum(["met", "unmet", "unverified"]),
  reason: z.string(),
});
export type SuccessCriterion = z.infer<typeof criterionSchema>;

export const impactSchema = z.object({
  failedRequests: z.number().int(),
  perDay: z.number(),
  distinctCallers: z.number().int(),
  /** Share of failed requests that came from automated callers, 0 … 1. */
  automatedShare: z.number().min(0).max(1),
  capability: z.string().nullable(),
  monthlyRevenueUsd: z.number().nullable(),
  /** One or two sentences for people. */
  statement: z.string(),
});
export type Impact = z.infer<typeof impactSchema>;

export const timelineItemSchema = z.object({
  at: z.string(),
  kind: z.enum(["first-error", "error", "change", "check", "detection", "recovery", "state", "person"]),
  statement: z.string(),
  evidenceId: z.string().nullable(),
});
export type TimelineItem = z.infer<typeof timelineItemSchema>;

/** What a person decided about which groups are one incident, as both incidents show it. */
export const incidentDecisionSchema = z.object({
  id: z.string(),
  /** `merge`: all of `from` went into `into`. `split`: some groups of `from` became `into`. */
  kind: z.enum(["merge", "split"]),
  from: z.object({ id: z.string(), title: z.string() }),
  into: z.object({ id: z.string(), title: z.string() }),
  /** How many groups moved. */
  groups: z.number().int(),
  who: z.string(),
  at: z.string(),
  reason: z.string(),
  /** Who took it back, when and why; null where it holds. */
  undone: z.object({ who: z.string(), at: z.string(), reason: z.string() }).nullable(),
});
export type IncidentDecision = z.infer<typeof incidentDecisionSchema>;

export const incidentSchema = z.object({
  /** 16 hex digits from environment, service and the cause's signature (the leading group's where no cause is known). */
  id: z.string(),
  title: z.string(),
  /** One paragraph: what fails, since when, how often, why, how sure. Agrees with rootCause by construction. */
  headline: z.string(),
  environment: z.string(),
  service: z.string(),
  severity: z.enum(INCIDENT_SEVERITIES),
  severityReason: z.string(),
  status: z.enum(INCIDENT_STATUSES),
  firstSeen: z.string(),
  lastSeen: z.string(),
  symptoms: z.array(symptomSchema),
  groups: z.array(incidentGroupSchema),
  hypotheses: z.array(hypothesisSchema),
  rootCause: z
    .object({ hypothesisId: z.string(), family: z.string(), component: z.string(), confidence: z.number() })
    .nullable(),
  /** What the cause does not explain, in words; empty where nothing is left. */
  unexplained: z.array(z.string()),
  fiveWhys: z.array(whySchema),
  checks: z.array(checkSchema),
  timeline: z.array(timelineItemSchema),
  impact: impactSchema,
  remediation: z.object({
    phase: z.enum(PHASES),
    steps: z.array(stepSchema),
    successCriteria: z.array(criterionSchema),
  }),
  /** What people wrote into it, each with who and when; absent where nobody did. The values above hold it already. */
  people: z.array(personsWordSchema).exactOptional(),
  /** Merges and splits that concern it, oldest first; absent where there is none. */
  decisions: z.array(incidentDecisionSchema).exactOptional(),
});
export type Incident = z.infer<typeof incidentSchema>;

export const coverageSchema = z.object({
  read: z.number().int(),
  accepted: z.number().int(),
  duplicates: z.number().int(),
  rejected: z.number().int(),
  rejections: z.array(z.object({ line: z.number().int(), reason: z.string() })),
  gaps: z.array(gapSchema),
});

/** What `plumbline analyze --format json` prints, and what the report renderers take. */
export const analysisSchema = z.object({
  schema: z.literal("plumbline.analysis/v1"),
  generatedAt: z.string(),
  window: z.object({ from: z.string(), to: z.string() }),
  coverage: coverageSchema,
  incidents: z.array(incidentSchema),
});
export type Analysis = z.infer<typeof analysisSchema>;
