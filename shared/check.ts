import { z } from "zod";

/**
 * A question to the live system. `kind` names the check (a file in `server/checks/`), `target` the thing asked about as
 * people write it, `params` what that kind needs. Its answer says whether the *suspected fault* is there.
 */
export type Question = {
  /** `kind:environment:target`, so that one question is asked once. */
  id: string;
  kind: CheckKind;
  environment: string;
  target: string;
  params: Record<string, string>;
};

export const CHECK_KINDS = [
  "relation",
  "column",
  "function",
  "schema",
  "extension",
  "type",
  "sequence",
  "index",
  "constraint",
  "privilege",
  "database",
  "role",
  "row",
  "connections",
  "budget",
  "sessions",
  "locks",
  "deadlocks",
  "restart",
  "migrations",
  "drift",
  "endpoint",
  "metric",
] as const;

export type CheckKind = (typeof CHECK_KINDS)[number];

/**
 * `confirmed`: the live system shows the suspected fault. `refuted`: it shows that the fault is not there.
 * `unknown`: it could not be seen, and `reason` says why.
 */
export const OUTCOMES = ["confirmed", "refuted", "unknown"] as const;
export type Outcome = (typeof OUTCOMES)[number];

/**
 * An outcome as people read it. Beside a sentence that states what was seen, "refuted" would read as if that sentence were wrong.
 */
export const OUTCOME_WORDS = {
  confirmed: "fault found",
  refuted: "no fault",
  unknown: "unknown",
} as const satisfies Record<Outcome, string>;

/** What `inspect` brings back for one question: facts, or why there are none. Facts are JSON, their shape is the kind's. */
export type Observation = {
  questionId: string;
  /** The query that ran, the request that was sent: how to see it again. */
  how: string;
  /** Milliseconds since 1970. */
  at: number;
  durationMs: number;
  result: { ok: true; facts: Record<string, unknown> } | { ok: false; reason: string };
};

/** One check with its verdict, as reports and the API show it. */
export const checkSchema = z.object({
  id: z.string(),
  kind: z.enum(CHECK_KINDS),
  environment: z.string(),
  target: z.string(),
  outcome: z.enum(OUTCOMES),
  /** Always set when the outcome is unknown; otherwise what decided. */
  reason: z.string(),
  /** A sentence that states what was seen: `Relation mcp_external_servers is absent from staging.` */
  statement: z.string(),
  at: z.string(),
  durationMs: z.number(),
  /** The query or request, text for a person. */
  how: z.string(),
  detail: z.record(z.string(), z.unknown()),
});
export type Check = z.infer<typeof checkSchema>;
