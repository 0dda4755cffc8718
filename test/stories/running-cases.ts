import { DIED, type FamilyCase, trace } from "./family-case.ts";

/** What fails in a service that runs: one failure of each family. */
export const RUNNING_CASES: readonly FamilyCase[] = [
  {
    family: "capacity.pool-exhausted",
    lines: [
      trace(
        "sqlalchemy.exc.TimeoutError: QueuePool limit of size 5 overflow 10 reached, connection timed out, timeout 30.00 (Background on this error at: https://sqlalche.me/e/20/3o7r)",
      ),
    ],
    latency: "30.1s",
  },
  {
    family: "capacity.connection-leak",
    lines: [
      "The garbage collector is trying to clean up non-checked-in connection <AdaptedConnection <asyncpg.connection.Connection object at 0x7f>>, which will be terminated.",
    ],
  },
  ...[
    "FATAL:  sorry, too many clients already",
    "FATAL:  remaining connection slots are reserved for non-replication superuser connections",
    "FATAL:  remaining connection slots are reserved for roles with the SUPERUSER attribute",
    'FATAL:  remaining connection slots are reserved for roles with privileges of the "pg_use_reserved_connections" role',
  ].map(
    (words): FamilyCase => ({
      family: "capacity.database-connections",
      what: words.slice(8, 90),
      lines: [trace(`psycopg2.OperationalError: connection to server at "10.0.0.5", port 5432 failed: ${words}`)],
    }),
  ),
  {
    family: "capacity.role-connection-limit",
    slots: { role: "app" },
    lines: [trace('psycopg2.OperationalError: FATAL:  too many connections for role "app"')],
  },
  {
    family: "capacity.memory",
    lines: [
      "platform:Memory limit of 512 MiB exceeded with 524 MiB used. Consider increasing the memory limit, see https://cloud.google.com/run/docs/configuring/memory-limits",
    ],
    ...DIED,
  },
  {
    family: "capacity.memory",
    what: "a worker killed by SIGKILL",
    lines: ["[2026-03-02 10:00:00 +0000] [1] [ERROR] Worker (pid:31) was sent SIGKILL! Perhaps out of memory?"],
    ...DIED,
  },
  {
    family: "capacity.worker-timeout",
    what: "signal 6 after WORKER TIMEOUT is a hang, not memory",
    lines: [
      "[2026-03-02 10:00:00 +0000] [1] [CRITICAL] WORKER TIMEOUT (pid:31)",
      "platform:Uncaught signal: 6, pid=31, tid=31, fault_addr=0.",
      "platform:Container terminated on signal 6.",
    ],
    latency: "30s",
    ...DIED,
  },
  {
    family: "capacity.no-instance",
    status: 500,
    latency: "10.1s",
    requestText:
      "The request was aborted because there was no available instance. Additional troubleshooting documentation can be found at: https://cloud.google.com/run/docs/troubleshooting#abort-request",
  },
  {
    family: "capacity.request-timeout",
    status: 504,
    latency: "300s",
    requestText:
      "The request has been terminated because it has reached the maximum request timeout. To change this limit, see https://cloud.google.com/run/docs/configuring/request-timeout",
  },
  {
    family: "capacity.disk-full",
    lines: [trace('psycopg2.errors.DiskFull: could not extend file "base/16384/24601": No space left on device')],
  },
  {
    family: "database.connection-lost",
    lines: [trace("asyncpg.exceptions.ConnectionDoesNotExistError: connection was closed in the middle of operation")],
  },
  {
    family: "database.statement-timeout",
    latency: "30s",
    lines: [trace("asyncpg.exceptions.QueryCanceledError: canceling statement due to statement timeout")],
  },
  {
    family: "database.lock-timeout",
    lines: [trace("psycopg2.errors.LockNotAvailable: canceling statement due to lock timeout")],
  },
  {
    family: "database.stale-plan",
    lines: [
      trace(
        "asyncpg.exceptions.InvalidCachedStatementError: cached statement plan is invalid due to a database schema or configuration change",
      ),
    ],
  },
  {
    family: "database.pooler-prepared-statements",
    lines: [
      trace(
        'asyncpg.exceptions.DuplicatePreparedStatementError: prepared statement "__asyncpg_stmt_1__" already exists\nHINT:  \nNOTE: pgbouncer with pool_mode set to "transaction" or "statement" does not support prepared statements properly.',
      ),
    ],
  },
  {
    family: "schema.missing-relation",
    slots: { relation: "orders" },
    lines: [trace('asyncpg.exceptions.UndefinedTableError: relation "orders" does not exist')],
  },
  {
    family: "schema.missing-column",
    lines: [trace("asyncpg.exceptions.UndefinedColumnError: column orders.discount does not exist")],
  },
  {
    family: "schema.missing-function",
    lines: [trace("asyncpg.exceptions.UndefinedFunctionError: function uuid_generate_v4() does not exist")],
  },
  {
    family: "schema.permission-denied",
    lines: [trace("asyncpg.exceptions.InsufficientPrivilegeError: permission denied for table orders")],
  },
  {
    family: "schema.database-missing",
    lines: [trace('asyncpg.exceptions.InvalidCatalogNameError: database "shop" does not exist')],
  },
  {
    family: "schema.migration-behind",
    lines: ["ERROR [alembic.util.messaging] Target database is not up to date."],
  },
  {
    family: "schema.multiple-heads",
    lines: [
      "FAILED: Multiple head revisions are present for given argument 'head'; please specify a specific target revision, '<branchname>@head' to narrow to a specific head, or 'heads' for all heads",
    ],
  },
  {
    family: "schema.unknown-revision",
    lines: ["alembic.util.exc.CommandError: Can't locate revision identified by '66e0e5d9662d'"],
  },
  {
    family: "data.unique-violation",
    lines: [
      trace(
        'asyncpg.exceptions.UniqueViolationError: duplicate key value violates unique constraint "orders_number_key"\nDETAIL:  Key (number)=(31) already exists.',
      ),
    ],
  },
  {
    family: "data.foreign-key-violation",
    lines: [
      trace(
        'asyncpg.exceptions.ForeignKeyViolationError: insert or update on table "orders" violates foreign key constraint "orders_user_fkey"',
      ),
    ],
  },
  {
    family: "data.null-violation",
    lines: [
      trace(
        'asyncpg.exceptions.NotNullViolationError: null value in column "total" of relation "orders" violates not-null constraint',
      ),
    ],
  },
  {
    family: "data.deadlock",
    lines: [
      trace(
        "asyncpg.exceptions.DeadlockDetectedError: deadlock detected\nDETAIL:  Process 71 waits for ShareLock on transaction 991; blocked by process 72.",
      ),
    ],
  },
  {
    family: "data.serialization",
    lines: [trace("asyncpg.exceptions.SerializationError: could not serialize access due to concurrent update")],
  },
  {
    family: "dependency.redis-memory",
    lines: [trace("redis.exceptions.OutOfMemoryError: command not allowed when used memory > 'maxmemory'.")],
  },
  {
    family: "dependency.redis-auth",
    lines: [
      trace("redis.exceptions.AuthenticationError: WRONGPASS invalid username-password pair or user is disabled."),
    ],
  },
  {
    family: "dependency.redis-readonly",
    lines: [trace("redis.exceptions.ReadOnlyError: You can't write against a read only replica.")],
  },
  {
    family: "dependency.redis-loading",
    lines: [trace("redis.exceptions.BusyLoadingError: Redis is loading the dataset in memory")],
  },
  {
    family: "dependency.redis-clients",
    lines: [
      "ReplyError: ERR max number of clients reached\n    at parseError (/app/node_modules/redis-parser/lib/parser.js:179:12)",
    ],
  },
  { family: "code.unhandled-exception", lines: [trace("KeyError: 'discount'")] },
  {
    family: "code.async-misuse",
    lines: [
      trace(
        "sqlalchemy.exc.MissingGreenlet: greenlet_spawn has not been called; can't call await_() here. Was IO attempted in an unexpected place? (Background on this error at: https://sqlalche.me/e/20/xd2s)",
      ),
    ],
  },
];
