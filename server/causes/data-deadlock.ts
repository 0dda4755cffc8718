import type { Cause } from "../../shared/cause.ts";
import { isOwn, numberIn, weighing } from "./live.ts";
import { ask } from "./words.ts";

/** 40P01: two transactions each wait for what the other holds. */
export const deadlock: Cause = {
  id: "data.deadlock",
  title: "Deadlock between transactions",
  why: "Two transactions lock the same rows in another order and wait for each other; PostgreSQL ends one of them. Repeating the ended one is right, and ordering the locks ends it for good.",
  sources: [
    "https://www.postgresql.org/docs/current/explicit-locking.html#LOCKING-DEADLOCKS",
    "pganalyze/collector:logs/analyze.go",
  ],
  signs: [
    {
      text: /(?<!\bActual )\bdeadlock detected\b(?! by )/,
      sqlstate: "40P01",
      weight: 4,
      example:
        "asyncpg.exceptions.DeadlockDetectedError: deadlock detected\nDETAIL:  Process 123 waits for ShareLock on transaction 456; blocked by process 789.",
    },
    { sqlstate: "40P01", weight: 3.5, example: "error: the transaction was ended, code: 40P01" },
    {
      exception: /\bDeadlockDetected(?:Error)?$/,
      weight: 3.5,
      example: "psycopg2.errors.DeadlockDetected: the transaction was ended",
    },
  ],
  headline: () => "Transactions deadlock",
  component: () => "application transactions",
  echoes: ["code.unhandled-exception"],
  alternatives: [],
  questions: (_slots, context) => [ask(context, "deadlocks", "deadlocks"), ask(context, "locks", "locks")],
  weigh: (check, _slots, environment) => {
    if (check.kind !== "deadlocks" || check.outcome === "unknown" || !isOwn(check, environment)) return undefined;
    if ((numberIn(check, "grown") ?? 0) > 0) return weighing(check, [2.5, "they happen now"]);
    if (check.outcome === "confirmed")
      return weighing(check, [1.5, "the server itself has ended transactions for deadlocks"]);
    return (numberIn(check, "count") ?? 0) > 0
      ? weighing(check, [0, "they have stopped, or come more rarely than that"])
      : weighing(check, [-1, "the server's own counter knows of none"]);
  },
  mechanism: () =>
    "Each of two transactions holds a lock that the other one needs next; after deadlock_timeout the server sees the circle and ends one of them (40P01).",
  systemic: [
    {
      question: "Why do transactions lock the same rows in different order?",
      candidates: [
        "Two routes or jobs update the same tables in another order.",
        "A batch updates rows in the order in which they came.",
      ],
    },
    {
      question: "Why does a deadlock become an error for the caller?",
      candidates: ["No policy repeats transactions that end with 40P01 or 40001."],
    },
  ],
  remedies: [
    {
      kind: "mitigate",
      title: () => "Let the two sides run one after the other",
      detail: () =>
        "The server's log names both statements in DETAIL and CONTEXT. Pause the batch job that is one of them, or lower its concurrency.",
      criterion: "recurrence",
    },
    {
      kind: "fix",
      title: () => "Lock in one order, and repeat what was ended",
      detail: () =>
        "Sort rows by key before updating them (select … order by id for update), touch tables in one order everywhere, keep transactions short, and repeat a transaction that ends with 40P01 a few times with growing pauses.",
      criterion: "recurrence",
    },
    {
      kind: "validate",
      title: () => "See the counter stand still",
      detail: () =>
        "`select datname, deadlocks, stats_reset from pg_catalog.pg_stat_database where datname = current_database();` must not grow under the usual load.",
      criterion: "recurrence",
    },
    {
      kind: "prevent",
      title: () => "Repeat serialization failures in one place",
      detail: () =>
        "Put the repetition for 40P01 and 40001 into the one function that runs transactions, set log_lock_waits = on, and alert on the deadlock counter.",
    },
  ],
};
