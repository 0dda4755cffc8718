import { z } from "zod";
import { OUTCOMES } from "./check.ts";
import { errorChartSchema } from "./error-chart.ts";
import { incidentGroupSchema, incidentSchema } from "./incident.ts";
import { incidentChangeSchema } from "./incident-changes.ts";
import { SEVERITIES } from "./severity.ts";

/**
 * The shapes of an incident as the API shows it, of what was known of it earlier, and of what people decide about which groups are
 * one incident.
 */

/** A group of an incident without its minutes and lines, which are asked for where they are looked at. */
export const shownGroupSchema = incidentGroupSchema.omit({ perMinute: true, samples: true }).extend({
  /** Entries in 48 equal parts of the window of the analysis. */
  bars: z.array(z.number().int()),
  /** How many of its log lines are kept; GET /incidents/:id/lines gives them. */
  lines: z.number().int(),
});
export type ShownGroup = z.infer<typeof shownGroupSchema>;

/** An incident as the API shows it. The report has all minutes and lines, in JSON and in the bundle. */
export const shownIncidentSchema = incidentSchema.extend({ groups: z.array(shownGroupSchema) });
export type ShownIncident = z.infer<typeof shownIncidentSchema>;

/** The query of GET /incidents/:id and of its report: what was known then. Absent means now. */
export const momentQuerySchema = z.object({
  at: z.iso.datetime({ offset: true, error: "expected a time such as 2026-03-01T03:12:00Z" }).optional(),
});

/** Which moment an answer shows; absent where it shows the present. */
export const pastSchema = z.object({
  /** The moment that was asked for. */
  at: z.string(),
  /** What is shown was known from then on, until it was replaced; null where it is the newest still. */
  from: z.string(),
  until: z.string().nullable(),
});
export type Past = z.infer<typeof pastSchema>;

/** The query of GET /incidents/:id/chart: which part of the window, RFC 3339; absent means all of it. */
export const chartQuerySchema = momentQuerySchema.extend({
  from: z.iso.datetime({ offset: true }).optional(),
  to: z.iso.datetime({ offset: true }).optional(),
});

/** GET /incidents/:id/chart */
export const chartResponseSchema = z.object({ chart: errorChartSchema });
export type ChartResponse = z.infer<typeof chartResponseSchema>;

/**
 * The query of GET /incidents/:id/lines: the lines of a group, or where none is named those of all groups, as far as they fit the
 * filters, page by page; or all with some insertIds (separated by commas), those of the named group first.
 */
export const linesQuerySchema = momentQuerySchema.extend({
  group: z.string().min(1).max(100).optional(),
  entries: z.string().max(10_000).optional(),
  /** A part of the text, the revision, the instance or the trace, in any case. */
  q: z.string().max(200).optional(),
  /** This severity or a worse one. */
  severity: z.enum(SEVERITIES).optional(),
  /** Both ends of a time, RFC 3339; a line at either is in it. */
  from: z.iso.datetime({ offset: true }).optional(),
  to: z.iso.datetime({ offset: true }).optional(),
  /** The `next` of the page before. */
  after: z.string().min(1).max(1000).optional(),
  limit: z.coerce.number().int().min(1).max(1000).default(1000),
});
export type LinesQuery = z.infer<typeof linesQuerySchema>;

/** A log line that is kept of an incident, and the group that it belongs to. */
export const logLineSchema = incidentGroupSchema.shape.samples.element.extend({ groupId: z.string() });
export type LogLine = z.infer<typeof logLineSchema>;

/** GET /incidents/:id/lines, in order of time where they are not named. */
export const linesResponseSchema = z.object({
  lines: z.array(logLineSchema),
  /** How many lines fit, on all pages; and how many there would be without filters. */
  matching: z.number().int(),
  total: z.number().int(),
  /** What to ask for as `after` to get the next page; null on the last one. */
  next: z.string().nullable(),
});
export type LinesResponse = z.infer<typeof linesResponseSchema>;

/** A moment at which what was known changed. */
export const momentSchema = z.object({
  at: z.string(),
  revision: z.number().int(),
  /** A person's name, or `Plumbline`. */
  who: z.string(),
  /** Empty where only counts and times moved. */
  changes: z.array(incidentChangeSchema),
});
export type Moment = z.infer<typeof momentSchema>;

/** GET /incidents/:id/history: the moments that are kept, oldest first, the newest 2,000. */
export const historyResponseSchema = z.object({
  moments: z.array(momentSchema),
  /** When the incident was opened; moments before the first one that is kept are kept no more. */
  openedAt: z.string().nullable(),
});
export type HistoryResponse = z.infer<typeof historyResponseSchema>;

const reason = z.string().trim().min(1, "expected a reason").max(500, "expected at most 500 characters");

/** POST /incidents/:id/merge: all of this incident goes into another one of the same environment. */
export const mergeRequestSchema = z.strictObject({ into: z.string().min(1).max(100), reason });
export type MergeRequest = z.infer<typeof mergeRequestSchema>;

/** POST /incidents/:id/split: these groups become an incident of their own. */
export const splitRequestSchema = z.strictObject({
  groups: z.array(z.string().min(1).max(100)).min(1, "expected at least one group").max(500),
  reason,
});
export type SplitRequest = z.infer<typeof splitRequestSchema>;

/** POST /incidents/:id/decisions/:decisionId/undo takes back a merge or a split. */
export const undoRequestSchema = z.strictObject({ reason });
export type UndoRequest = z.infer<typeof undoRequestSchema>;

/** What the three answer: the decision, the incident that groups left, and the one that they went to. */
export const decisionResponseSchema = z.object({ decisionId: z.string(), from: z.string(), into: z.string() });
export type DecisionResponse = z.infer<typeof decisionResponseSchema>;

/** GET /incidents/:id/checks: when each check ran and what it answered, oldest first, the newest 60 runs. */
export const checkRunsResponseSchema = z.object({
  checks: z.array(
    z.object({
      checkId: z.string(),
      runs: z.array(z.object({ at: z.string(), outcome: z.enum(OUTCOMES) })),
      /** All runs that are kept. */
      total: z.number().int(),
    }),
  ),
});
export type CheckRunsResponse = z.infer<typeof checkRunsResponseSchema>;
