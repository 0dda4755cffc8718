import type { CheckKind, Outcome } from "../shared/check.ts";

/** What a check can see, in words, with the outcome and detail that stand for it. */
export type Sight = { words: string; outcome: Outcome; detail: Record<string, unknown> };

const RELATION = { searchPath: ["public"], nearNames: [], kind: "table", currentDatabase: "app", role: "app" };
const SESSIONS = {
  total: 12,
  active: 1,
  idle: 1,
  idleInTransaction: 0,
  longestIdleInTransactionSeconds: 0,
  longestActiveSeconds: 1,
  hidden: 0,
  holders: [],
};
const CONNECTIONS = {
  used: 10,
  max: 100,
  reserved: 3,
  byApplication: [],
  idleInTransaction: 0,
  active: 2,
  roleLimit: null,
  databaseLimit: null,
};

/** The sights that families tell apart; kinds that are not here are taken with their plain outcomes. */
const SIGHTS: Partial<Record<CheckKind, readonly Sight[]>> = {
  relation: [
    {
      words: "relation absent",
      outcome: "confirmed",
      detail: { ...RELATION, inSearchPath: false, schemas: [], schemaUsage: true, canSelect: null },
    },
    {
      words: "relation in another schema",
      outcome: "confirmed",
      detail: { ...RELATION, inSearchPath: false, schemas: ["app"], schemaUsage: true, canSelect: true },
    },
    {
      words: "relation hidden by privilege",
      outcome: "confirmed",
      detail: { ...RELATION, inSearchPath: false, schemas: ["public"], schemaUsage: false, canSelect: false },
    },
    {
      words: "relation visible",
      outcome: "refuted",
      detail: { ...RELATION, inSearchPath: true, schemas: ["public"], schemaUsage: true, canSelect: true },
    },
  ],
  column: [
    {
      words: "column absent",
      outcome: "confirmed",
      detail: { relationExists: true, columnExists: false, nearNames: [], type: null },
    },
    {
      words: "column present",
      outcome: "refuted",
      detail: { relationExists: true, columnExists: true, nearNames: [], type: "text" },
    },
  ],
  budget: [
    { words: "pools too large together", outcome: "confirmed", detail: {} },
    { words: "pools fit together", outcome: "refuted", detail: {} },
  ],
  sessions: [
    {
      words: "sessions idle in transaction",
      outcome: "confirmed",
      detail: { ...SESSIONS, idleInTransaction: 10, longestIdleInTransactionSeconds: 900 },
    },
    {
      words: "sessions busy",
      outcome: "refuted",
      detail: { ...SESSIONS, active: 11, idle: 0, longestActiveSeconds: 120 },
    },
    { words: "few sessions", outcome: "refuted", detail: { ...SESSIONS, total: 0, active: 0, idle: 0 } },
  ],
  connections: [
    { words: "connections used up", outcome: "confirmed", detail: { ...CONNECTIONS, used: 97, active: 60 } },
    { words: "connections free", outcome: "refuted", detail: CONNECTIONS },
  ],
  role: [
    {
      words: "role missing",
      outcome: "confirmed",
      detail: { exists: false, canLogin: false, expired: false, connectionLimit: -1, connections: 0 },
    },
    {
      words: "role may not log in",
      outcome: "confirmed",
      detail: { exists: true, canLogin: false, expired: false, connectionLimit: -1, connections: 0 },
    },
    {
      words: "role's password expired",
      outcome: "confirmed",
      detail: { exists: true, canLogin: true, expired: true, connectionLimit: -1, connections: 0 },
    },
    {
      words: "role exists and may log in",
      outcome: "refuted",
      detail: { exists: true, canLogin: true, expired: false, connectionLimit: -1, connections: 0 },
    },
  ],
  migrations: [
    {
      words: "database behind its migrations",
      outcome: "confirmed",
      detail: { state: "behind", rows: ["a1"], heads: ["b2"], referenceRows: ["b2"] },
    },
    {
      words: "several heads applied",
      outcome: "confirmed",
      detail: { state: "multiple-heads", rows: ["a1", "b1"], heads: ["a1", "b1"], referenceRows: ["b2"] },
    },
    {
      words: "unknown revision",
      outcome: "confirmed",
      detail: { state: "unknown-revision", rows: ["zz"], heads: ["b2"], referenceRows: ["b2"] },
    },
    {
      words: "database at head",
      outcome: "refuted",
      detail: { state: "at-head", rows: ["b2"], heads: ["b2"], referenceRows: ["b2"] },
    },
  ],
  privilege: [
    { words: "privilege missing", outcome: "confirmed", detail: { has: false } },
    { words: "privilege there", outcome: "refuted", detail: { has: true } },
  ],
  locks: [
    { words: "sessions blocked", outcome: "confirmed", detail: { blocked: 3, blockers: [] } },
    { words: "nothing blocked", outcome: "refuted", detail: { blocked: 0, blockers: [] } },
  ],
};

/** The sights of a kind, at least its two plain outcomes. */
export function sightsOf(kind: CheckKind): readonly Sight[] {
  return (
    SIGHTS[kind] ?? [
      { words: `${kind} check confirms the fault`, outcome: "confirmed", detail: {} },
      { words: `${kind} check finds no fault`, outcome: "refuted", detail: {} },
    ]
  );
}
