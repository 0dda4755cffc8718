import type { Cause } from "../../shared/cause.ts";
import { ask, TRAFFIC_BACK, weighByOutcome } from "./words.ts";

/** 42P05 and 26000: named prepared statements through a pooler that changes the server connection between transactions. */
export const poolerPreparedStatements: Cause = {
  id: "database.pooler-prepared-statements",
  title: "Prepared statements through a transaction pooler",
  why: "The app prepares statements by name, and a pooler hands each transaction to another server connection, where the name is unknown or already taken. Errors come and go with the load.",
  sources: [
    "asyncpg:asyncpg/exceptions/_base.py",
    "asyncpg:asyncpg/connection.py",
    "https://www.pgbouncer.org/config.html#max_prepared_statements",
    "https://magicstack.github.io/asyncpg/current/faq.html",
  ],
  signs: [
    {
      text: /prepared statement \\?"[^"\n\\]{1,120}\\?" already exists/,
      sqlstate: "42P05",
      weight: 4,
      example:
        'asyncpg.exceptions.DuplicatePreparedStatementError: prepared statement "__asyncpg_stmt_1__" already exists',
    },
    {
      text: /prepared statement \\?"[^"\n\\]{1,120}\\?" does not exist/,
      sqlstate: "26000",
      weight: 4,
      example: 'ERROR: prepared statement "lrupsc_1_0" does not exist (SQLSTATE 26000)',
    },
    {
      text: /unnamed prepared statement does not exist/,
      sqlstate: "26000",
      weight: 3.5,
      example: "pq: unnamed prepared statement does not exist",
    },
    {
      text: /pgbouncer with pool_mode set to \\?"transaction\\?" or \\?"statement\\?" does not support prepared statements properly/,
      weight: 4,
      example:
        'NOTE: pgbouncer with pool_mode set to "transaction" or "statement" does not support prepared statements properly.',
    },
    { sqlstate: "42P05", weight: 3.5, example: "error: duplicate prepared statement, code: 42P05" },
    { sqlstate: "26000", weight: 3.5, example: "error: invalid statement name, code: 26000" },
    {
      exception: /\b(?:DuplicatePreparedStatement|InvalidSqlStatementName|InvalidSQLStatementName)(?:Error)?$/,
      weight: 3.5,
      example: "asyncpg.exceptions.DuplicatePreparedStatementError: the name is taken",
    },
  ],
  headline: () => "Named prepared statements do not survive the connection pooler",
  component: () => "connection pooler and driver settings",
  echoes: ["auth.system-user", "code.unhandled-exception"],
  alternatives: [],
  questions: (_slots, context) => [ask(context, "restart", "database server")],
  weigh: (check) =>
    weighByOutcome(check, {
      restart: { refuted: [0.5, "no restart explains statements that vanished from their connections"] },
    }),
  mechanism: () =>
    "A prepared statement belongs to one server connection; in transaction or statement pooling the next transaction may run on another one, where the driver's name is missing (26000) or was left by another client (42P05).",
  systemic: [
    {
      question: "Why does the driver prepare statements through this pooler?",
      candidates: [
        "The pooler was added, or its mode changed, without a change of the driver's settings.",
        "The connection address now points at the pooler's port.",
      ],
    },
    {
      question: "Why did the change of the path break the app?",
      candidates: [
        "No contract between pooler and clients says what a client may rely on, and no test runs through it.",
      ],
    },
  ],
  remedies: [
    {
      kind: "mitigate",
      title: () => "Go around the pooler, or take the change back",
      detail: () => `Point the service at the server's own port if the connection slots allow it, or: ${TRAFFIC_BACK}`,
      criterion: "endpoint",
    },
    {
      kind: "fix",
      title: () => "Agree on prepared statements with the pooler",
      detail: () =>
        "asyncpg: statement_cache_size=0, and with SQLAlchemy also prepared_statement_name_func giving unique names and NullPool; Prisma: pgbouncer=true; pgx: default_query_exec_mode=exec; pgjdbc: prepareThreshold=0. Or let PgBouncer 1.21 and later track them: max_prepared_statements = 200.",
      criterion: "recurrence",
    },
    {
      kind: "validate",
      title: () => "Ask the pooler for its mode, and run two clients through it",
      detail: () =>
        "SHOW CONFIG in the pooler's console tells pool_mode and max_prepared_statements. What a server connection holds: `select name, prepare_time, left(statement, 80) as statement from pg_catalog.pg_prepared_statements;`",
      criterion: "recurrence",
    },
    {
      kind: "prevent",
      title: () => "Test through the same pooler as in production",
      detail: () =>
        "Run the integration tests through a pooler in the same mode, with more clients than server connections.",
    },
  ],
};
