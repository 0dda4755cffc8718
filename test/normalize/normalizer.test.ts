import { describe, expect, test } from "vitest";
import { createNormalizer } from "../../server/normalize/normalizer.ts";
import { entry, line, normalize } from "./entries.ts";

const TRACEBACK = [
  "Traceback (most recent call last):",
  '  File "/app/db.py", line 3, in load',
  "    run()",
  'asyncpg.exceptions.UndefinedTableError: relation "orders" does not exist',
];

describe("what is an error", () => {
  test.each([
    [
      "[2025-09-16 01:40:54 +0000] [13] [ERROR] Worker (pid:13) exited with code 3",
      "Worker (pid:13) exited with code 3",
    ],
    ["ERROR:    Application startup failed. Exiting.", "Application startup failed. Exiting."],
    ["ERROR:root:could not load", "could not load"],
    ["2025-06-01 12:00:00,123 - shop.db - ERROR - could not load", "could not load"],
    [
      "\u001b[32m2025-08-28 00:20:34.620\u001b[0m | \u001b[31m\u001b[1mERROR   \u001b[0m | \u001b[36mapp.db:load:12\u001b[0m - boom",
      "boom",
    ],
    ["E0916 01:40:54.123456      13 server.go:12] cannot listen", "cannot listen"],
    ['time="2025-06-01T12:00:00Z" level=error msg="cannot load" error="no rows"', "cannot load: no rows"],
    [
      '2025-06-01 12:00:00.123 UTC [534]: [4-1] db=app,user=app FATAL:  password authentication failed for user "app"',
      'password authentication failed for user "app"',
    ],
    ["2025-06-01T12:00:00.123Z ERROR 1 --- [main] c.s.Orders : could not load", "could not load"],
    ["CRITICAL: pool exhausted", "pool exhausted"],
    ["panic: runtime error: index out of range", "runtime error: index out of range"],
    ["ValueError: boom", "ValueError: boom"],
    ["Container called exit(3).", "Container called exit(3)."],
    ["Memory limit of 512 MiB exceeded with 514 MiB used.", "Memory limit of 512 MiB exceeded with 514 MiB used."],
    ["Uncaught signal: 6, pid=12, tid=12, fault_addr=0.", "Uncaught signal: 6, pid=12, tid=12, fault_addr=0."],
    ["[2026-11-22 10:11:54 +0000] [20744] [INFO] Reason: Worker failed to boot.", "Reason: Worker failed to boot."],
  ])("%s", (text, message) => {
    expect(normalize([line(0, text)]).errors.map((error) => error.message.replace(/^panic: /, ""))).toEqual([message]);
  });

  test.each([
    "INFO:     Uvicorn running on http://0.0.0.0:8080 (Press CTRL+C to quit)",
    "WARNING: Sentry SDK not available - no error tracking",
    "error tracking enabled",
    "Error handling is configured",
    "0 errors, 0 failed",
    "Container called exit(0).",
    'Default STARTUP TCP probe succeeded after 1 attempt for container "app" on port 8080.',
    "LOG:  duration: 3205.800 ms  execute a2: SELECT 'ERROR'",
    "DEBUG:asyncio:exception handler installed",
  ])("%s is none", (text) => {
    expect(normalize([line(0, text)]).errors).toEqual([]);
  });

  test("a warning is none, but a platform text that names a failure is one at any severity", () => {
    const warnings = [
      entry(0, { severity: "WARNING", textPayload: "ValueError: ignored" }),
      entry(1, { severity: "INFO", jsonPayload: { message: "x", error: { type: "str", message: "Missing field" } } }),
    ];
    expect(normalize(warnings).errors).toEqual([]);
    const exit = entry(0, {
      severity: "WARNING",
      textPayload: "Container called exit(1).",
      logName: "projects/shop-staging/logs/run.googleapis.com%2Fvarlog%2Fsystem",
    });
    expect(normalize([exit]).errors).toMatchObject([
      { message: "Container called exit(1).", origin: "platform", severity: "ERROR" },
    ]);
  });

  test("on Kubernetes the severity is the stream's: the text's own level wins", () => {
    const resource = { type: "k8s_container", labels: { project_id: "p", container_name: "api", pod_name: "api-1" } };
    const info = entry(0, { resource, labels: {}, severity: "ERROR", textPayload: "INFO:     started" });
    const error = entry(1, { resource, labels: {}, severity: "INFO", textPayload: "ERROR: broken" });
    expect(normalize([info, error]).errors.map((item) => [item.message, item.service, item.instance])).toEqual([
      ["broken", "api", "api-1"],
    ]);
  });

  test("the client library's diagnostics are ignored", () => {
    expect(
      normalize([entry(0, { severity: "ERROR", jsonPayload: { "logging.googleapis.com/diagnostic": {} } })]),
    ).toEqual({ errors: [], requests: [], changes: [] });
  });
});

describe("tracebacks split over lines", () => {
  test("each line an entry, interleaved with another instance, they are one event each, at their first line", () => {
    const one = TRACEBACK.map((text, index) => line(index, text, "i1"));
    const two = TRACEBACK.map((text, index) => line(index + 0.5, text, "i2"));
    const { errors } = normalize([...one, ...two]);
    expect(
      errors.map((error) => [
        error.instance,
        error.message,
        error.sqlstate,
        error.exceptions.length,
        error.entry.insertId,
      ]),
    ).toEqual([
      ["i1", TRACEBACK[3], "42P01", 1, one[0]?.insertId],
      ["i2", TRACEBACK[3], "42P01", 1, two[0]?.insertId],
    ]);
  });

  test("the line before belongs to it, a chain over 'During handling' entries too, what follows does not", () => {
    const chain = [
      line(0, "[2025-09-16 01:40:54 +0000] [13] [ERROR] Exception in worker process"),
      entry(0.02, { severity: "ERROR", textPayload: TRACEBACK.join("\n") }),
      line(0.03, "During handling of the above exception, another exception occurred:"),
      entry(0.04, {
        severity: "ERROR",
        textPayload:
          'Traceback (most recent call last):\n  File "/app/main.py", line 1, in <module>\nRuntimeError: cannot start',
      }),
      line(0.05, "[2025-09-16 01:40:54 +0000] [13] [INFO] Worker exiting (pid: 13)"),
      line(0.06, "[2025-09-16 01:40:54 +0000] [13] [ERROR] Shutting down: Master"),
    ];
    const { errors } = normalize(chain);
    expect(
      errors.map((error) => [error.message, error.exceptions.map((item) => item.type), error.entry.insertId]),
    ).toEqual([
      [TRACEBACK[3], ["asyncpg.exceptions.UndefinedTableError", "RuntimeError"], chain[0]?.insertId],
      ["Shutting down: Master", [], chain[5]?.insertId],
    ]);
    expect(errors[0]?.text.split("\n")[0]).toContain("Exception in worker process");
    expect(errors[0]?.isBoot).toBe(true);
  });

  test("two whole tracebacks one after the other are two events", () => {
    const { errors } = normalize([line(0, TRACEBACK.join("\n")), line(1, TRACEBACK.join("\n"))]);
    expect(errors).toHaveLength(2);
  });

  test("lines far apart in time do not belong together", () => {
    const { errors } = normalize([line(0, "ERROR: first"), line(5000, "  indented and late")]);
    expect(errors.map((error) => error.text)).toEqual(["ERROR: first"]);
  });

  test("a Java stack and a Go panic line by line", () => {
    const java = [
      "java.lang.IllegalStateException: boom",
      "\tat com.shop.A.run(A.java:3)",
      "Caused by: java.io.IOException: disk",
      "\tat com.shop.B.read(B.java:9)",
      "\t... 3 more",
    ];
    const go = [
      "panic: boom",
      "",
      "goroutine 1 [running]:",
      "main.load(...)",
      "\t/app/main.go:12 +0x2e",
      "exit status 2",
    ];
    const { errors } = normalize([
      ...java.map((text, index) => line(index, text, "j")),
      ...go.map((text, index) => line(1000 + index, text, "g")),
    ]);
    expect(errors.map((error) => error.message)).toEqual(["java.io.IOException: disk", "panic: boom"]);
  });

  test("an error held back comes out by time alone, and with flush", () => {
    const normalizer = createNormalizer({ environmentOf: () => "e" });
    expect(normalizer.push(line(0, "ERROR: first")).errors).toEqual([]);
    expect(normalizer.push(line(60_000, "other", "i2")).errors.map((error) => error.message)).toEqual(["first"]);
    normalizer.push(line(61_000, "ERROR: second"));
    expect(normalizer.flush(1748779200000 + 61_500).errors).toEqual([]);
    expect(normalizer.flush().errors.map((error) => error.message)).toEqual(["second"]);
  });
});

describe("requests", () => {
  const LOG = { logName: "projects/shop-staging/logs/run.googleapis.com%2Frequests" };
  const http = (status: number, requestUrl = "https://x/api/orders/7?q=1") => ({
    ...LOG,
    httpRequest: {
      requestMethod: "GET",
      requestUrl,
      status,
      latency: "0.1s",
      userAgent: "curl",
      remoteIp: "203.0.113.7",
    },
  });

  test("each is counted; from 500 on it is an error too", () => {
    const { requests, errors } = normalize([
      entry(0, http(200)),
      entry(1, http(404)),
      entry(2, { ...http(503), severity: "ERROR" }),
    ]);
    expect(requests.map((sample) => [sample.request.route, sample.request.status, sample.origin])).toEqual([
      ["/api/orders/:id", 200, "edge"],
      ["/api/orders/:id", 404, "edge"],
      ["/api/orders/:id", 503, "edge"],
    ]);
    expect(errors).toMatchObject([
      {
        kind: "request",
        message: "GET /api/orders/:id answered 503",
        origin: "edge",
        request: {
          method: "GET",
          path: "/api/orders/7",
          latencyMs: 100,
          caller: { userAgent: "curl", remoteIp: "203.0.113.7" },
        },
      },
    ]);
  });

  test("a refusal by the platform is an error, a plain 401 is not", () => {
    const text =
      "The request was not authenticated. Either allow unauthenticated invocations or set the proper Authorization header.";
    const { errors } = normalize([
      entry(0, http(401)),
      entry(1, { ...http(403), severity: "WARNING", textPayload: text }),
    ]);
    expect(errors.map((error) => error.message)).toEqual([text]);
  });

  test("the platform's words name the failure, without the link", () => {
    const text =
      "The request failed because either the HTTP response was malformed or connection to the instance had an error. Additional troubleshooting documentation can be found at: https://cloud.google.com/run/docs/x";
    expect(normalize([entry(0, { ...http(503), textPayload: text })]).errors[0]?.message).toBe(
      "The request failed because either the HTTP response was malformed or connection to the instance had an error.",
    );
  });

  test.each([
    ['INFO:     10.0.0.1:59482 - "GET /api/orders/7 HTTP/1.1" 500 Internal Server Error', "10.0.0.1"],
    ['169.254.169.126:11524 - "GET /api/orders/7 HTTP/1.1" 500', undefined],
    ['203.0.113.7 - - [01/Jun/2025:12:00:00 +0000] "GET /api/orders/7 HTTP/1.1" 500 21 "-" "curl/8"', "203.0.113.7"],
    ["GET /api/orders/7 500 12.345 ms - 21", undefined],
  ])("an access line of the app server: %s", (text, remoteIp) => {
    const { requests, errors } = normalize([line(0, text)]);
    expect(
      requests.map((sample) => [
        sample.origin,
        sample.request.route,
        sample.request.status,
        sample.request.caller.remoteIp,
      ]),
    ).toEqual([["app", "/api/orders/:id", 500, remoteIp]]);
    expect(errors.map((error) => [error.kind, error.origin, error.message])).toEqual([
      ["request", "app", "GET /api/orders/:id answered 500"],
    ]);
  });
});

describe("structured logs", () => {
  const STACK = "Error: boom\n    at f (/app/a.js:1:2)";
  test.each([
    [
      "pino",
      { level: 50, pid: 1, msg: "failed", err: { type: "Error", message: "boom", stack: STACK } },
      "Error: boom",
    ],
    ["winston", { level: "error", message: "failed", stack: STACK }, "Error: boom"],
    [
      "bunyan",
      { level: 50, name: "x", msg: "failed", err: { name: "Error", message: "boom", stack: STACK } },
      "Error: boom",
    ],
    ["python-json-logger", { levelname: "ERROR", message: "failed", exc_info: TRACEBACK.join("\n") }, TRACEBACK[3]],
    [
      "structlog",
      {
        level: "error",
        event: "failed",
        exception: [
          { exc_type: "ValueError", exc_value: "boom", frames: [{ filename: "/app/a.py", lineno: 3, name: "f" }] },
        ],
      },
      "ValueError: boom",
    ],
    [
      "loguru",
      {
        text: "failed",
        record: {
          level: { name: "ERROR" },
          message: "failed",
          exception: { type: "ValueError", value: "boom", traceback: true },
        },
      },
      "ValueError: boom",
    ],
    [
      "zap",
      {
        level: "error",
        ts: 1.5,
        caller: "a.go:1",
        msg: "failed",
        error: "load orders: pq: relation does not exist",
        stacktrace: "main.load\n\t/app/main.go:12",
      },
      "error: pq: relation does not exist",
    ],
    [
      "ECS",
      { "log.level": "ERROR", message: "failed", "error.type": "java.lang.X", "error.message": "boom" },
      "java.lang.X: boom",
    ],
    [
      "logback",
      { level: "ERROR", message: "failed", stack_trace: "java.lang.IllegalStateException: boom\n\tat a.B.c(B.java:1)" },
      "java.lang.IllegalStateException: boom",
    ],
    [
      "an error object",
      {
        severity: "ERROR",
        message: "failed",
        error: { type: "ModuleNotFoundError", value: "No module named 'x'", traceback: null },
      },
      "ModuleNotFoundError: No module named 'x'",
    ],
    [
      "Error Reporting's event",
      {
        severity: "ERROR",
        "@type": "type.googleapis.com/google.devtools.clouderrorreporting.v1beta1.ReportedErrorEvent",
        message: STACK,
      },
      "Error: boom",
    ],
    ["words alone", { severity: "ERROR", message: "CRITICAL: setup failed" }, "setup failed"],
    ["no words at all", { severity: "ERROR", code: 7 }, '{"severity":"ERROR","code":7}'],
  ])("%s", (_, jsonPayload, message) => {
    expect(normalize([entry(0, { jsonPayload })]).errors.map((error) => error.message)).toEqual([message]);
  });

  test("stack_trace wins over exception, exception over message", () => {
    const jsonPayload = {
      severity: "ERROR",
      message: "TypeError: m",
      exception: "RangeError: e\n    at f (/a.js:1:1)",
      stack_trace: "SyntaxError: s\n    at f (/a.js:1:1)",
    };
    expect(normalize([entry(0, { jsonPayload })]).errors[0]?.message).toBe("SyntaxError: s");
    expect(normalize([entry(0, { jsonPayload: { ...jsonPayload, stack_trace: "" } })]).errors[0]?.message).toBe(
      "RangeError: e",
    );
  });
});

describe("database errors", () => {
  test("SQLAlchemy's wrapping is opened: driver's exception first, statement and code apart, parameters gone", () => {
    const text = `sqlalchemy.exc.ProgrammingError: (sqlalchemy.dialects.postgresql.asyncpg.ProgrammingError) <class 'asyncpg.exceptions.UndefinedTableError'>: relation "orders" does not exist
[SQL: SELECT id FROM orders WHERE id = $1]
[parameters: ('secret',)]
(Background on this error at: https://sqlalche.me/e/20/f405)`;
    const [error] = normalize([line(0, text)]).errors;
    expect(error).toMatchObject({
      kind: "exception",
      message: 'asyncpg.exceptions.UndefinedTableError: relation "orders" does not exist',
      sqlstate: "42P01",
      statement: "SELECT id FROM orders WHERE id = $1",
      helpCode: "f405",
    });
    expect(error?.exceptions.map((item) => item.type)).toEqual([
      "asyncpg.exceptions.UndefinedTableError",
      "sqlalchemy.exc.ProgrammingError",
    ]);
    expect(JSON.stringify(error)).not.toContain("secret");
  });

  test.each([
    ['psycopg2.errors.UndefinedColumn: column "x" does not exist', "42703"],
    ["error: x\n    at f (/app/a.js:1:2) {\n  code: '28P01'\n}", "28P01"],
    ["ERROR: failed (SQLSTATE 53300)", "53300"],
    ["ERROR: deadlock detected (40P01)", "40P01"],
    ["ERROR: order (12345) is late", undefined],
  ])("SQLSTATE of %j is %s", (text, sqlstate) => {
    expect(normalize([line(0, text)]).errors[0]?.sqlstate).toBe(sqlstate);
  });
});

describe("changes", () => {
  const audit = (fields: Record<string, unknown>, more: Record<string, unknown> = {}) =>
    entry(0, {
      logName: "projects/shop-staging/logs/cloudaudit.googleapis.com%2Factivity",
      severity: "NOTICE",
      labels: {},
      protoPayload: {
        "@type": "type.googleapis.com/google.cloud.audit.AuditLog",
        serviceName: "run.googleapis.com",
        authenticationInfo: { principalEmail: "dev@example.com" },
        ...fields,
      },
      ...more,
    });
  const deploy = {
    methodName: "google.cloud.run.v1.Services.ReplaceService",
    request: { service: { spec: { template: { spec: { containers: [{ image: "gcr.io/x/api:7" }] } } } } },
  };

  test("a deploy, with who and which image", () => {
    expect(normalize([audit(deploy)]).changes).toMatchObject([
      {
        kind: "deploy",
        service: "api",
        principal: "dev@example.com",
        statement: "Service api was deployed by dev@example.com, image gcr.io/x/api:7.",
      },
    ]);
  });

  test("a call that failed is said to have failed, and is an error", () => {
    const { changes, errors } = normalize([
      audit({ ...deploy, status: { code: 7, message: "PERMISSION_DENIED" } }, { severity: "ERROR" }),
    ]);
    expect(changes.map((change) => [change.kind, change.statement.slice(0, 45)])).toEqual([
      ["other", "A call that failed (PERMISSION_DENIED) would "],
    ]);
    expect(errors.map((error) => [error.origin, error.message])).toEqual([
      ["platform", "PERMISSION_DENIED calling google.cloud.run.v1.Services.ReplaceService"],
    ]);
  });

  test("a long operation that is logged twice is one change", () => {
    const operation = { id: "op1", producer: "cloudsql.googleapis.com" };
    const restart = { serviceName: "cloudsql.googleapis.com", methodName: "cloudsql.instances.restart" };
    const resource = {
      type: "cloudsql_database",
      labels: { project_id: "shop-staging", database_id: "shop-staging:main" },
    };
    const { changes } = normalize([
      audit(restart, { resource, operation: { ...operation, first: true } }),
      audit(restart, { resource, operation: { ...operation, last: true } }),
    ]);
    expect(changes.map((change) => [change.kind, change.statement])).toEqual([
      ["database", "Cloud SQL shop-staging:main was restarted by dev@example.com."],
    ]);
  });

  test("a revision became ready, or did not", () => {
    const ready = (state: string) =>
      audit({
        methodName: "/Services.ReplaceService",
        status: {
          message: `Ready condition status changed to ${state} for Revision api-00002 with message: Deploying revision succeeded in 14s.`,
        },
      });
    expect(normalize([ready("True"), ready("False")]).changes.map((change) => [change.kind, change.revision])).toEqual([
      ["revision-ready", "api-00002"],
      ["revision-failed", "api-00002"],
    ]);
  });

  test("a revision's first entry and its first request, each once", () => {
    const request = {
      logName: "projects/shop-staging/logs/run.googleapis.com%2Frequests",
      httpRequest: { status: 200, requestUrl: "/" },
    };
    const { changes } = normalize([line(0, "hello"), line(1, "hello"), entry(2, request), entry(3, request)]);
    expect(changes.map((change) => change.statement)).toEqual([
      "Revision api-00001 appeared for the first time in the entries read.",
      "Revision api-00001 took its first request.",
    ]);
  });

  test.each([
    [
      "Starting new instance. Reason: AUTOSCALING - Instance started due to traffic.",
      "instance-start",
      "A new instance was started (AUTOSCALING).",
    ],
    [
      "INFO  [alembic.runtime.migration] Running upgrade a1 -> b2, add orders",
      "migration",
      "Alembic ran the upgrade from a1 to b2 (add orders).",
    ],
    ["INFO  [alembic.runtime.migration] Running upgrade  -> a1", "migration", "Alembic ran the upgrade to a1."],
    [
      'Migrating schema "public" to version "2 - add orders"',
      "migration",
      "Flyway migrated schema public to version 2 - add orders.",
    ],
    ["Applying migration `20250101_init`", "migration", "Migration 20250101_init was applied."],
  ])("%s", (text, kind, statement) => {
    const { changes } = normalize([line(0, text)]);
    expect(
      changes
        .filter((change) => change.kind !== "revision-first-seen")
        .map((change) => [change.kind, change.statement]),
    ).toEqual([[kind, statement]]);
  });
});

test("errors before an instance serves are errors of its start, later ones are not", () => {
  const { errors } = normalize([
    line(0, "INFO:     Waiting for application startup."),
    line(1, "ERROR: no connection"),
    line(2, "INFO:     Application startup complete."),
    line(3, "ERROR: no connection"),
  ]);
  expect(errors.map((error) => error.isBoot)).toEqual([true, false]);
});

test("a revision that did not become ready is an error in the container's own words", () => {
  const said =
    "The user-provided container failed to start and listen on the port defined provided by the PORT=8080 environment variable.";
  const failed = entry(0, {
    logName: "projects/shop-staging/logs/cloudaudit.googleapis.com%2Fsystem_event",
    severity: "ERROR",
    labels: {},
    protoPayload: {
      "@type": "type.googleapis.com/google.cloud.audit.AuditLog",
      serviceName: "run.googleapis.com",
      methodName: "/Services.ReplaceService",
      status: { message: `Ready condition status changed to False for Revision api-00002 with message: ${said}` },
    },
  });
  const { errors, changes } = normalize([failed]);
  expect(errors).toMatchObject([{ message: said, origin: "platform", isBoot: true }]);
  expect(changes.map((change) => change.kind)).toEqual(["revision-failed"]);
});

test("the request in the context of an Error Reporting event is the event's request", () => {
  const jsonPayload = {
    "@type": "type.googleapis.com/google.devtools.clouderrorreporting.v1beta1.ReportedErrorEvent",
    severity: "ERROR",
    message: "boom without a stack",
    context: { httpRequest: { method: "GET", url: "/api/orders/7", responseStatusCode: 500, remoteIp: "203.0.113.7" } },
  };
  const { errors, requests } = normalize([entry(0, { jsonPayload })]);
  expect(errors).toMatchObject([
    { kind: "message", message: "boom without a stack", request: { route: "/api/orders/:id", status: 500 } },
  ]);
  expect(requests).toEqual([]);
});

test("a Kubernetes event that names a failure belongs to the workload of its pod", () => {
  const event = entry(0, {
    logName: "projects/p/logs/events",
    resource: { type: "k8s_pod", labels: { project_id: "p", pod_name: "api-7d9f8b6c5d-x2x4z" } },
    labels: {},
    severity: "WARNING",
    jsonPayload: { reason: "BackOff", message: "Back-off restarting failed container api in pod api-7d9f8b6c5d-x2x4z" },
  });
  expect(normalize([event]).errors.map((error) => [error.service, error.instance, error.origin])).toEqual([
    ["api", "api-7d9f8b6c5d-x2x4z", "platform"],
  ]);
});
