import type { Cause } from "../../shared/cause.ts";
import type { Check } from "../../shared/check.ts";
import { isOwn, weighing } from "./live.ts";
import { ask } from "./words.ts";

/** 40001: concurrent transactions could not be put in an order; the app is expected to repeat one. */
export const serialization: Cause = {
  id: "data.serialization",
  title: "Serialization conflict",
  why: "Transactions at REPEATABLE READ or SERIALIZABLE touched the same rows at once, and the server refused one of them. That is how these levels work: the app has to repeat the transaction.",
  sources: [
    "https://www.postgresql.org/docs/current/mvcc-serialization-failure-handling.html",
    "pganalyze/collector:logs/analyze.go",
  ],
  signs: [
    {
      text: /could not serialize access due to (?:concurrent update|concurrent delete|read\/write dependencies among transactions)/,
      sqlstate: "40001",
      weight: 4,
      example: "psycopg2.errors.SerializationFailure: could not serialize access due to concurrent update",
    },
    { sqlstate: "40001", weight: 3, example: "error: the transaction must be repeated, code: 40001" },
    {
      exception: /\bSerialization(?:Failure|Error)$/,
      weight: 2.5,
      example: "asyncpg.exceptions.SerializationError: the transaction must be repeated",
    },
  ],
  headline: () => "Transactions conflict and are not repeated",
  component: () => "application transactions",
  echoes: ["code.unhandled-exception"],
  alternatives: [],
  questions: (_slots, context) => [ask(context, "sessions", "database sessions"), ask(context, "locks", "locks")],
  weigh: (check, _slots, environment) => weighLocks(check, environment),
  mechanism: () =>
    "At this isolation level a transaction must see the database as if it ran alone; another one changed the same rows first, so the server refuses the later one (40001) and expects it to be repeated.",
  systemic: [
    {
      question: "Why do transactions meet on the same rows?",
      candidates: [
        "Many requests update one row, such as a counter or a total.",
        "The isolation level is higher than the work needs.",
      ],
    },
    {
      question: "Why does a conflict become an error for the caller?",
      candidates: ["No policy repeats transactions that end with 40001 or 40P01."],
    },
  ],
  remedies: [
    {
      kind: "mitigate",
      title: () => "Lower the concurrency on the contested rows",
      detail: () => "Pause or slow the job that updates the same rows, or lower its number of workers.",
      criterion: "recurrence",
    },
    {
      kind: "fix",
      title: () => "Repeat the transaction, and shorten it",
      detail: () =>
        "Repeat the whole transaction on 40001, a few times with growing, random pauses; keep it short; use READ COMMITTED with select … for update where that is enough. The level in use: `select name, setting from pg_catalog.pg_settings where name in ('default_transaction_isolation', 'transaction_isolation');`",
      criterion: "recurrence",
    },
    {
      kind: "validate",
      title: () => "Run the contested operation in parallel",
      detail: () => "Send the operation twenty times at once to a test environment: every call must succeed.",
      criterion: "recurrence",
    },
    {
      kind: "prevent",
      title: () => "Repeat serialization failures in one place",
      detail: () =>
        "Put the repetition for 40001 and 40P01 into the one function that runs transactions, and count how often it repeats.",
    },
  ],
};

function weighLocks(check: Check, environment: string | undefined) {
  if (check.kind !== "locks" || check.outcome === "unknown" || !isOwn(check, environment)) return undefined;
  return check.outcome === "confirmed" ? weighing(check, [0.5, "transactions do meet on the same rows"]) : undefined;
}
