import { z } from "zod";
import { OUTCOMES } from "./check.ts";
import { incidentChangeSchema } from "./incident-changes.ts";

/** The shapes of what was known of an incident earlier, and of what people decide about which groups are one incident. */

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
