import type { Cause } from "../../shared/cause.ts";
import type { Slots } from "../../shared/group.ts";
import { weighSeen } from "./live.ts";
import { budgetQuestion, budgetSeen, connectionsSeen, sessionsSeen } from "./sessions.ts";
import { ask, askBoth } from "./words.ts";

/** 53300 and a pooler's own limits: the server has no slot left. */
export const databaseConnections: Cause = {
  id: "capacity.database-connections",
  title: "Database connection slots used up",
  why: "All connection slots of the server, or of the pooler in front of it, are taken, so new sessions are refused whoever asks. The limit belongs to the server, not to one app: other applications may hold the slots.",
  sources: [
    "postgres:src/backend/utils/init/postinit.c",
    "postgres:src/backend/storage/lmgr/proc.c",
    "pganalyze/collector:logs/analyze.go",
    "pgbouncer:src/janitor.c",
    "pgbouncer:src/client.c",
    "https://cloud.google.com/sql/docs/postgres/connect-run",
  ],
  signs: [
    {
      text: /sorry, too many clients already/,
      sqlstate: "53300",
      slots: { limit: "max_connections" },
      weight: 4,
      example: "asyncpg.exceptions.TooManyConnectionsError: sorry, too many clients already",
    },
    {
      text: /remaining connection slots are reserved for (?:non-replication superuser connections|roles with the SUPERUSER attribute)/,
      sqlstate: "53300",
      slots: { limit: "superuser_reserved_connections" },
      weight: 4,
      example: "FATAL:  remaining connection slots are reserved for non-replication superuser connections",
    },
    {
      text: /remaining connection slots are reserved for roles with privileges of the \\?"pg_use_reserved_connections\\?" role/,
      sqlstate: "53300",
      slots: { limit: "reserved_connections" },
      weight: 4,
      example:
        'FATAL:  remaining connection slots are reserved for roles with privileges of the "pg_use_reserved_connections" role',
    },
    {
      text: /no more connections allowed \(max_client_conn\)/,
      slots: { limit: "pgbouncer max_client_conn" },
      weight: 4,
      example: "ERROR: no more connections allowed (max_client_conn)",
    },
    {
      text: /\bquery_wait_timeout\b/,
      slots: { limit: "pgbouncer pool" },
      weight: 3.5,
      example: "psycopg2.OperationalError: query_wait_timeout\nserver closed the connection unexpectedly",
    },
    {
      text: /\bserver connection closed\b/,
      slots: { limit: "pgbouncer server" },
      weight: 1,
      example: "closing because: server connection closed (age=12s)",
    },
    {
      exception: /\bTooManyConnections(?:Error)?$/,
      weight: 2,
      example: "asyncpg.exceptions.TooManyConnectionsError: no slot is left",
    },
    { sqlstate: "53300", weight: 2, example: "error: no slot is left, code: 53300" },
  ],
  headline: (slots) => `No connection slot is left${slots.limit === undefined ? "" : ` (${slots.limit})`}`,
  component: (slots) => (isPooler(slots) ? "connection pooler" : "database server connections"),
  echoes: ["auth.system-user", "capacity.pool-exhausted", "capacity.request-timeout", "code.unhandled-exception"],
  alternatives: ["capacity.connection-leak", "capacity.role-connection-limit"],
  questions: (_slots, context) => [
    ...askBoth(context, "connections", "connection slots"),
    ask(context, "sessions", "database sessions"),
    budgetQuestion(context),
  ],
  weigh: (check, slots, environment) =>
    weighSeen(
      check,
      connectionsSeen(check),
      {
        own: {
          full: [3.5, "the next session is refused"],
          high: [1.5, "a burst or a roll-out takes the rest"],
          // A pooler's limit is reached long before the server's.
          free: isPooler(slots)
            ? [0, "the limit in question is the pooler's"]
            : [slots.limit === undefined ? -2.5 : -0.5, "the server has slots to give now"],
        },
        other: { free: [0.5, "the other environment has slots to give"] },
      },
      environment,
    ) ??
    weighSeen(
      check,
      sessionsSeen(check),
      { own: { leaking: [-0.5, "forgotten sessions hold the slots, which is a leak rather than load"] } },
      environment,
    ) ??
    weighSeen(
      check,
      budgetSeen(check),
      {
        own: {
          "too-large": [1.5, "this service alone can take every slot"],
          fits: [
            -0.5,
            "this service alone can't take every slot; others, or sessions that are not returned, hold the rest",
          ],
        },
      },
      environment,
    ),
  mechanism: (slots) =>
    isPooler(slots)
      ? "The pooler has as many clients or waiting queries as it admits and turns the next one away."
      : "Each session takes one of the server's max_connections slots; the sum of all pools (size + overflow, × processes × instances, twice that during a roll-out) exceeds them, so the server refuses the next session (53300).",
  systemic: [
    {
      question: "Why can the services ask for more connections than the server has?",
      candidates: [
        "Pool size × processes × maximum instances was never compared with max_connections.",
        "A roll-out runs old and new instances side by side and doubles the demand.",
      ],
    },
    {
      question: "Why did nobody notice before the last slot was taken?",
      candidates: ["Nobody owns the connection budget, and no alert watches the share of slots in use."],
    },
  ],
  remedies: [
    {
      kind: "mitigate",
      title: () => "Cap the instances and free what idles",
      detail: () =>
        "gcloud run services update SERVICE --region REGION --max-instances N, so that pool × processes × N stays below the limit. Who holds the slots: `select application_name, usename, state, count(*) from pg_catalog.pg_stat_activity where backend_type = 'client backend' group by 1, 2, 3 order by 4 desc;`",
      criterion: "capacity",
    },
    {
      kind: "fix",
      title: () => "Fit the connection budget to the server",
      detail: () =>
        "Lower pool size and overflow, or put a pooler in front (managed connection pooling, PgBouncer), or raise max_connections with the memory that it needs. Cloud Run opens at most 100 connections per instance to Cloud SQL.",
      criterion: "capacity",
    },
    {
      kind: "validate",
      title: () => "See free slots under load",
      detail: () =>
        "`select count(*) as used, current_setting('max_connections')::int as max, current_setting('superuser_reserved_connections')::int as reserved from pg_catalog.pg_stat_activity where backend_type = 'client backend';` must leave room for a roll-out.",
      criterion: "capacity",
    },
    {
      kind: "prevent",
      title: () => "Keep one connection budget for all services",
      detail: () =>
        "Write down pool × processes × maximum instances for each service, give each role its own limit, and alert at 80 % of max_connections.",
    },
  ],
};

const isPooler = (slots: Slots) => slots.limit?.startsWith("pgbouncer") === true;
