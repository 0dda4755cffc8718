import { cloudRun, cloudSql, gke, loadBalancer, traceOf, unsteady } from "../platforms.ts";
import { at, PROJECT, type Scene, who } from "./scene.ts";

function hikari(): Scene {
  const service = gke(PROJECT, "orders-api");
  const edge = loadBalancer(PROJECT, "k8s1-9f3c-shop-orders-api-8080-ab12cd34");
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

function npgsqlPool(): Scene {
  const service = gke(PROJECT, "billing");
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

function restartForTwo(): Scene {
  const [a, b] = [cloudRun(PROJECT, "catalog"), cloudRun(PROJECT, "basket")];
  const db = cloudSql(PROJECT, "main-pg");
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

/** Failures of services in Java and .NET. */
export const JVM_DOTNET: readonly Scene[] = [hikari(), npgsqlPool(), restartForTwo()];
