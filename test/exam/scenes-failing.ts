import {
  appEngine,
  cloudFunction,
  cloudRun,
  cloudSql,
  type Entry,
  gke,
  loadBalancer,
  traceOf,
  unsteady,
} from "./platforms.ts";

/** What a scene must be read as: one row per incident. */
export type Expected = {
  service: string;
  /** Null where the honest answer is that the cause is not known. */
  family: string | null;
  slots?: Record<string, string>;
  /** Failed requests of the incident's impact. */
  failed?: number;
};
export type Scene = { name: string; entries: Entry[]; expected: Expected[] };

const P = "globex-prod-7731";
const T = "2026-04-14T08:00:00Z";
const at = (minutes: number, seconds = 0) => new Date(Date.parse(T) + minutes * 60_000 + seconds * 1000).toISOString();
const who = (i: number) => ({ remoteIp: `198.51.100.${i % 60}` });

function hikari(): Scene {
  const service = gke(P, "orders-api");
  const edge = loadBalancer(P, "k8s1-9f3c-shop-orders-api-8080-ab12cd34");
  const fine = unsteady(20_000, 120, at(0)).map((t, i) =>
    edge({ at: t, path: `/v1/orders/${7000 + i}`, ...who(i) }, "response_sent_by_backend"),
  );
  const failing = unsteady(25_000, 60, at(41)).flatMap((t, i) => {
    const trace = traceOf("hikari", i);
    const stack = [
      "org.springframework.transaction.CannotCreateTransactionException: Could not open JPA EntityManager for transaction",
      "\tat org.springframework.orm.jpa.JpaTransactionManager.doBegin(JpaTransactionManager.java:466)",
      "\tat com.globex.orders.OrderService$$SpringCGLIB$$0.list(<generated>)",
      "\tat com.globex.orders.OrderController.list(OrderController.java:38)",
      "Caused by: org.hibernate.exception.JDBCConnectionException: Unable to acquire JDBC Connection",
      "\tat org.hibernate.exception.internal.SQLExceptionTypeDelegate.convert(SQLExceptionTypeDelegate.java:51)",
      "Caused by: java.sql.SQLTransientConnectionException: orders-pool - Connection is not available, request timed out after 30001ms (total=12, active=12, idle=0, waiting=31)",
      "\tat com.zaxxer.hikari.pool.HikariPool.createTimeoutException(HikariPool.java:686)",
      "\t... 61 common frames omitted",
    ].join("\n");
    return [
      edge(
        { at: t, path: `/v1/orders/${8000 + i}`, status: 500, latency: "30.03s", trace, ...who(i) },
        "response_sent_by_backend",
      ),
      service.stdout(
        t + 30_010,
        {
          "@timestamp": new Date(t + 30_010).toISOString(),
          "@version": "1",
          level: "ERROR",
          level_value: 40000,
          thread_name: `http-nio-8080-exec-${i % 20}`,
          logger_name: "com.globex.orders.ApiErrors",
          message: "Unhandled exception while handling GET /v1/orders",
          stack_trace: stack,
          traceId: trace,
        },
        i,
        { severity: "ERROR" },
      ),
    ];
  });
  return {
    name: "HikariCP of a Spring service on GKE runs dry behind a load balancer that names the backend its own way",
    entries: [...fine, ...failing],
    expected: [{ service: "orders-api", family: "capacity.pool-exhausted", failed: 60 }],
  };
}

function pgxMissingTable(): Scene {
  const old = cloudRun(P, "shipping", "shipping-00017-abc");
  const next = cloudRun(P, "shipping", "shipping-00018-def");
  const fine = unsteady(15_000, 120, at(0)).map((t, i) =>
    old.request({ at: t, method: "POST", path: "/graphql", ...who(i) }, i),
  );
  const failing = unsteady(20_000, 80, at(31)).flatMap((t, i) => {
    const trace = traceOf("pgx", i);
    return [
      next.request({ at: t, method: "POST", path: "/graphql", status: 500, latency: "0.031s", trace, ...who(i) }, i),
      next.log(
        t + 25,
        {
          severity: "ERROR",
          ts: (t + 25) / 1000,
          logger: "graph",
          caller: "graph/resolvers.go:212",
          message: "resolver failed",
          error:
            'load shipment labels: query labels: ERROR: relation "shipment_labels" does not exist (SQLSTATE 42P01)',
          stacktrace:
            "github.com/globex/shipping/graph.(*Resolver).Labels\n\t/src/graph/resolvers.go:212\ngithub.com/99designs/gqlgen/graphql/executor.(*Executor).DispatchOperation\n\t/go/pkg/mod/executor.go:119",
          "logging.googleapis.com/trace": `projects/${P}/traces/${trace}`,
        },
        i,
        { severity: "ERROR" },
      ),
    ];
  });
  return {
    name: "a Go service with zap and pgx asks for a table that is not there, since its new revision",
    entries: [...fine, ...failing],
    expected: [
      { service: "shipping", family: "schema.missing-relation", slots: { relation: "shipment_labels" }, failed: 80 },
    ],
  };
}

function prismaOnAppEngine(): Scene {
  const app = appEngine(P, "storefront");
  const fine = unsteady(12_000, 200, at(0)).map((t, i) => app.request({ at: t, path: "/", ...who(i) }));
  const failing = unsteady(40_000, 40, at(10)).flatMap((t, i) => [
    app.request({
      at: t,
      path: `/checkout/${i + 100}?step=2`,
      status: 500,
      latency: "0.2s",
      trace: traceOf("gae", i),
      ...who(i),
    }),
    app.log(
      t + 150,
      [
        "PrismaClientKnownRequestError: ",
        "Invalid `prisma.coupon.findMany()` invocation:",
        "",
        "",
        "The column `coupon.valid_until` does not exist in the current database.",
        "    at $n.handleRequestError (/workspace/node_modules/@prisma/client/runtime/library.js:121:7315)",
        "    at async applyCoupons (/workspace/dist/checkout.js:88:19) {",
        "  code: 'P2022',",
        "  meta: { modelName: 'Coupon', column: 'coupon.valid_until' },",
        "  clientVersion: '5.22.0'",
        "}",
      ].join("\n"),
      { trace: `projects/${P}/traces/${traceOf("gae", i)}` },
    ),
  ]);
  return {
    name: "a storefront on App Engine lacks a column that Prisma's client knows",
    entries: [...fine, ...failing],
    expected: [
      { service: "storefront", family: "schema.missing-column", slots: { column: "valid_until" }, failed: 40 },
    ],
  };
}

function functionTimesOut(): Scene {
  const line = cloudFunction(P, "sync-inventory");
  const runs = unsteady(5 * 60_000, 18, at(0)).flatMap((t, i) =>
    i < 6
      ? [
          line(t, i, "Function execution started"),
          line(t + 2100, i, "Function execution took 2100 ms, finished with status: 'ok'"),
        ]
      : [
          line(t, i, "Function execution started"),
          line(
            t + 59_000,
            i,
            "Error: connect ETIMEDOUT 10.128.0.14:5432\n    at TCPConnectWrap.afterConnect [as oncomplete] (node:net:1555:16)\n    at async Client.connect (/workspace/node_modules/pg/lib/client.js:120:5)",
            "ERROR",
          ),
          line(t + 60_002, i, "Function execution took 60002 ms, finished with status: 'timeout'"),
        ],
  );
  return {
    name: "a function can't reach its database any more and is ended by its time limit",
    entries: runs,
    expected: [{ service: "sync-inventory", family: "network.timeout", slots: { host: "10.128.0.14" } }],
  };
}

function npgsqlPool(): Scene {
  const service = gke(P, "billing");
  const failing = unsteady(30_000, 50, at(20)).flatMap((t, i) => {
    const trace = traceOf("npgsql", i);
    return [
      service.stdout(
        t + 15_020,
        {
          "@t": new Date(t + 15_020).toISOString(),
          "@mt": "HTTP {RequestMethod} {RequestPath} responded {StatusCode} in {Elapsed:0.0000} ms",
          "@l": "Error",
          "@x": [
            "Npgsql.NpgsqlException (0x80004005): The connection pool has been exhausted, either raise 'Max Pool Size' (currently 40) or 'Timeout' (currently 15 seconds) in your connection string.",
            "   at Npgsql.PoolingDataSource.<Get>g__RentAsync|33_0(NpgsqlConnection conn, NpgsqlTimeout timeout, Boolean async, CancellationToken cancellationToken)",
            "   at Globex.Billing.InvoiceRepository.ListAsync(Guid tenant) in /src/Billing/InvoiceRepository.cs:line 57",
            "   at Microsoft.AspNetCore.Routing.EndpointMiddleware.<Invoke>g__AwaitRequestTask|7_0(Endpoint endpoint, Task requestTask, ILogger logger)",
          ].join("\n"),
          RequestMethod: "GET",
          RequestPath: `/tenants/${4000 + i}/invoices`,
          StatusCode: 500,
          Elapsed: 15018.2,
          "@tr": trace,
          SourceContext: "Serilog.AspNetCore.RequestLoggingMiddleware",
        },
        i,
        { severity: "INFO" },
      ),
    ];
  });
  const fine = unsteady(10_000, 110, at(0)).map((t, i) =>
    service.stdout(
      t,
      {
        "@t": new Date(t).toISOString(),
        "@mt": "HTTP {RequestMethod} {RequestPath} responded {StatusCode} in {Elapsed:0.0000} ms",
        RequestMethod: "GET",
        RequestPath: `/tenants/${4000 + i}/invoices`,
        StatusCode: 200,
        Elapsed: 18.2,
      },
      i,
    ),
  );
  return {
    name: "Npgsql's pool is used up in a .NET service that logs with Serilog's compact format",
    entries: [...fine, ...failing],
    expected: [{ service: "billing", family: "capacity.pool-exhausted" }],
  };
}

function rails(): Scene {
  const app = cloudRun(P, "backoffice");
  const fine = unsteady(20_000, 60, at(0)).map((t, i) => app.request({ at: t, path: "/admin", ...who(i) }, i));
  const failing = unsteady(50_000, 36, at(22)).flatMap((t, i) => {
    const id = `${traceOf("rails", i).slice(0, 8)}-8a7b-4c2d-9e1f-001122334455`;
    return [
      app.request({ at: t, path: `/admin/orders/${500 + i}`, status: 500, latency: "0.09s", ...who(i) }, i),
      app.log(t + 60, `F, [${new Date(t + 60).toISOString().slice(0, 23)}000 #1] FATAL -- : [${id}]   `, i),
      app.log(
        t + 61,
        `F, [${new Date(t + 61).toISOString().slice(0, 23)}000 #1] FATAL -- : [${id}] ActiveRecord::StatementInvalid (PG::UndefinedColumn: ERROR:  column orders.discount_cents does not exist`,
        i,
      ),
      app.log(t + 61, `LINE 1: SELECT "orders"."id", "orders"."discount_cents" FROM "orders" W...`, i),
      app.log(t + 61, `                              ^`, i),
      app.log(t + 61, `):`, i),
      app.log(
        t + 62,
        `F, [${new Date(t + 62).toISOString().slice(0, 23)}000 #1] FATAL -- : [${id}] app/controllers/admin/orders_controller.rb:18:in \`show'`,
        i,
      ),
    ];
  });
  return {
    name: "a Rails app asks for a column that the database lacks, told over several lines",
    entries: [...fine, ...failing],
    expected: [
      {
        service: "backoffice",
        family: "schema.missing-column",
        slots: { column: "discount_cents", relation: "orders" },
        failed: 36,
      },
    ],
  };
}

function laravel(): Scene {
  const app = cloudRun(P, "legacy-shop");
  const fine = unsteady(20_000, 90, at(0)).map((t, i) => app.request({ at: t, path: "/products", ...who(i) }, i));
  const failing = unsteady(12_000, 150, at(31)).flatMap((t, i) => [
    app.request(
      { at: t, path: ["/products", "/cart", "/login"][i % 3] ?? "/", status: 500, latency: "0.07s", ...who(i) },
      i,
    ),
    app.log(
      t + 50,
      `[${new Date(t + 50).toISOString().slice(0, 19).replace("T", " ")}] production.ERROR: SQLSTATE[08006] [7] connection to server at "10.61.0.3", port 5432 failed: FATAL:  password authentication failed for user "shop_rw"\nconnection to server at "10.61.0.3", port 5432 failed: FATAL:  password authentication failed for user "shop_rw" (Connection: pgsql, SQL: select * from "sessions" where "id" = ${traceOf(i).slice(0, 20)} limit 1) {"exception":"[object] (Illuminate\\\\Database\\\\QueryException(code: 7): SQLSTATE[08006] [7] connection to server failed at /var/www/vendor/laravel/framework/src/Illuminate/Database/Connection.php:825)\n[stacktrace]\n#0 /var/www/vendor/laravel/framework/src/Illuminate/Database/Connection.php(779): Illuminate\\\\Database\\\\Connection->runQueryCallback('select * from \\"...', Array, Object(Closure))\n#1 /var/www/app/Http/Middleware/Session.php(31): handle()\n"}`,
      i,
    ),
  ]);
  return {
    name: "a Laravel app is refused by its database after the password changed",
    entries: [...fine, ...failing],
    expected: [{ service: "legacy-shop", family: "auth.database-password", slots: { role: "shop_rw" }, failed: 150 }],
  };
}

function celeryDeadlock(): Scene {
  const worker = gke(P, "ledger-worker");
  const failing = unsteady(4 * 60_000, 24, at(0)).map((t, i) => {
    const text = [
      "Traceback (most recent call last):",
      '  File "/app/ledger/tasks.py", line 74, in settle',
      "    session.commit()",
      '  File "/usr/local/lib/python3.12/site-packages/psycopg/cursor.py", line 97, in execute',
      "    raise ex.with_traceback(None)",
      "psycopg.errors.DeadlockDetected: deadlock detected",
      `DETAIL:  Process ${3000 + i} waits for ShareLock on transaction ${99120 + i}; blocked by process ${4000 + i}.`,
      `Process ${4000 + i} waits for ShareLock on transaction ${99119 + i}; blocked by process ${3000 + i}.`,
      "HINT:  See server log for query details.",
      'CONTEXT:  while updating tuple (17,4) in relation "accounts"',
    ].join("\n");
    return worker.stderr(
      t,
      {
        text: `${new Date(t).toISOString()} | ERROR    | ledger.tasks:settle:81 - settlement failed\n${text}`,
        record: {
          elapsed: { repr: "0:12:11", seconds: 731.4 },
          exception: { type: "DeadlockDetected", value: "deadlock detected", traceback: true },
          extra: { task_id: traceOf("celery", i) },
          file: { name: "tasks.py", path: "/app/ledger/tasks.py" },
          function: "settle",
          level: { icon: "x", name: "ERROR", no: 40 },
          line: 81,
          message: "settlement failed",
          module: "tasks",
          name: "ledger.tasks",
          process: { id: 9, name: "ForkPoolWorker-2" },
          thread: { id: 1, name: "MainThread" },
          time: { repr: new Date(t).toISOString(), timestamp: t / 1000 },
        },
      },
      i,
    );
  });
  return {
    name: "tasks of a worker deadlock, told by loguru with everything under `record`",
    entries: failing,
    expected: [{ service: "ledger-worker", family: "data.deadlock" }],
  };
}

function typeormDuplicate(): Scene {
  const app = cloudRun(P, "payments");
  const fine = unsteady(9_000, 200, at(0)).map((t, i) =>
    app.request(
      {
        at: t,
        method: "POST",
        path: "/hooks/stripe",
        userAgent: "Stripe/1.0 (+https://stripe.com/docs/webhooks)",
        ...who(i % 4),
      },
      i,
    ),
  );
  const failing = unsteady(60_000, 45, at(4)).flatMap((t, i) => [
    app.request(
      {
        at: t,
        method: "POST",
        path: "/hooks/stripe",
        status: 500,
        userAgent: "Stripe/1.0 (+https://stripe.com/docs/webhooks)",
        ...who(i % 4),
      },
      i,
    ),
    app.log(
      t + 20,
      {
        level: 50,
        time: t + 20,
        pid: 1,
        hostname: "localhost",
        context: "ExceptionsHandler",
        err: {
          type: "QueryFailedError",
          message: 'duplicate key value violates unique constraint "UQ_payment_event_id"',
          stack:
            'QueryFailedError: duplicate key value violates unique constraint "UQ_payment_event_id"\n    at PostgresQueryRunner.query (/app/node_modules/typeorm/driver/postgres/PostgresQueryRunner.js:219:19)\n    at async EventStore.save (/app/dist/events/event.store.js:31:9)',
          query: 'INSERT INTO "payment_event"("id", "event_id") VALUES ($1, $2)',
          driverError: {
            length: 233,
            name: "error",
            severity: "ERROR",
            code: "23505",
            detail: `Key (event_id)=(evt_${traceOf(i).slice(0, 12)}) already exists.`,
            schema: "public",
            table: "payment_event",
            constraint: "UQ_payment_event_id",
          },
        },
        msg: "could not store event",
      },
      i,
    ),
  ]);
  return {
    name: "repeated webhooks meet a unique constraint in a NestJS service with pino and TypeORM",
    entries: [...fine, ...failing],
    expected: [
      {
        service: "payments",
        family: "data.unique-violation",
        slots: { constraint: "UQ_payment_event_id" },
        failed: 45,
      },
    ],
  };
}

function memoryBehindLoadBalancer(): Scene {
  const app = cloudRun(P, "render");
  const edge = loadBalancer(P, "render-neg");
  const malformed =
    "The request failed because either the HTTP response was malformed or connection to the instance had an error. Additional troubleshooting documentation can be found at: https://cloud.google.com/run/docs/troubleshooting#malformed-response-or-connection-error";
  const fine = unsteady(8_000, 200, at(0)).flatMap((t, i) => {
    const trace = traceOf("render-ok", i);
    return [
      edge({ at: t, path: "/thumb/small", trace, ...who(i) }, "response_sent_by_backend"),
      app.request({ at: t + 3, path: "/thumb/small", trace, ...who(i) }, i),
    ];
  });
  const failing = unsteady(45_000, 30, at(5)).flatMap((t, i) => {
    const trace = traceOf("render", i);
    return [
      edge(
        { at: t, method: "POST", path: "/render/pdf", status: 503, latency: "4.2s", trace, ...who(i) },
        "response_sent_by_backend",
      ),
      app.request(
        { at: t + 3, method: "POST", path: "/render/pdf", status: 503, latency: "4.19s", trace, ...who(i) },
        i,
        malformed,
      ),
      app.system(
        t + 4180,
        `Memory limit of 512 MiB exceeded with ${515 + (i % 9)} MiB used. Consider increasing the memory limit, see https://cloud.google.com/run/docs/configuring/memory-limits`,
        "ERROR",
        i,
      ),
    ];
  });
  return {
    name: "instances run out of memory; load balancer and Cloud Run both log each request",
    entries: [...fine, ...failing],
    expected: [{ service: "render", family: "capacity.memory", failed: 30 }],
  };
}

function redisGone(): Scene {
  const app = cloudRun(P, "sessions");
  const fine = unsteady(10_000, 120, at(0)).map((t, i) => app.request({ at: t, path: "/me", ...who(i) }, i));
  const failing = unsteady(7_000, 120, at(22)).flatMap((t, i) => [
    app.log(
      t - 1900,
      "[ioredis] Unhandled error event: Error: connect ECONNREFUSED 10.33.0.4:6379\n    at TCPConnectWrap.afterConnect [as oncomplete] (node:net:1555:16)",
      i,
    ),
    app.request({ at: t, path: "/me", status: 500, latency: "2.1s", ...who(i) }, i),
    app.log(
      t + 2090,
      {
        level: "error",
        message: "unhandled",
        timestamp: new Date(t + 2090).toISOString(),
        stack:
          'MaxRetriesPerRequestError: Reached the max retries per request limit (which is 20). Refer to "maxRetriesPerRequest" option for details.\n    at Socket.<anonymous> (/app/node_modules/ioredis/built/redis/event_handler.js:182:37)',
      },
      i,
    ),
  ]);
  return {
    name: "Redis is gone: the client gives up after its retries, and the refused connections are the reason",
    entries: [...fine, ...failing],
    expected: [
      { service: "sessions", family: "network.connection-refused", slots: { host: "10.33.0.4" }, failed: 120 },
    ],
  };
}

function wrongAudience(): Scene {
  const app = cloudRun(P, "profile");
  const fine = unsteady(10_000, 180, at(0)).map((t, i) => app.request({ at: t, path: "/v2/profile", ...who(i) }, i));
  const failing = unsteady(9_000, 160, at(31)).flatMap((t, i) => [
    app.request({ at: t, path: "/v2/profile", status: 401, latency: "0.004s", ...who(i) }, i),
    app.log(
      t + 3,
      {
        event: "token rejected",
        level: "error",
        logger: "profile.auth",
        timestamp: new Date(t + 3).toISOString(),
        exception: [
          {
            exc_type: "InvalidAudienceError",
            exc_value: "Audience doesn't match",
            syntax_error: null,
            is_cause: false,
            frames: [
              { filename: "/app/profile/auth.py", lineno: 41, name: "current_user" },
              {
                filename: "/usr/local/lib/python3.12/site-packages/jwt/api_jwt.py",
                lineno: 401,
                name: "_validate_aud",
              },
            ],
          },
        ],
      },
      i,
    ),
  ]);
  return {
    name: "every token is refused for its audience, told by structlog",
    entries: [...fine, ...failing],
    expected: [{ service: "profile", family: "auth.token-audience" }],
  };
}

function restartForTwo(): Scene {
  const [a, b] = [cloudRun(P, "catalog"), cloudRun(P, "basket")];
  const db = cloudSql(P, "main-pg");
  const fine = unsteady(8_000, 300, at(0)).flatMap((t, i) => [
    a.request({ at: t, path: "/items", ...who(i) }, i),
    b.request({ at: t + 900, path: "/basket", ...who(i) }, i),
  ]);
  const logged = [
    db(Date.parse(at(20)), "[1-1] db=,user= LOG:  received fast shutdown request", "INFO"),
    ...[0, 1, 2, 3].map((i) =>
      db(
        Date.parse(at(20, i)),
        `[${i}-1] db=shop,user=app FATAL:  terminating connection due to administrator command`,
        "CRITICAL",
      ),
    ),
    ...[0, 1, 2].map((i) =>
      db(
        Date.parse(at(20, 5 + i)),
        `[${i}-1] db=shop,user=app FATAL:  the database system is shutting down`,
        "CRITICAL",
      ),
    ),
  ];
  const failing = unsteady(3_000, 14, at(20)).flatMap((t, i) => [
    a.request({ at: t, path: "/items", status: 500, ...who(i) }, i),
    a.log(
      t + 10,
      {
        severity: "ERROR",
        message: "unhandled",
        exception: `org.postgresql.util.PSQLException: FATAL: ${i < 4 ? "terminating connection due to administrator command" : "the database system is starting up"}\n\tat org.postgresql.core.v3.QueryExecutorImpl.receiveErrorResponse(QueryExecutorImpl.java:2725)\n\tat com.globex.catalog.Items.list(Items.java:31)`,
      },
      i,
    ),
    b.request({ at: t + 500, path: "/basket", status: 500, ...who(i) }, i),
    b.log(
      t + 520,
      i < 4
        ? "psycopg2.errors.AdminShutdown: terminating connection due to administrator command\nSSL connection has been closed unexpectedly\n"
        : 'psycopg2.OperationalError: connection to server at "10.61.0.3", port 5432 failed: FATAL:  the database system is starting up\n',
      i,
      { severity: "ERROR" },
    ),
  ]);
  return {
    name: "the database restarts under a Java and a Python service",
    entries: [...fine, ...logged, ...failing],
    expected: [
      { service: "basket", family: "database.restarted", failed: 14 },
      { service: "catalog", family: "database.restarted", failed: 14 },
    ],
  };
}

function pg8000(): Scene {
  const app = cloudRun(P, "reports");
  const fine = unsteady(30_000, 60, at(0)).map((t, i) => app.request({ at: t, path: "/reports", ...who(i) }, i));
  const failing = unsteady(60_000, 30, at(31)).flatMap((t, i) => [
    app.request({ at: t, path: `/reports/${2000 + i}`, status: 500, ...who(i) }, i),
    app.log(
      t + 12,
      `Traceback (most recent call last):\n  File "/app/main.py", line 88, in report\n    rows = conn.execute(text(SQL)).all()\n  File "/usr/local/lib/python3.11/site-packages/pg8000/core.py", line 760, in handle_messages\n    raise context.error\npg8000.exceptions.DatabaseError: {'S': 'ERROR', 'V': 'ERROR', 'C': '42501', 'M': 'permission denied for table revenue_daily', 'F': 'aclchk.c', 'L': '2812', 'R': 'aclcheck_error'}\n\nThe above exception was the direct cause of the following exception:\n\nTraceback (most recent call last):\n  File "/app/main.py", line 90, in report\n    raise\nsqlalchemy.exc.ProgrammingError: (pg8000.exceptions.DatabaseError) {'S': 'ERROR', 'V': 'ERROR', 'C': '42501', 'M': 'permission denied for table revenue_daily', 'F': 'aclchk.c', 'L': '2812', 'R': 'aclcheck_error'}\n[SQL: select * from revenue_daily]\n(Background on this error at: https://sqlalche.me/e/20/f405)`,
      i,
      { severity: "ERROR" },
    ),
  ]);
  return {
    name: "pg8000 prints the server's message as a dictionary",
    entries: [...fine, ...failing],
    expected: [
      { service: "reports", family: "schema.permission-denied", slots: { relation: "revenue_daily" }, failed: 30 },
    ],
  };
}

function reportedEvents(): Scene {
  const app = cloudRun(P, "invoices");
  const fine = unsteady(20_000, 60, at(0)).map((t, i) => app.request({ at: t, path: "/invoices", ...who(i) }, i));
  const failing = unsteady(30_000, 50, at(21)).flatMap((t, i) => [
    app.request({ at: t, path: `/invoices/${i}/pay`, method: "POST", status: 500, ...who(i) }, i),
    app.log(
      t + 30,
      {
        "@type": "type.googleapis.com/google.devtools.clouderrorreporting.v1beta1.ReportedErrorEvent",
        severity: "ERROR",
        eventTime: new Date(t + 30).toISOString(),
        serviceContext: { service: "invoices", version: "1.9.2" },
        message:
          "pq: canceling statement due to statement timeout\n\ngoroutine 88 [running]:\nmain.(*server).pay(0xc000124000)\n\t/src/pay.go:77 +0x2f1\nnet/http.HandlerFunc.ServeHTTP(0x0)\n\t/usr/local/go/src/net/http/server.go:2166 +0x29",
        context: {
          httpRequest: { method: "POST", url: `https://invoices/invoices/${i}/pay`, responseStatusCode: 500 },
          reportLocation: { filePath: "/src/pay.go", lineNumber: 77, functionName: "pay" },
        },
      },
      i,
      { severity: "ERROR" },
    ),
  ]);
  return {
    name: "a Go service reports errors as ReportedErrorEvent; lib/pq says that a statement took too long",
    entries: [...fine, ...failing],
    expected: [{ service: "invoices", family: "database.statement-timeout", failed: 50 }],
  };
}

function migrationJob(): Scene {
  const lines = [
    "INFO  [alembic.runtime.migration] Context impl PostgresqlImpl.",
    "INFO  [alembic.runtime.migration] Will assume transactional DDL.",
    "ERROR [alembic.util.messaging] Multiple head revisions are present for given argument 'head'; please specify a specific target revision, '<branchname>@head' to narrow to a specific head, or 'heads' for all heads",
    "FAILED: Multiple head revisions are present for given argument 'head'; please specify a specific target revision, '<branchname>@head' to narrow to a specific head, or 'heads' for all heads",
  ];
  const resource = { type: "cloud_run_job", labels: { project_id: P, job_name: "migrate", location: "europe-west1" } };
  const entries = [0, 1, 2, 3].flatMap((attempt) => [
    ...lines.map((textPayload, i) => ({
      insertId: `job-${attempt}-${i}`,
      logName: `projects/${P}/logs/run.googleapis.com%2Fstderr`,
      timestamp: at(attempt, i),
      resource,
      labels: {
        instanceId: `job-instance-${attempt}`,
        "run.googleapis.com/execution_name": "migrate-x7f2",
        "run.googleapis.com/task_attempt": String(attempt),
      },
      textPayload,
    })),
    {
      insertId: `job-${attempt}-exit`,
      logName: `projects/${P}/logs/run.googleapis.com%2Fvarlog%2Fsystem`,
      timestamp: at(attempt, 6),
      severity: "WARNING",
      resource,
      labels: { instanceId: `job-instance-${attempt}`, "run.googleapis.com/execution_name": "migrate-x7f2" },
      textPayload: "Container called exit(255).",
    },
  ]);
  return {
    name: "the migration job of a release stops at two heads, in each of its attempts",
    entries,
    expected: [{ service: "migrate", family: "schema.multiple-heads" }],
  };
}

function refusedBackend(): Scene {
  const edge = loadBalancer(P, "search-backend");
  const fine = unsteady(4_000, 500, at(0)).map((t, i) =>
    edge({ at: t, path: "/search", ...who(i) }, "response_sent_by_backend"),
  );
  const failing = unsteady(2_500, 240, at(35)).map((t, i) =>
    edge(
      { at: t, path: "/search", status: 502, latency: "0.003s", ...who(i) },
      i % 5 === 0 ? "failed_to_connect_to_backend" : "failed_to_pick_backend",
    ),
  );
  return {
    name: "a load balancer finds no healthy backend, and nothing but it logs",
    entries: [...fine, ...failing],
    expected: [{ service: "search-backend", family: "capacity.no-instance", failed: 240 }],
  };
}

function keepAlive(): Scene {
  const edge = loadBalancer(P, "api-backend");
  const fine = unsteady(2_000, 900, at(0)).map((t, i) =>
    edge({ at: t, path: "/api/feed", ...who(i) }, "response_sent_by_backend"),
  );
  const failing = unsteady(40_000, 40, at(2)).map((t, i) =>
    edge(
      { at: t, path: "/api/feed", status: 502, latency: "0.0009s", ...who(i) },
      "backend_connection_closed_before_data_sent_to_client",
    ),
  );
  return {
    name: "a backend closes idle connections before the load balancer does",
    entries: [...fine, ...failing],
    expected: [{ service: "api-backend", family: null, failed: 40 }],
  };
}

function sequelizeTls(): Scene {
  const service = gke(P, "crm");
  const failing = unsteady(20_000, 60, at(5)).flatMap((t, i) => [
    service.stdout(
      t,
      {
        name: "crm",
        hostname: "crm-1",
        pid: 1,
        level: 50,
        component: "db",
        err: {
          message: "self-signed certificate in certificate chain",
          name: "SequelizeConnectionError",
          stack:
            "SequelizeConnectionError: self-signed certificate in certificate chain\n    at Client._connectionCallback (/app/node_modules/sequelize/lib/dialects/postgres/connection-manager.js:149:24)\n    at TLSSocket.emit (node:events:519:28)",
        },
        msg: "cannot load contacts",
        time: new Date(t).toISOString(),
        v: 0,
      },
      i,
    ),
    service.stdout(
      t + 4,
      {
        name: "crm",
        hostname: "crm-1",
        pid: 1,
        level: 30,
        req: { method: "GET", url: `/contacts/${i}`, headers: {} },
        res: { statusCode: 500 },
        responseTime: 32,
        msg: "request completed",
        time: new Date(t + 4).toISOString(),
        v: 0,
      },
      i,
    ),
  ]);
  const fine = unsteady(9_000, 30, at(0)).map((t, i) =>
    service.stdout(
      t,
      {
        name: "crm",
        level: 30,
        req: { method: "GET", url: `/contacts/${i}` },
        res: { statusCode: 200 },
        responseTime: 12,
        msg: "request completed",
        time: new Date(t).toISOString(),
        v: 0,
      },
      i,
    ),
  );
  return {
    name: "Sequelize refuses the database's certificate in a service that logs with bunyan",
    entries: [...fine, ...failing],
    expected: [{ service: "crm", family: "network.tls", failed: 60 }],
  };
}

function gunicornHangs(): Scene {
  const app = cloudRun(P, "scoring");
  const fine = unsteady(10_000, 150, at(0)).map((t, i) =>
    app.request({ at: t, method: "POST", path: "/score", ...who(i) }, i),
  );
  const failing = unsteady(120_000, 20, at(2)).flatMap((t, i) => [
    app.request(
      { at: t, method: "POST", path: "/score/batch", status: 503, latency: "30.4s", ...who(i) },
      i,
      "The request failed because either the HTTP response was malformed or connection to the instance had an error.",
    ),
    app.log(
      t + 30_100,
      `[${new Date(t + 30_100).toISOString().slice(0, 19).replace("T", " ")} +0000] [1] [CRITICAL] WORKER TIMEOUT (pid:${20 + i})`,
      i,
    ),
    app.log(t + 30_380, `Uncaught signal: 6, pid=${20 + i}, tid=${20 + i}, fault_addr=0.`, i, {
      severity: "WARNING",
      logName: `projects/${P}/logs/run.googleapis.com%2Fvarlog%2Fsystem`,
    }),
    app.log(
      t + 31_000,
      `[${new Date(t + 31_000).toISOString().slice(0, 19).replace("T", " ")} +0000] [${40 + i}] [INFO] Booting worker with pid: ${40 + i}`,
      i,
    ),
  ]);
  return {
    name: "gunicorn ends workers that hang, which looks like a crash by signal 6",
    entries: [...fine, ...failing],
    expected: [{ service: "scoring", family: "capacity.worker-timeout", failed: 20 }],
  };
}

function twoCausesOnOneRoute(): Scene {
  const app = cloudRun(P, "checkout");
  const fine = unsteady(6_000, 300, at(0)).map((t, i) =>
    app.request({ at: t, method: "POST", path: "/checkout", ...who(i) }, i),
  );
  const failing = unsteady(25_000, 70, at(31)).flatMap((t, i) => {
    const line =
      i % 7 < 3
        ? "redis.exceptions.ReadOnlyError: You can't write against a read only replica."
        : 'asyncpg.exceptions.UndefinedColumnError: column "gift_note" of relation "orders" does not exist';
    return [
      app.request({ at: t, method: "POST", path: "/checkout", status: 500, latency: "0.06s", ...who(i) }, i),
      app.log(t + 50, line, i, { severity: "ERROR" }),
    ];
  });
  return {
    name: "requests of one route fail for two reasons that have nothing to do with each other",
    entries: [...fine, ...failing],
    expected: [
      { service: "checkout", family: "dependency.redis-readonly", failed: 30 },
      { service: "checkout", family: "schema.missing-column", slots: { column: "gift_note" }, failed: 40 },
    ],
  };
}

function throughThreeServices(): Scene {
  const [edge, web, api] = [loadBalancer(P, "web-backend"), cloudRun(P, "web"), cloudRun(P, "pricing")];
  const fine = unsteady(6_000, 200, at(0)).flatMap((t, i) => {
    const trace = traceOf("three-ok", i);
    return [
      edge({ at: t, path: "/basket", trace, ...who(i) }, "response_sent_by_backend"),
      web.request({ at: t + 2, path: "/basket", trace, ...who(i) }, i),
      api.request({ at: t + 12, path: "/prices", trace, userAgent: "axios/1.7.9", remoteIp: "10.0.0.3" }, i),
    ];
  });
  const failing = unsteady(20_000, 60, at(21)).flatMap((t, i) => {
    const trace = traceOf("three", i);
    return [
      edge({ at: t, path: "/basket", status: 502, latency: "0.21s", trace, ...who(i) }, "response_sent_by_backend"),
      web.request({ at: t + 2, path: "/basket", status: 502, latency: "0.2s", trace, ...who(i) }, i),
      web.log(
        t + 195,
        "AxiosError: Request failed with status code 500\n    at settle (/app/node_modules/axios/dist/node/axios.cjs:2031:12)",
        i,
        {
          severity: "ERROR",
          trace: `projects/${P}/traces/${trace}`,
        },
      ),
      api.request(
        {
          at: t + 12,
          path: "/prices",
          status: 500,
          latency: "0.17s",
          trace,
          userAgent: "axios/1.7.9",
          remoteIp: "10.0.0.3",
        },
        i,
      ),
      api.log(
        t + 170,
        "psycopg2.errors.UndefinedFunction: function price_in(numeric, unknown) does not exist\nLINE 1: select price_in(p.amount, 'EUR')",
        i,
        {
          severity: "ERROR",
        },
      ),
    ];
  });
  return {
    name: "one failure seen by a load balancer, a web service and the service that it calls",
    entries: [...fine, ...failing],
    expected: [{ service: "pricing", family: "schema.missing-function", failed: 60 }],
  };
}

/** Scenes in which something fails. */
export const FAILING: readonly Scene[] = [
  hikari(),
  pgxMissingTable(),
  prismaOnAppEngine(),
  functionTimesOut(),
  npgsqlPool(),
  rails(),
  laravel(),
  celeryDeadlock(),
  typeormDuplicate(),
  memoryBehindLoadBalancer(),
  redisGone(),
  wrongAudience(),
  restartForTwo(),
  pg8000(),
  reportedEvents(),
  migrationJob(),
  refusedBackend(),
  keepAlive(),
  twoCausesOnOneRoute(),
  throughThreeServices(),
  sequelizeTls(),
  gunicornHangs(),
];
