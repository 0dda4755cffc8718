import type { Cause } from "../../shared/cause.ts";
import type { Slots } from "../../shared/group.ts";
import { weighSeen } from "./live.ts";
import { BLOCKERS_SQL, locksSeen, sessionsSeen } from "./sessions.ts";
import { ask } from "./words.ts";

/** 55P03: a statement waited for a lock that another session holds. */
export const lockTimeout: Cause = {
  id: "database.lock-timeout",
  title: "Lock not granted in time",
  why: "A statement waited for a lock that another session holds: DDL of a migration, a long transaction, or a session that was forgotten in its transaction. The waiting statement is not slow itself.",
  sources: [
    "https://www.postgresql.org/docs/current/explicit-locking.html",
    "https://www.postgresql.org/docs/current/runtime-config-client.html#GUC-LOCK-TIMEOUT",
    "pganalyze/collector:logs/analyze.go",
  ],
  signs: [
    {
      text: /canceling statement due to lock timeout/,
      sqlstate: "55P03",
      weight: 4,
      example: "psycopg2.errors.LockNotAvailable: canceling statement due to lock timeout",
    },
    {
      text: /could not obtain lock on (?:row in )?relation \\?"(?<relation>[^\n\\]{1,200}?)\\?"(?:\s|$|['"),.;(])/,
      sqlstate: "55P03",
      weight: 4,
      example: 'ERROR:  could not obtain lock on row in relation "orders"',
    },
    { sqlstate: "55P03", weight: 3, example: "error: the lock was not available, code: 55P03" },
    {
      exception: /\bLockNotAvailable(?:Error)?$/,
      weight: 3,
      example: "asyncpg.exceptions.LockNotAvailableError: the lock was not available",
    },
  ],
  headline: (slots) =>
    `Statements wait in vain for a lock${slots.relation === undefined ? "" : ` on "${slots.relation}"`}`,
  component: () => "database locks",
  echoes: ["auth.system-user", "capacity.pool-exhausted", "code.unhandled-exception"],
  alternatives: [],
  questions: (_slots, context) => [ask(context, "locks", "locks"), ask(context, "sessions", "database sessions")],
  weigh: (check, _slots, environment) =>
    weighSeen(
      check,
      locksSeen(check),
      {
        own: {
          blocked: [3, "statements that need the same lock fail or hang"],
          free: [-1, "whoever held the lock has let go of it, or this was not the reason"],
        },
      },
      environment,
    ) ??
    weighSeen(
      check,
      sessionsSeen(check),
      { own: { leaking: [1, "a forgotten transaction may hold the lock"] } },
      environment,
    ),
  mechanism: (slots) =>
    `The statement needs a lock${onRelation(slots)} that conflicts with one held by another open transaction; it waits until lock_timeout (or does not wait, with NOWAIT) and fails with 55P03.`,
  systemic: [
    {
      question: "Why was the lock held for that long?",
      candidates: [
        "A migration took a strong lock while traffic ran, without a lock_timeout of its own.",
        "A transaction stayed open while the app did something else.",
      ],
    },
    {
      question: "Why could such a change run beside traffic?",
      candidates: ["Migrations are not reviewed for the locks that they take."],
    },
  ],
  remedies: [
    {
      kind: "mitigate",
      title: () => "Find the session that holds the lock, and end it if that is safe",
      detail: () =>
        `\`${BLOCKERS_SQL}\` Then select pg_cancel_backend(PID) ends its statement, and pg_terminate_backend(PID) its session; its work is rolled back.`,
      criterion: "endpoint",
    },
    {
      kind: "fix",
      title: () => "Hold locks briefly",
      detail: () =>
        "Set lock_timeout in migrations and repeat them, create indexes concurrently, add constraints as NOT VALID and validate them later, and end transactions before slow calls.",
      criterion: "recurrence",
    },
    {
      kind: "validate",
      title: () => "See no session waiting",
      detail: () => `\`${BLOCKERS_SQL}\` must return nothing under the usual load.`,
      criterion: "recurrence",
    },
    {
      kind: "prevent",
      title: () => "Review migrations for locks",
      detail: (slots) =>
        `Let the build refuse DDL without lock_timeout${onRelation(slots)}, and run heavy changes outside peak hours.`,
    },
  ],
};

const onRelation = (slots: Slots) => (slots.relation === undefined ? "" : ` on "${slots.relation}"`);
