import type { Cause } from "../../shared/cause.ts";
import type { Check } from "../../shared/check.ts";
import { isOwn, weighing, weighSeen } from "./live.ts";
import { sessionsSeen } from "./sessions.ts";
import { ask, TRAFFIC_BACK } from "./words.ts";

/** The connection to the database broke in use, and the app did not learn why. */
export const connectionLost: Cause = {
  id: "database.connection-lost",
  title: "Database connection lost",
  why: "The connection broke while it was in use or waited in the pool. The text says only that it is gone: the server may have restarted, a proxy or firewall may drop idle connections, or a timeout on the server ended the session.",
  sources: [
    "asyncpg:asyncpg/protocol/protocol.pyx",
    "node-postgres:packages/pg/lib/client.js",
    "postgres:src/interfaces/libpq/fe-misc.c",
    "pgjdbc:pgjdbc/src/main/java/org/postgresql/core/v3/QueryExecutorImpl.java",
    "go:src/database/sql/driver/driver.go",
  ],
  signs: [
    {
      text: /connection was closed in the middle of operation/,
      weight: 3.5,
      example: "asyncpg.exceptions.ConnectionDoesNotExistError: connection was closed in the middle of operation",
    },
    { text: /Connection terminated unexpectedly/, weight: 3.5, example: "Error: Connection terminated unexpectedly" },
    {
      text: /server closed the connection unexpectedly/,
      weight: 3.5,
      example:
        "psycopg2.OperationalError: server closed the connection unexpectedly\n\tThis probably means the server terminated abnormally",
    },
    {
      text: /SSL connection has been closed unexpectedly|SSL SYSCALL error: EOF detected/,
      weight: 3.5,
      example: "psycopg2.OperationalError: SSL connection has been closed unexpectedly",
    },
    {
      text: /An I\/O error occurred while sending to the backend/,
      weight: 3.5,
      example: "org.postgresql.util.PSQLException: An I/O error occurred while sending to the backend.",
    },
    {
      text: /\bdriver: bad connection\b/,
      weight: 3,
      example: "pq: query failed: driver: bad connection",
    },
    {
      text: /terminating connection because protocol synchronization was lost|connection to client lost/,
      weight: 3,
      example: "FATAL:  terminating connection because protocol synchronization was lost",
    },
    {
      text: /unexpected EOF on client connection/,
      weight: 1,
      example: "LOG:  unexpected EOF on client connection with an open transaction",
    },
    {
      text: /InterfaceError: connection (?:is|already) closed/,
      weight: 2,
      example: "asyncpg.exceptions._base.InterfaceError: connection is closed",
    },
    { exception: /\bConnectionDoesNotExistError$/, weight: 3, example: "asyncpg.ConnectionDoesNotExistError: gone" },
    {
      text: /terminating connection due to idle-session timeout/,
      sqlstate: "57P05",
      weight: 3.5,
      example: "FATAL:  terminating connection due to idle-session timeout",
    },
    { sqlstate: "08006", weight: 3, example: "error: connection failure, code: 08006" },
    { sqlstate: "08003", weight: 2.5, example: "error: connection does not exist, code: 08003" },
  ],
  headline: () => "Connections to the database break in use",
  component: () => "database connection",
  echoes: ["auth.system-user", "code.unhandled-exception"],
  alternatives: ["database.restarted", "capacity.connection-leak"],
  questions: (_slots, context) => [
    ask(context, "restart", "database server"),
    ask(context, "sessions", "database sessions"),
  ],
  weigh: (check, _slots, environment) =>
    weighRestart(check, environment) ??
    weighSeen(
      check,
      sessionsSeen(check),
      {
        own: {
          leaking: [-0.5, "the server may have ended sessions for idling in their transaction"],
          none: [0.5, "the sessions that it had are gone"],
        },
      },
      environment,
    ),
  mechanism: () =>
    "The socket to the server is closed by the other side (server, proxy or network) while a query runs or the connection waits in the pool; the driver notices at the next read or write and fails the query.",
  systemic: [
    {
      question: "Why did the connection break?",
      candidates: [
        "The server restarted or failed over.",
        "A proxy, NAT or firewall drops connections that idle for longer than its limit.",
        "A timeout of the server ended the session.",
      ],
    },
    {
      question: "Why did one broken connection become failed requests?",
      candidates: ["The pool does not test connections before use, and no policy repeats idempotent requests."],
    },
  ],
  remedies: [
    {
      kind: "mitigate",
      title: () => "Replace dead connections",
      detail: () =>
        `Deploy the revision again so that its pools start afresh. If a new revision changed the network path: ${TRAFFIC_BACK}`,
      criterion: "endpoint",
    },
    {
      kind: "fix",
      title: () => "Test connections before use, and keep them alive",
      detail: () =>
        "SQLAlchemy: pool_pre_ping=True, pool_recycle below the idle limit of the path; node-postgres: keepAlive: true and a handler for the pool's error event. The server's own idea of timeouts: `select name, setting, unit from pg_catalog.pg_settings where name in ('idle_session_timeout', 'idle_in_transaction_session_timeout', 'tcp_keepalives_idle', 'statement_timeout');`",
      criterion: "recurrence",
    },
    {
      kind: "validate",
      title: () => "Let a connection idle, then use it",
      detail: () =>
        "Leave the service without traffic for longer than the path's idle limit; the next request must succeed.",
      criterion: "endpoint",
    },
    {
      kind: "prevent",
      title: () => "Rehearse a fail-over",
      detail: () => "Fail the staging instance over under traffic once a quarter, and count the requests that fail.",
    },
  ],
};

function weighRestart(check: Check, environment: string | undefined) {
  if (check.kind !== "restart" || check.outcome === "unknown" || !isOwn(check, environment)) return undefined;
  return check.outcome === "confirmed"
    ? weighing(check, [-2.5, "the restart is the nearer cause of the broken connections"])
    : weighing(check, [1, "the way to the server broke, not the server"]);
}
