import { cloudRun, type Entry, unsteady } from "../platforms.ts";
import type { Scene } from "./scene.ts";

const P = "initech-prod-22";
const T = "2026-05-05T06:00:00Z";
const at = (minutes: number) => new Date(Date.parse(T) + minutes * 60_000).toISOString();

type Row = {
  name: string;
  family: string;
  slots?: Record<string, string>;
  status?: number;
  latency?: string;
  /** What the app writes about one failed request: a line of text, several lines one entry each, or a structured line. */
  says: string | string[] | Record<string, unknown>;
  severity?: string;
};

const java = (last: string) =>
  `${last}\n\tat org.postgresql.core.v3.QueryExecutorImpl.receiveErrorResponse(QueryExecutorImpl.java:2733)\n\tat com.initech.tps.ReportRepository.find(ReportRepository.java:52)\n\tat com.initech.tps.ReportController.show(ReportController.java:31)`;

const ROWS: Row[] = [
  {
    name: "Spring's pattern layout, one line an entry",
    family: "schema.missing-relation",
    slots: { relation: "tps_reports" },
    says: [
      "2026-05-05 06:41:02.123 ERROR 1 --- [nio-8080-exec-3] o.a.c.c.C.[.[.[/].[dispatcherServlet]    : Servlet.service() for servlet [dispatcherServlet] in context with path [] threw exception [Request processing failed: org.springframework.jdbc.BadSqlGrammarException: PreparedStatementCallback; bad SQL grammar [select * from tps_reports where id = ?]] with root cause",
      "",
      'org.postgresql.util.PSQLException: ERROR: relation "tps_reports" does not exist',
      "  Position: 15",
      "\tat org.postgresql.core.v3.QueryExecutorImpl.receiveErrorResponse(QueryExecutorImpl.java:2733) ~[postgresql-42.7.4.jar!/:42.7.4]",
      "\tat com.initech.tps.ReportRepository.find(ReportRepository.java:52) ~[!/:0.0.1-SNAPSHOT]",
    ],
  },
  {
    name: "JDBC: statement timeout",
    family: "database.statement-timeout",
    says: java("org.postgresql.util.PSQLException: ERROR: canceling statement due to statement timeout"),
  },
  {
    name: "JDBC: the server can't be reached",
    family: "network.connection-refused",
    slots: { host: "10.4.0.7", port: "5432" },
    says: java(
      "org.postgresql.util.PSQLException: Connection to 10.4.0.7:5432 refused. Check that the hostname and port are correct and that the postmaster is accepting TCP/IP connections.",
    ),
  },
  {
    name: "Lettuce against a replica",
    family: "dependency.redis-readonly",
    says: java(
      "org.springframework.data.redis.RedisSystemException: Error in execution\nCaused by: io.lettuce.core.RedisCommandExecutionException: READONLY You can't write against a read only replica.",
    ),
  },
  {
    name: "gRPC in Java: refused below UNAVAILABLE",
    family: "network.connection-refused",
    says: java(
      "io.grpc.StatusRuntimeException: UNAVAILABLE: io exception\nCaused by: io.netty.channel.AbstractChannel$AnnotatedConnectException: finishConnect(..) failed: Connection refused: payments.internal/10.4.0.9:50051",
    ),
  },
  {
    name: "gRPC in Go: deadline",
    family: "network.timeout",
    says: {
      severity: "ERROR",
      message: "charge failed",
      error: "rpc error: code = DeadlineExceeded desc = context deadline exceeded",
      caller: "charge.go:91",
    },
    latency: "5.0s",
  },
  {
    name: "asyncpg below asyncio: no such name",
    family: "network.dns",
    says: 'Traceback (most recent call last):\n  File "/app/db.py", line 21, in connect\n    pool = await asyncpg.create_pool(dsn)\n  File "/usr/local/lib/python3.12/asyncio/base_events.py", line 904, in getaddrinfo\n    return await self.run_in_executor(\nsocket.gaierror: [Errno -2] Name or service not known',
  },
  {
    name: "Django runs out of slots",
    family: "capacity.database-connections",
    says: 'Internal Server Error: /r/1\nTraceback (most recent call last):\n  File "/app/.venv/lib/python3.12/site-packages/django/db/backends/base/base.py", line 279, in ensure_connection\n    self.connect()\n  File "/app/.venv/lib/python3.12/site-packages/psycopg2/__init__.py", line 122, in connect\n    conn = _connect(dsn, connection_factory=connection_factory, **kwasync)\npsycopg2.OperationalError: connection to server at "10.4.0.7", port 5432 failed: FATAL:  remaining connection slots are reserved for non-replication superuser connections\n\n\nThe above exception was the direct cause of the following exception:\n\nTraceback (most recent call last):\n  File "/app/views.py", line 12, in show\n    return Report.objects.get(pk=pk)\ndjango.db.utils.OperationalError: connection to server at "10.4.0.7", port 5432 failed: FATAL:  remaining connection slots are reserved for non-replication superuser connections\n',
  },
  {
    name: "psycopg 3: no such database",
    family: "schema.database-missing",
    slots: { database: "tps_stage" },
    says: 'psycopg.OperationalError: connection failed: connection to server at "10.4.0.7", port 5432 failed: FATAL:  database "tps_stage" does not exist',
  },
  {
    name: "Prisma cannot reach its server",
    family: "network.connection-refused",
    slots: { host: "10.4.0.7" },
    says: "PrismaClientInitializationError: \nInvalid `prisma.report.findMany()` invocation:\n\n\nCan't reach database server at `10.4.0.7:5432`\n\nPlease make sure your database server is running at `10.4.0.7:5432`.",
  },
  {
    name: "Prisma is refused",
    family: "auth.database-password",
    slots: { role: "tps" },
    says: "PrismaClientInitializationError: \nInvalid `prisma.report.findMany()` invocation:\n\n\nAuthentication failed against database server, the provided database credentials for `tps` are not valid.\n\nPlease make sure to provide valid database credentials for the database server at the configured address.",
  },
  {
    name: "pgx: refused connection",
    family: "network.connection-refused",
    slots: { host: "10.4.0.7", port: "5432" },
    says: {
      level: "error",
      ts: 1777960000.1,
      caller: "store/pool.go:44",
      msg: "cannot acquire connection",
      error:
        "failed to connect to `user=tps database=tps`: 10.4.0.7:5432 (10.4.0.7): dial error: dial tcp 10.4.0.7:5432: connect: connection refused",
    },
  },
  {
    name: "pgx: wrong password",
    family: "auth.database-password",
    slots: { role: "tps" },
    says: {
      level: "error",
      msg: "cannot acquire connection",
      error:
        'failed to connect to `user=tps database=tps`: 10.4.0.7:5432 (10.4.0.7): failed SASL auth: FATAL: password authentication failed for user "tps" (SQLSTATE 28P01)',
      caller: "store/pool.go:44",
    },
  },
  {
    name: "lib/pq through logrus",
    family: "schema.missing-column",
    slots: { column: "cover_sheet" },
    says: 'time="2026-05-05T06:31:00Z" level=error msg="list reports" error="pq: column \\"cover_sheet\\" does not exist" route=/r',
  },
  {
    name: "Npgsql: missing grant",
    family: "schema.permission-denied",
    slots: { relation: "reports" },
    says: "Npgsql.PostgresException (0x80004005): 42501: permission denied for table reports\n   at Npgsql.Internal.NpgsqlConnector.ReadMessageLong(Boolean async, DataRowLoadingMode dataRowLoadingMode, Boolean readingNotifications, Boolean isReadingPrependedMessage)\n   at Initech.Tps.Reports.ListAsync() in /src/Reports.cs:line 41\n  Exception data:\n    Severity: ERROR\n    SqlState: 42501\n    MessageText: permission denied for table reports",
  },
  {
    name: "Npgsql: no answer in time",
    family: "network.timeout",
    says: "Npgsql.NpgsqlException (0x80004005): Exception while reading from stream\n ---> System.TimeoutException: Timeout during reading attempt\n   at Npgsql.Internal.NpgsqlReadBuffer.<Ensure>g__EnsureLong|55_0(NpgsqlReadBuffer buffer, Int32 count, Boolean async, Boolean readingNotifications)\n   at Initech.Tps.Reports.ListAsync() in /src/Reports.cs:line 41",
    latency: "30.1s",
  },
  {
    name: ".NET's JSON console",
    family: "auth.database-password",
    slots: { role: "tps" },
    says: {
      EventId: 1,
      LogLevel: "Error",
      Category: "Microsoft.AspNetCore.Diagnostics.ExceptionHandlerMiddleware",
      Message: "An unhandled exception has occurred while executing the request.",
      Exception:
        'Npgsql.PostgresException (0x80004005): 28P01: password authentication failed for user "tps"    at Npgsql.Internal.NpgsqlConnector.Authenticate(String username, NpgsqlTimeout timeout, Boolean async)',
      State: { Message: "An unhandled exception has occurred while executing the request." },
    },
  },
  {
    name: "sqlx in Rust",
    family: "schema.missing-relation",
    slots: { relation: "reports" },
    says: {
      timestamp: "2026-05-05T06:31:00Z",
      level: "ERROR",
      fields: { message: 'error returned from database: relation "reports" does not exist' },
      target: "tps::routes",
    },
  },
  {
    name: "Rails: pending migrations",
    family: "schema.migration-behind",
    says: "ActiveRecord::PendingMigrationError (\n\nMigrations are pending. To resolve this issue, run:\n\n        bin/rails db:migrate\n\nYou have 2 pending migrations:):",
  },
  {
    name: "Rails: pool",
    family: "capacity.pool-exhausted",
    says: {
      level: "error",
      message: "request failed",
      exception: {
        name: "ActiveRecord::ConnectionTimeoutError",
        message:
          "could not obtain a connection from the pool within 5.000 seconds (waited 5.012 seconds); all pooled connections were in use",
        stack_trace: [
          "/app/vendor/bundle/gems/activerecord-7.1.3/lib/active_record/connection_adapters/abstract/connection_pool/queue.rb:130:in `wait_poll'",
        ],
      },
      named_tags: { request_id: "a1" },
    },
  },
  {
    name: "Symfony through Monolog's JSON",
    family: "data.foreign-key-violation",
    slots: { constraint: "fk_report_owner" },
    says: {
      message: "Uncaught PHP Exception",
      context: {
        exception: {
          class: "Doctrine\\DBAL\\Exception\\ForeignKeyConstraintViolationException",
          message:
            'An exception occurred while executing a query: SQLSTATE[23503]: Foreign key violation: 7 ERROR:  insert or update on table "report" violates foreign key constraint "fk_report_owner"\nDETAIL:  Key (owner_id)=(9) is not present in table "owner".',
          code: 7,
          file: "/app/vendor/doctrine/dbal/src/Driver/API/PostgreSQL/ExceptionConverter.php:43",
        },
      },
      level: 500,
      level_name: "CRITICAL",
      channel: "request",
      datetime: "2026-05-05T06:31:00.000000+00:00",
    },
  },
  {
    name: "nginx waits for its upstream",
    family: "network.timeout",
    status: 504,
    latency: "60.0s",
    says: '2026/05/05 06:31:00 [error] 29#29: *1204 upstream timed out (110: Connection timed out) while reading response header from upstream, client: 198.51.100.7, server: , request: "GET /r HTTP/1.1", upstream: "http://10.8.0.3:8080/r", host: "tps.example.com"',
  },
  {
    name: "Cloud SQL's connector may not ask",
    family: "auth.iam-denied",
    says: "aiohttp.client_exceptions.ClientResponseError: 403, message='boss::NOT_AUTHORIZED: Not authorized to access resource. Possibly missing permission cloudsql.instances.connect on resource instances/main.', url='https://sqladmin.googleapis.com/sql/v1beta4/projects/initech/instances/main/connectSettings'",
  },
  {
    name: "the database went away",
    family: "database.connection-lost",
    says: "psycopg2.OperationalError: SSL SYSCALL error: EOF detected",
  },
  {
    name: "winston with an error object",
    family: "data.null-violation",
    slots: { column: "owner" },
    says: {
      level: "error",
      message: "save failed",
      error: {
        name: "SequelizeDatabaseError",
        message: 'null value in column "owner" of relation "reports" violates not-null constraint',
        parent: { code: "23502" },
        sql: "INSERT INTO reports",
      },
      timestamp: "2026-05-05T06:31:00Z",
    },
  },
  {
    name: "Sequelize waits for its pool",
    family: "capacity.pool-exhausted",
    says: "SequelizeConnectionAcquireTimeoutError: Operation timeout\n    at ConnectionManager.getConnection (/app/node_modules/sequelize/lib/dialects/abstract/connection-manager.js:206:17)",
  },
  {
    name: "a secret that is not there",
    family: "config.missing-secret",
    says: {
      severity: "ERROR",
      message: "KeyError: 'STRIPE_API_KEY'",
      exc_info:
        'Traceback (most recent call last):\n  File "/app/pay.py", line 8, in client\n    return stripe.Client(os.environ["STRIPE_API_KEY"])\n  File "<frozen os>", line 685, in __getitem__\nKeyError: \'STRIPE_API_KEY\'',
    },
  },
  {
    name: "PyJWT through uvicorn",
    family: "auth.token-signature",
    status: 401,
    says: 'ERROR:    Exception in ASGI application\nTraceback (most recent call last):\n  File "/app/auth.py", line 30, in user\n    claims = jwt.decode(token, key, algorithms=["RS256"])\n  File "/usr/local/lib/python3.12/site-packages/jwt/api_jws.py", line 305, in _verify_signature\n    raise InvalidSignatureError("Signature verification failed")\njwt.exceptions.InvalidSignatureError: Signature verification failed',
  },
  {
    name: "a session that cannot go on",
    family: "data.unique-violation",
    slots: { constraint: "reports_number_key" },
    says: 'sqlalchemy.exc.PendingRollbackError: This Session\'s transaction has been rolled back due to a previous exception during flush. To begin a new transaction with this Session, first issue Session.rollback(). Original exception was: (psycopg2.errors.UniqueViolation) duplicate key value violates unique constraint "reports_number_key"\nDETAIL:  Key (number)=(7) already exists.\n\n[SQL: INSERT INTO reports (number) VALUES (%(number)s)]\n(Background on this error at: https://sqlalche.me/e/20/gkpj) (Background on this error at: https://sqlalche.me/e/20/7s2a)',
  },
];

function scene(row: Row, n: number): Scene {
  const service = `tps-${n}`;
  const app = cloudRun(P, service);
  const { status = 500, latency = "0.06s", severity = "ERROR", says } = row;
  const who = (i: number) => ({ remoteIp: `198.51.100.${i % 50}` });
  const fine = unsteady(9_000, 180, at(0)).map((t, i) => app.request({ at: t, path: "/r", ...who(i) }, i));
  const failing = unsteady(14_000, 90, at(31)).flatMap((t, i): Entry[] => {
    const end = t + Number.parseFloat(latency) * 1000 - 10;
    const level = typeof says === "string" ? { severity } : {};
    const lines = Array.isArray(says) ? says : [says];
    return [
      app.request({ at: t, path: "/r", status, latency, ...who(i) }, i),
      ...lines.map((line, k) => app.log(end + k, line, i, Array.isArray(says) ? {} : level)),
    ];
  });
  const { name, family, slots } = row;
  return {
    name,
    entries: [...fine, ...failing],
    expected: [{ service, family, ...(slots === undefined ? {} : { slots }) }],
  };
}

/** One route of one service that fails in the words of one driver, logger and language. */
export const WORDINGS: readonly Scene[] = ROWS.map(scene);
