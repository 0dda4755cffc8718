import type { Cause } from "../../shared/cause.ts";
import { weighSeen } from "./live.ts";
import { SESSIONS_BY_STATE_SQL, sessionsSeen } from "./sessions.ts";
import { ask, TRAFFIC_BACK } from "./words.ts";

/** Sessions are checked out and never returned: the pool empties whatever its size. */
export const connectionLeak: Cause = {
  id: "capacity.connection-leak",
  title: "Database sessions are not returned",
  why: "Code takes a session and does not close it, or leaves its transaction open while it does something else. The pool empties slowly under any load, and a bigger pool only delays it.",
  sources: [
    "sqlalchemy:lib/sqlalchemy/pool/base.py",
    "asyncpg:asyncpg/exceptions/__init__.py",
    "https://www.postgresql.org/docs/current/runtime-config-client.html#GUC-IDLE-IN-TRANSACTION-SESSION-TIMEOUT",
    "brettwooldridge/HikariCP:src/main/java/com/zaxxer/hikari/pool/ProxyLeakTask.java",
  ],
  signs: [
    {
      text: /The garbage collector is trying to clean up non-checked-in connection/,
      weight: 4,
      example:
        "The garbage collector is trying to clean up non-checked-in connection <AdaptedConnection <asyncpg.connection.Connection object at 0x7f2>>, which will be terminated.",
    },
    {
      text: /terminating connection due to idle-in-transaction timeout/,
      sqlstate: "25P03",
      weight: 4,
      example: "FATAL:  terminating connection due to idle-in-transaction timeout",
    },
    {
      exception: /\bIdleInTransactionSessionTimeout(?:Error)?$/,
      weight: 4,
      example: "asyncpg.exceptions.IdleInTransactionSessionTimeoutError: the session was ended",
    },
    { sqlstate: "25P03", weight: 3.5, example: "error: the session was ended, code: 25P03" },
    {
      text: /terminating connection due to transaction timeout/,
      weight: 3,
      example: "FATAL:  terminating connection due to transaction timeout",
    },
    {
      text: /Apparent connection leak detected/,
      weight: 4,
      example: "java.lang.Exception: Apparent connection leak detected",
    },
  ],
  headline: () => "Database sessions are taken and not returned",
  component: () => "application session handling",
  echoes: ["capacity.pool-exhausted", "capacity.database-connections", "database.connection-lost", "auth.system-user"],
  alternatives: [],
  questions: (_slots, context) => [
    ask(context, "sessions", "database sessions"),
    ask(context, "connections", "connection slots"),
  ],
  weigh: (check, _slots, environment) =>
    weighSeen(
      check,
      sessionsSeen(check),
      {
        own: {
          leaking: [3.5, "the connections that they hold are lost to the pool"],
          busy: [-1.5, "the connections are at work, not forgotten"],
          calm: [-1.5, "hardly a connection can have been forgotten"],
          none: [-1, "none is left that could have been forgotten"],
        },
        other: { leaking: [0.5, "sessions idle in transactions there as well"] },
      },
      environment,
    ),
  mechanism: () =>
    "A request begins a transaction and neither ends it nor returns its connection, so the session stays idle in transaction and the pool has one connection less for everybody else.",
  systemic: [
    {
      question: "Why can code take a session without returning it?",
      candidates: [
        "Sessions are opened outside a context manager, and an error on the way skips the closing.",
        "Calls to other services are made inside an open transaction.",
      ],
    },
    {
      question: "Why did the leak reach traffic?",
      candidates: [
        "No test counts checked-out connections after a request.",
        "idle_in_transaction_session_timeout is not set, so nothing ends forgotten sessions.",
      ],
    },
  ],
  remedies: [
    {
      kind: "mitigate",
      title: () => "Free the forgotten sessions",
      detail: () =>
        `Restart the service's instances (deploy the same revision again), or take the last change back: ${TRAFFIC_BACK}. Which sessions they are: \`select pid, application_name, usename, now() - state_change as idle_for, left(query, 80) as last_query from pg_catalog.pg_stat_activity where state like 'idle in transaction%' order by state_change;\``,
      criterion: "capacity",
    },
    {
      kind: "fix",
      title: () => "Scope each session to its request",
      detail: () =>
        "Open sessions in a context manager (async with session_factory() as session), end the transaction before calling other services, and roll back in the error path. The last query of the idle sessions names the code to look at.",
      criterion: "recurrence",
    },
    {
      kind: "validate",
      title: () => "See no session idle in transaction under load",
      detail: () => `\`${SESSIONS_BY_STATE_SQL}\``,
      criterion: "capacity",
    },
    {
      kind: "prevent",
      title: () => "End forgotten transactions and test for leaks",
      detail: () =>
        "`alter database DATABASE_NAME set idle_in_transaction_session_timeout = '60s';` and a test that fails when the pool's checked-out count is not zero after a request.",
    },
  ],
};
