import type { Cause } from "../../shared/cause.ts";
import type { Check } from "../../shared/check.ts";
import { isOwn, numberIn, weighing, weighSeen } from "./live.ts";
import { locksSeen } from "./sessions.ts";
import { ask, slotOr, TRAFFIC_BACK } from "./words.ts";

/** From this long on, in seconds, a running statement is slow whatever its timeout is. */
const SLOW_SECONDS = 10;

/** 57014 and client-side query timeouts: a statement ran longer than somebody was willing to wait. */
export const statementTimeout: Cause = {
  id: "database.statement-timeout",
  title: "Statement cancelled after its time",
  why: "A statement ran for longer than its limit and was cancelled: by statement_timeout, by a client that gave up, or on a replica because it stood in the way of replay. The query may be slow, or it may have waited for a lock.",
  sources: [
    "https://www.postgresql.org/docs/current/runtime-config-client.html#GUC-STATEMENT-TIMEOUT",
    "https://www.postgresql.org/docs/current/hot-standby.html#HOT-STANDBY-CONFLICT",
    "pganalyze/collector:logs/analyze.go",
    "node-postgres:packages/pg/lib/client.js",
  ],
  signs: [
    {
      text: /canceling statement due to (?<reason>statement timeout|user request|conflict with recovery)/,
      weight: 4,
      example: "asyncpg.exceptions.QueryCanceledError: canceling statement due to statement timeout",
    },
    {
      text: /\bQuery read timeout\b/,
      slots: { reason: "client timeout" },
      weight: 3.5,
      example: "Error: Query read timeout",
    },
    { sqlstate: "57014", weight: 3, example: "error: the statement was cancelled, code: 57014" },
    {
      exception: /\bQueryCancell?ed(?:Error)?$/,
      weight: 2.5,
      example: "psycopg2.errors.QueryCanceled: the statement was cancelled",
    },
  ],
  headline: (slots) => `Statements are cancelled (${slotOr(slots, "reason", "their time was up")})`,
  component: (slots) => (slots.reason === "conflict with recovery" ? "database replica" : "database queries"),
  echoes: ["auth.system-user", "capacity.pool-exhausted", "code.unhandled-exception"],
  alternatives: ["database.lock-timeout"],
  questions: (_slots, context) => [ask(context, "sessions", "database sessions"), ask(context, "locks", "locks")],
  weigh: (check, _slots, environment) =>
    weighSessions(check, environment) ??
    weighSeen(
      check,
      locksSeen(check),
      {
        own: {
          blocked: [-0.5, "statements may wait for a lock rather than be slow"],
          free: [0.5, "slow statements are likelier than locks"],
        },
      },
      environment,
    ),
  mechanism: (slots) => MECHANISMS[slotOr(slots, "reason", "statement timeout")] ?? MECHANISMS["statement timeout"],
  systemic: [
    {
      question: "Why did the statement become slow?",
      candidates: [
        "An index is missing, or the planner chose another plan as the data grew.",
        "It waits for a lock that another session holds.",
        "It runs on a replica that applies changes meanwhile.",
      ],
    },
    {
      question: "Why did nobody see it grow slow?",
      candidates: ["No budget of query time per route exists, and no alert follows slow statements."],
    },
  ],
  remedies: [
    {
      kind: "mitigate",
      title: () => "Take load or the change away from the slow statement",
      detail: () => `Switch off the job or route that sends it, or take the change back: ${TRAFFIC_BACK}`,
      criterion: "endpoint",
    },
    {
      kind: "fix",
      title: () => "Make the statement fast enough",
      detail: (slots) =>
        slots.reason === "conflict with recovery"
          ? "Send long reads to the primary or to a replica of their own, or raise max_standby_streaming_delay or turn hot_standby_feedback on there."
          : "Run `explain (analyze, buffers)` on it with real values, add the index (create index concurrently) or narrow the statement, and refresh statistics. Tables that are read without an index: `select relid::regclass as relation, seq_scan, seq_tup_read, n_live_tup from pg_catalog.pg_stat_user_tables order by seq_tup_read desc limit 20;` Raise the timeout only for the one job that needs it.",
      criterion: "recurrence",
    },
    {
      kind: "validate",
      title: () => "See what runs long now",
      detail: () =>
        "`select pid, application_name, now() - query_start as running, wait_event_type, left(query, 80) as query from pg_catalog.pg_stat_activity where state = 'active' and pid <> pg_backend_pid() order by query_start;` must show nothing near the timeout.",
      criterion: "recurrence",
    },
    {
      kind: "prevent",
      title: () => "Give each route a budget of query time",
      detail: () =>
        "Log statements above half the timeout (log_min_duration_statement), compare pg_stat_statements between releases, and test with data of production's size.",
    },
  ],
};

const MECHANISMS: Record<string, string> & { "statement timeout": string } = {
  "statement timeout":
    "The statement was still running, or still waiting for a lock, when statement_timeout ended, so the server cancelled it (57014) and the transaction failed.",
  "user request":
    "A client asked the server to cancel the statement, as drivers do when their own timeout ends or the request was abandoned (57014).",
  "conflict with recovery":
    "The statement ran on a replica and needed rows that the replay of the primary's changes had to remove, so the replica cancelled it.",
  "client timeout":
    "The driver waited for the answer for as long as its own timeout allows and gave up, while the server may still be running the statement.",
};

function weighSessions(check: Check, environment: string | undefined) {
  if (check.kind !== "sessions" || check.outcome === "unknown" || !isOwn(check, environment)) return undefined;
  const longest = numberIn(check, "longestActiveSeconds");
  if (longest === undefined) return undefined;
  return longest >= SLOW_SECONDS
    ? weighing(check, [2, `statements do take long: one has been running for ${Math.round(longest)} s`])
    : weighing(check, [-0.5, "what was slow is over for now"]);
}
