import type { Cause } from "../../shared/cause.ts";

/** A statement after one that failed in the same transaction: the earlier error is the one to find. */
export const transactionAborted: Cause = {
  id: "echo.transaction-aborted",
  title: "Transaction was already aborted",
  why: "An earlier statement of the same transaction failed; PostgreSQL refuses all others until it is rolled back. Find the first error of the same trace or session: that one is the cause.",
  sources: ["postgres:src/backend/tcop/postgres.c", "https://www.postgresql.org/docs/current/errcodes-appendix.html"],
  signs: [
    {
      text: /current transaction is aborted, commands ignored until end of transaction block/,
      weight: 4,
      example: "ERROR:  current transaction is aborted, commands ignored until end of transaction block",
    },
    {
      exception: /InFailedSq[lL]Transaction(?:Error)?$/i,
      weight: 4,
      example: "psycopg2.errors.InFailedSqlTransaction: x",
    },
    { sqlstate: "25P02", weight: 4, example: "ERROR 25P02: refused" },
    { text: /no such savepoint/, weight: 1, example: "ERROR:  no such savepoint" },
  ],
  headline: () => "Statements follow a failed one in the same transaction",
  component: () => "database session of the app",
  echoes: [],
  alternatives: [],
  questions: () => [],
  weigh: () => undefined,
  mechanism: () => "An earlier statement of the transaction failed, and the app went on instead of rolling back.",
  systemic: [
    {
      question: "Why did the app go on after the first error?",
      candidates: ["No error boundary rolls the session back."],
    },
  ],
  remedies: [
    {
      kind: "mitigate",
      title: () => "Find the first error of the same trace",
      detail: () => 'In Logs Explorer: trace="projects/PROJECT/traces/TRACE" severity>=ERROR, oldest first.',
      criterion: "recurrence",
    },
    {
      kind: "fix",
      title: () => "Roll back where a statement fails",
      detail: () =>
        "Wrap each unit of work: with session.begin(): … (Python), or try … catch → ROLLBACK → release (Node).",
      criterion: "recurrence",
    },
    {
      kind: "validate",
      title: () => "See the first error gone",
      detail: () => "This text must disappear together with the error that came first.",
      criterion: "recurrence",
    },
    {
      kind: "prevent",
      title: () => "One session per request, closed by one place",
      detail: () => "Let a middleware open, commit or roll back, and close the session of each request.",
    },
  ],
};
