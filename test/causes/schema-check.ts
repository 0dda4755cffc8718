import type { Check, CheckKind, Outcome } from "../../shared/check.ts";

/** A check as the room of that name hands it out, of staging unless said otherwise. */
export function checkOf(
  kind: CheckKind,
  target: string,
  outcome: Outcome,
  detail: Record<string, unknown> = {},
  environment = "staging",
): Check {
  return {
    id: `${kind}:${environment}:${target}`,
    kind,
    environment,
    target,
    outcome,
    reason: outcome === "unknown" ? "no privilege" : "seen in the catalog",
    statement: `${target} was looked up in ${environment}.`,
    at: "2026-01-01T00:00:00.000Z",
    durationMs: 3,
    how: "select 1",
    detail,
  };
}

const RELATION = {
  schemas: [],
  inSearchPath: false,
  kind: null,
  nearNames: [],
  searchPath: ["public"],
  schemaUsage: true,
  canSelect: null,
  currentDatabase: "app",
  role: "app",
};

/** What a relation check can see of `orders`. */
export const SEEN = {
  absent: (environment?: string) => checkOf("relation", "orders", "confirmed", RELATION, environment),
  visible: (environment?: string) =>
    checkOf(
      "relation",
      "orders",
      "refuted",
      { ...RELATION, schemas: ["public"], inSearchPath: true, kind: "table", canSelect: true },
      environment,
    ),
  elsewhere: () => checkOf("relation", "orders", "confirmed", { ...RELATION, schemas: ["billing"], kind: "table" }),
  hidden: () =>
    checkOf("relation", "orders", "confirmed", {
      ...RELATION,
      schemas: ["billing"],
      kind: "table",
      schemaUsage: false,
    }),
  unreadable: () =>
    checkOf("relation", "orders", "confirmed", {
      ...RELATION,
      schemas: ["public"],
      inSearchPath: true,
      kind: "table",
      canSelect: false,
    }),
  nearName: () => checkOf("relation", "orders", "confirmed", { ...RELATION, nearNames: ["Orders"] }),
  unknown: () => checkOf("relation", "orders", "unknown"),
};

/** A migrations check in one of its states. */
export function migrationsAt(state: string, outcome: Outcome = "confirmed", environment?: string): Check {
  return checkOf("migrations", "applied migrations", outcome, { state, heads: [], rows: ["a1"] }, environment);
}
