import { describe, expect, it } from "vitest";
import { recognize } from "../../server/causes/recognize.ts";
import type { FamilyId } from "../../shared/families.ts";
import type { Slots } from "../../shared/group.ts";
import { event } from "./event.ts";

/** Every text that the known failures print, by the row of the table they come from. */
const ROWS: [row: number, text: string, family: FamilyId][] = [
  [
    1,
    "Pool class QueuePool cannot be used with asyncio engine (Background on this error at: https://sqlalche.me/e/20/pcls)",
    "config.pool-class-mismatch",
  ],
  [1, "Pool class AsyncAdaptedQueuePool cannot be used with non-asyncio engine", "config.pool-class-mismatch"],
  [2, "QueuePool limit of size 5 overflow 10 reached, connection timed out, timeout 30.00", "capacity.pool-exhausted"],
  [
    3,
    "greenlet_spawn has not been called; can't call await_() here. Was IO attempted in an unexpected place?",
    "code.async-misuse",
  ],
  [
    4,
    "The asyncio extension requires an async driver to be used. The loaded 'psycopg2' is not async.",
    "config.async-driver-required",
  ],
  [
    5,
    "This Session's transaction has been rolled back due to a previous exception during flush. To begin a new transaction with this Session, first issue Session.rollback().",
    "echo.session-rolled-back",
  ],
  [
    6,
    "Can't reconnect until invalid transaction is rolled back.  Please rollback() fully before proceeding",
    "echo.session-rolled-back",
  ],
  [
    7,
    "The garbage collector is trying to clean up non-checked-in connection <AdaptedConnection>",
    "capacity.connection-leak",
  ],
  [8, "cannot perform operation: another operation is in progress", "code.async-misuse"],
  [9, "cached statement plan is invalid due to a database schema or configuration change", "database.stale-plan"],
  [10, 'prepared statement "__asyncpg_stmt_1__" already exists', "database.pooler-prepared-statements"],
  [11, "connection was closed in the middle of operation", "database.connection-lost"],
  [12, "Can't locate revision identified by '66e0e5d9662d'", "schema.unknown-revision"],
  [
    13,
    "Multiple head revisions are present for given argument 'head'; please specify a specific target revision, '<branchname>@head' to narrow to a specific head",
    "schema.multiple-heads",
  ],
  [14, "Target database is not up to date.", "schema.migration-behind"],
  [14, "Database is not on all head revisions", "schema.migration-behind"],
  [14, "New upgrade operations detected: [('add_table', Table('x'))]", "schema.migration-behind"],
  [16, "Connection terminated unexpectedly", "database.connection-lost"],
  [17, "timeout exceeded when trying to connect", "capacity.pool-exhausted"],
  [17, "Connection terminated due to connection timeout", "network.timeout"],
  [18, "SASL: SCRAM-SERVER-FIRST-MESSAGE: client password must be a string", "config.missing-secret"],
  [19, 'relation "x" does not exist', "schema.missing-relation"],
  [20, "column users.nickname does not exist", "schema.missing-column"],
  [20, 'column "y" of relation "x" does not exist', "schema.missing-column"],
  [21, "function gen_random_uuid() does not exist", "schema.missing-function"],
  [21, "operator does not exist: uuid = text", "schema.missing-function"],
  [22, "permission denied for table orders", "schema.permission-denied"],
  [22, "permission denied for schema billing", "schema.permission-denied"],
  [22, "must be owner of table orders", "schema.permission-denied"],
  [23, "sorry, too many clients already", "capacity.database-connections"],
  [
    23,
    "remaining connection slots are reserved for non-replication superuser connections",
    "capacity.database-connections",
  ],
  [
    23,
    "remaining connection slots are reserved for roles with the SUPERUSER attribute",
    "capacity.database-connections",
  ],
  [
    23,
    'remaining connection slots are reserved for roles with privileges of the "pg_use_reserved_connections" role',
    "capacity.database-connections",
  ],
  [24, 'too many connections for role "r"', "capacity.role-connection-limit"],
  [24, 'too many connections for database "d"', "capacity.role-connection-limit"],
  [25, 'password authentication failed for user "u"', "auth.database-password"],
  [25, 'password authentication failed for user "u"\nDETAIL:  Role "u" does not exist.', "auth.database-role-missing"],
  [
    25,
    'password authentication failed for user "u"\nDETAIL:  User "u" has an expired password.',
    "auth.database-password",
  ],
  [26, 'no pg_hba.conf entry for host "10.8.0.3", user "app", database "shop", no encryption', "auth.database-hba"],
  [27, 'database "d" does not exist', "schema.database-missing"],
  [
    28,
    "deadlock detected\nDETAIL:  Process 1 waits for ShareLock on transaction 2; blocked by process 3.",
    "data.deadlock",
  ],
  [29, "could not serialize access due to concurrent update", "data.serialization"],
  [30, "terminating connection due to administrator command", "database.restarted"],
  [31, "the database system is shutting down", "database.restarted"],
  [32, "canceling statement due to statement timeout", "database.statement-timeout"],
  [33, "canceling statement due to lock timeout", "database.lock-timeout"],
  [34, "current transaction is aborted, commands ignored until end of transaction block", "echo.transaction-aborted"],
  [35, "terminating connection due to idle-in-transaction timeout", "capacity.connection-leak"],
  [36, 'duplicate key value violates unique constraint "users_email_key"', "data.unique-violation"],
  [
    36,
    'insert or update on table "orders" violates foreign key constraint "orders_user_id_fkey"',
    "data.foreign-key-violation",
  ],
  [36, 'null value in column "name" of relation "parent" violates not-null constraint', "data.null-violation"],
  [37, 'could not extend file "base/1/2": No space left on device', "capacity.disk-full"],
  [37, "server process (PID 660) was terminated by signal 9: Killed", "capacity.memory"],
  [
    38,
    "boss::NOT_AUTHORIZED: Not authorized to access resource. Possibly missing permission cloudsql.instances.get on resource instances/main (403)",
    "auth.iam-denied",
  ],
  [
    39,
    "Cloud SQL instance does not have any IP addresses matching preference: PRIVATE",
    "network.cloudsql-unreachable",
  ],
  [39, "dial tcp 10.20.0.5:3307: i/o timeout", "network.cloudsql-unreachable"],
  [39, "Running event loop does not match 'connector._loop'", "network.cloudsql-unreachable"],
  [40, "closing because: query_wait_timeout (age=120s)", "capacity.database-connections"],
  [40, "no more connections allowed (max_client_conn)", "capacity.database-connections"],
  [
    41,
    "Revision 'api-1' is not ready and cannot serve traffic. The user-provided container failed to start and listen on the port defined provided by the PORT=8080 environment variable.",
    "boot.container-not-listening",
  ],
  [41, "Image 'gcr.io/shop/api@sha256:0123' not found.", "boot.image-unavailable"],
  [
    41,
    "Google Cloud Run Service Agent must have permission to read the image, gcr.io/shop/api.",
    "boot.image-unavailable",
  ],
  [
    41,
    'Default STARTUP TCP probe failed 1 time consecutively for container "api-1" on port 8080.',
    "boot.container-not-listening",
  ],
  [
    42,
    "The request failed because either the HTTP response was malformed or connection to the instance had an error.",
    "echo.malformed-response",
  ],
  [43, "The request was aborted because there was no available instance.", "capacity.no-instance"],
  [44, "Memory limit of 512 MiB exceeded with 524 MiB used. Consider increasing the memory limit", "capacity.memory"],
  [44, "Error: memory limit exceeded.", "capacity.memory"],
  [44, "Worker (pid:12) was sent SIGKILL! Perhaps out of memory?", "capacity.memory"],
  [45, "Uncaught signal: 6, pid=4, tid=4, fault_addr=0.", "capacity.worker-timeout"],
  [45, "[2026-01-01 10:00:00 +0000] [1] [CRITICAL] WORKER TIMEOUT (pid:12)", "capacity.worker-timeout"],
  [45, "Container terminated on signal 6.", "capacity.worker-timeout"],
  [
    46,
    "The request has been terminated because it has reached the maximum request timeout.",
    "capacity.request-timeout",
  ],
  [
    47,
    "The request was not authenticated. Either allow unauthenticated invocations or set the proper Authorization header.",
    "auth.iam-denied",
  ],
  [48, 'push_request_count response_class="remote_server_5xx"', "dependency.upstream-error"],
  [49, "Signature has expired", "auth.token-expired"],
  [49, "The token is not yet valid (iat)", "auth.clock-skew"],
  [49, "Token used too early, 1700000000 < 1700000002", "auth.clock-skew"],
  [50, "Signature verification failed", "auth.token-signature"],
  [50, "Not enough segments", "auth.token-signature"],
  [50, "Invalid audience", "auth.token-audience"],
  [50, "Invalid issuer", "auth.token-audience"],
  [51, "Your default credentials were not found.", "auth.default-credentials-missing"],
  [
    51,
    "Failed to retrieve http://metadata.google.internal/x from the Google Compute Engine metadata service. Compute Engine Metadata server unavailable.",
    "auth.default-credentials-missing",
  ],
  [52, "Failed to resolve 'billing.internal' ([Errno -2] Name or service not known)", "network.dns"],
  [52, "getaddrinfo EAI_AGAIN db.internal", "network.dns"],
  [53, "connect ECONNREFUSED 10.0.0.3:5432", "network.connection-refused"],
  [53, "connect ETIMEDOUT 10.0.0.3:5432", "network.timeout"],
  [53, "read ECONNRESET", "network.connection-refused"],
  [53, "HTTPSConnectionPool(host='billing.internal', port=443): Read timed out. (read timeout=5)", "network.timeout"],
  [54, "-OOM command not allowed when used memory > 'maxmemory'.", "dependency.redis-memory"],
  [55, "-NOAUTH Authentication required.", "dependency.redis-auth"],
  [55, "-WRONGPASS invalid username-password pair or user is disabled.", "dependency.redis-auth"],
  [55, "-NOPERM this user has no permissions to run the 'get' command", "dependency.redis-auth"],
  [56, "-READONLY You can't write against a read only replica.", "dependency.redis-readonly"],
  [56, "-LOADING Redis is loading the dataset in memory", "dependency.redis-loading"],
  [
    56,
    "-MASTERDOWN Link with MASTER is down and replica-serve-stale-data is set to 'no'.",
    "dependency.redis-readonly",
  ],
  [57, "-ERR max number of clients reached", "dependency.redis-clients"],
  [57, "redis.exceptions.ConnectionError: Too many connections", "dependency.redis-clients"],
  [57, "Reached the max retries per request limit (which is 20).", "dependency.redis-clients"],
  [57, "Connection closed by server.", "dependency.redis-clients"],
];

describe("the texts of known failures", () => {
  it.each(ROWS)("row %i: %s", (_row, text, family) => {
    expect(recognize(event(text))?.family).toBe(family);
  });
});

const SLOTS: [text: string, family: FamilyId, slots: Slots][] = [
  [
    "Pool class QueuePool cannot be used with asyncio engine",
    "config.pool-class-mismatch",
    { poolClass: "QueuePool", engine: "asyncio" },
  ],
  [
    "The asyncio extension requires an async driver to be used. The loaded 'psycopg2' is not async.",
    "config.async-driver-required",
    { driver: "psycopg2" },
  ],
  [
    "Can't load plugin: sqlalchemy.dialects:postgres",
    "config.database-url-invalid",
    { problem: "unknown dialect", scheme: "postgres" },
  ],
  [
    "TypeError: Invalid URL\n  input: 'postgres://app:s3cret@db/app'",
    "config.database-url-invalid",
    { problem: "malformed", scheme: "postgres" },
  ],
  ["KeyError: 'DATABASE_URL'", "config.missing-secret", { secret: "DATABASE_URL" }],
  [
    "Secret projects/123/secrets/DATABASE_URL/versions/latest was not found",
    "config.missing-secret",
    { secret: "DATABASE_URL" },
  ],
  ["No module named 'app.services.monitoring'", "boot.import-error", { module: "app.services.monitoring" }],
  [
    "Error: Cannot find module './pool.js'\nRequire stack:\n- /app/server.js",
    "boot.import-error",
    { module: "./pool.js" },
  ],
  ["Container called exit(3).", "boot.container-not-listening", { exitCode: "3" }],
  [
    "Image 'gcr.io/shop/api@sha256:0123' not found.",
    "boot.image-unavailable",
    { image: "gcr.io/shop/api", problem: "not found" },
  ],
  ["getaddrinfo ENOTFOUND db.internal", "network.dns", { host: "db.internal" }],
  [
    "connect ECONNREFUSED 10.0.0.3:5432",
    "network.connection-refused",
    { host: "10.0.0.3", port: "5432", reason: "refused" },
  ],
  [
    'connection to server on socket "/cloudsql/p:us-central1:main/.s.PGSQL.5432" failed: server closed the connection unexpectedly',
    "network.cloudsql-unreachable",
    { instance: "p:us-central1:main" },
  ],
  ['password authentication failed for user "app"', "auth.database-password", { role: "app" }],
  [
    'no pg_hba.conf entry for host "10.8.0.3", user "app", database "shop", SSL off',
    "auth.database-hba",
    { role: "app", database: "shop", encryption: "SSL off" },
  ],
  [
    "Token has wrong audience https://a.example, expected one of ['https://b.example']",
    "auth.token-audience",
    { claim: "audience", audience: "https://a.example", expected: "https://b.example" },
  ],
  [
    "SYSTEM USER AUTHENTICATION FAILURE: User 'service:netra-backend' failed authentication",
    "auth.system-user",
    { account: "service:netra-backend" },
  ],
  [
    "requests.exceptions.HTTPError: 503 Server Error: Service Unavailable for url: https://billing.internal/v1/charge/77",
    "dependency.upstream-error",
    { status: "503", host: "billing.internal" },
  ],
];

describe("identity slots", () => {
  it.each(SLOTS)("%s", (text, family, slots) => {
    const found = recognize(event(text));
    expect({ family: found?.family, slots: found?.slots }).toStrictEqual({ family, slots });
  });
});
