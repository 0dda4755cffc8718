import type { Cause } from "../../shared/cause.ts";
import { weighSeen } from "./live.ts";
import {
  budgetQuestion,
  budgetSeen,
  connectionsSeen,
  locksSeen,
  SESSIONS_BY_STATE_SQL,
  sessionsSeen,
} from "./sessions.ts";
import { ask, slotOr, TRAFFIC_BACK } from "./words.ts";

/** The app's own connection pool gave no connection in time. */
export const poolExhausted: Cause = {
  id: "capacity.pool-exhausted",
  title: "Connection pool of the app exhausted",
  why: "Every connection of the app's pool was in use and none came back within the waiting time. The pool may be too small for the concurrency, the queries too slow, or sessions may never be returned (a leak): the database's sessions tell which.",
  sources: [
    "sqlalchemy:lib/sqlalchemy/pool/impl.py",
    "https://docs.sqlalchemy.org/en/20/errors.html#error-3o7r",
    "node-postgres:packages/pg-pool/index.js",
    "https://www.prisma.io/docs/orm/reference/error-reference#p2024",
    "brettwooldridge/HikariCP:src/main/java/com/zaxxer/hikari/pool/HikariPool.java",
    "knex:lib/client.js",
    "psycopg/psycopg:psycopg_pool/psycopg_pool/pool.py",
  ],
  signs: [
    {
      text: /(?<pool>QueuePool) limit of size \d{1,6} overflow -?\d{1,6} reached, connection timed out/,
      weight: 4,
      example:
        "sqlalchemy.exc.TimeoutError: QueuePool limit of size 5 overflow 10 reached, connection timed out, timeout 30.00 (Background on this error at: https://sqlalche.me/e/20/3o7r)",
    },
    {
      text: /sqlalche\.me\/e\/\d\d\/3o7r/,
      slots: { pool: "QueuePool" },
      weight: 3,
      example: "(Background on this error at: https://sqlalche.me/e/20/3o7r)",
    },
    {
      text: /timeout exceeded when trying to connect/,
      slots: { pool: "pg-pool" },
      weight: 3,
      example: "Error: timeout exceeded when trying to connect",
    },
    {
      text: /(?<![\w.-])(?<pool>[\w.-]{1,80}) - Connection is not available, request timed out after \d{1,9}ms/,
      weight: 4,
      example:
        "java.sql.SQLTransientConnectionException: HikariPool-1 - Connection is not available, request timed out after 30000ms.",
    },
    {
      text: /Timed out fetching a new connection from the connection pool/,
      slots: { pool: "Prisma" },
      weight: 4,
      example:
        "Timed out fetching a new connection from the connection pool. More info: http://pris.ly/d/connection-pool (Current connection pool timeout: 10, connection limit: 5)",
    },
    {
      text: /Knex: Timeout acquiring a connection\. The pool is probably full/,
      slots: { pool: "Knex" },
      weight: 4,
      example:
        "KnexTimeoutError: Knex: Timeout acquiring a connection. The pool is probably full. Are you missing a .transacting(trx) call?",
    },
    {
      text: /couldn't get a connection after \d{1,6}(?:\.\d{1,3})? sec/,
      slots: { pool: "psycopg_pool" },
      weight: 4,
      example: "psycopg_pool.PoolTimeout: couldn't get a connection after 30.00 sec",
    },
    {
      text: /pool timed out while waiting for an open connection|\bPoolTimedOut\b/,
      slots: { pool: "sqlx" },
      weight: 4,
      example: "called `Result::unwrap()` on an `Err` value: PoolTimedOut",
    },
    {
      text: /The connection pool has been exhausted, either raise '?Max ?Pool ?Size'?/,
      slots: { pool: "Npgsql" },
      weight: 4,
      example:
        "Npgsql.NpgsqlException (0x80004005): The connection pool has been exhausted, either raise 'Max Pool Size' (currently 100) or 'Timeout' (currently 15 seconds) in your connection string.",
    },
    {
      text: /could not obtain a (?:database )?connection (?:from the pool )?within \d{1,6}(?:\.\d{1,3})? seconds/,
      slots: { pool: "ActiveRecord" },
      weight: 4,
      example:
        "ActiveRecord::ConnectionTimeoutError: could not obtain a connection from the pool within 5.000 seconds (waited 5.001 seconds); all pooled connections were in use",
    },
    {
      text: /Pool empty\. Unable to fetch a connection in \d{1,6} seconds, none available/,
      slots: { pool: "Tomcat" },
      weight: 4,
      example:
        "org.apache.tomcat.jdbc.pool.PoolExhaustedException: [http-nio-8080-exec-9] Timeout: Pool empty. Unable to fetch a connection in 30 seconds, none available[size:10; busy:10; idle:0; lastwait:30000].",
    },
    {
      text: /Cannot get a connection, pool error|An attempt by a client to checkout a Connection has timed out|Sorry, acquisition timeout!/,
      weight: 4,
      example:
        "java.sql.SQLException: Cannot get a connection, pool error Timeout waiting for idle object, borrowMaxWaitDuration=PT10S",
    },
    {
      text: /prior to obtaining a connection from the pool/,
      slots: { pool: "SqlClient" },
      weight: 4,
      example:
        "System.InvalidOperationException: Timeout expired. The timeout period elapsed prior to obtaining a connection from the pool. This may have occurred because all pooled connections were in use and max pool size was reached.",
    },
    {
      text: /PoolError: connection pool exhausted/,
      slots: { pool: "psycopg2" },
      weight: 4,
      example: "psycopg2.pool.PoolError: connection pool exhausted",
    },
    {
      text: /Connection acquisition timed out after \d{1,9} ?ms/,
      slots: { pool: "R2DBC" },
      weight: 4,
      example: "io.r2dbc.pool.PoolAcquireTimeoutException: Connection acquisition timed out after 5000ms",
    },
    {
      text: /connection not available and request was dropped from queue after \d{1,9}ms/,
      slots: { pool: "Ecto" },
      weight: 4,
      example:
        "DBConnection.ConnectionError: connection not available and request was dropped from queue after 2000ms.",
    },
    {
      exception: /(?:Sequelize)?ConnectionAcquireTimeoutError$/,
      slots: { pool: "Sequelize" },
      weight: 3.5,
      example: "SequelizeConnectionAcquireTimeoutError: Operation timeout",
    },
  ],
  headline: (slots) => `Connection pool ${slotOr(slots, "pool", "of the app")} is exhausted`,
  component: () => "application connection pool",
  echoes: ["auth.system-user", "capacity.request-timeout", "capacity.worker-timeout", "code.unhandled-exception"],
  alternatives: [
    "capacity.connection-leak",
    "capacity.database-connections",
    "database.statement-timeout",
    "database.lock-timeout",
    "network.timeout",
  ],
  questions: (_slots, context) => [
    ask(context, "sessions", "database sessions"),
    ask(context, "connections", "connection slots"),
    ask(context, "locks", "locks"),
    budgetQuestion(context),
  ],
  weigh: (check, _slots, environment) =>
    weighSeen(
      check,
      sessionsSeen(check),
      {
        own: {
          busy: [1.5, "the pool's connections are held by running queries"],
          leaking: [-2.5, "sessions that never end their transaction hold the pool's connections"],
          calm: [0.5, "the database is not what the app waits for: the pool is small, or its threads starve"],
          none: [-1, "nothing of this database fills the pool"],
        },
      },
      environment,
    ) ??
    weighSeen(
      check,
      connectionsSeen(check),
      {
        own: {
          full: [-1.5, "the server's slots are gone before the pool's"],
          free: [1, "the server has slots left and the app's own limit is the narrow place"],
        },
      },
      environment,
    ) ??
    weighSeen(
      check,
      locksSeen(check),
      { own: { blocked: [-0.5, "the pool's connections may be held by statements that wait for a lock"] } },
      environment,
    ) ??
    weighSeen(
      check,
      budgetSeen(check),
      {
        own: {
          fits: [0.5, "the database would admit larger pools"],
          "too-large": [0, "the pool can't simply be made larger: fewer instances or a pooler come first"],
        },
      },
      environment,
    ),
  mechanism: () =>
    "A request waits for a connection of the app's pool; all of them are checked out for longer than the pool's waiting time, so the request fails before its query is sent.",
  systemic: [
    {
      question: "Why was the pool too small for what came?",
      candidates: [
        "The pool's size does not follow from the concurrency and the number of instances.",
        "Slow queries, or calls to other services inside a transaction, hold connections for longer than before.",
      ],
    },
    {
      question: "Why did nobody see the pool fill up?",
      candidates: ["No metric shows the waiting time for a connection, and nobody owns the connection budget."],
    },
  ],
  remedies: [
    {
      kind: "mitigate",
      title: () => "Lower the load on each pool",
      detail: () =>
        `Lower the concurrency of an instance to the size of its pool (gcloud run services update SERVICE --region REGION --concurrency POOL_SIZE), within max_connections; or take the last change back: ${TRAFFIC_BACK}`,
      criterion: "endpoint",
    },
    {
      kind: "fix",
      title: () => "Size the pool for the concurrency, and return connections early",
      detail: () =>
        "Pool size + overflow must cover the concurrency of one process; × processes × instances (twice that during a roll-out) must stay below max_connections. Keep slow calls outside transactions and end each session in a context manager.",
      criterion: "capacity",
    },
    {
      kind: "validate",
      title: () => "Look at the sessions under load",
      detail: () =>
        `\`${SESSIONS_BY_STATE_SQL}\` must show no long \`idle in transaction\`, and the pool error must stay away.`,
      criterion: "capacity",
    },
    {
      kind: "prevent",
      title: () => "Watch the waiting time for a connection",
      detail: () =>
        "Export the pool's size, connections in use and waiting time, alert before the limit, and keep the budget (pool × processes × instances) in one reviewed place.",
    },
  ],
};
