import { cloudRun, loadBalancer, traceOf, unsteady } from "../platforms.ts";
import { at, PROJECT, type Scene, served, who } from "./scene.ts";

function scanner(): Scene {
  const app = cloudRun(PROJECT, "www");
  const paths = [
    "/wp-login.php",
    "/.env",
    "/.git/config",
    "/admin.php",
    "/phpmyadmin/index.php",
    "/xmlrpc.php",
    "/vendor/phpunit/phpunit/src/Util/PHP/eval-stdin.php",
  ];
  const scan = unsteady(900, 210, at(14)).flatMap((t, i) => {
    const path = paths[i % paths.length] ?? "/";
    return [
      app.request({ at: t, path, status: 404, userAgent: "Mozilla/5.0 zgrab/0.x", remoteIp: "192.0.2.66" }, i),
      app.log(
        t + 2,
        { severity: "WARNING", message: `Not Found: ${path}`, logger: "django.request", status_code: 404 },
        i,
        { severity: "WARNING" },
      ),
      app.log(
        t + 3,
        {
          severity: "ERROR",
          message: `NotFoundError: no route matches GET ${path}`,
          stack: `NotFoundError: no route matches GET ${path}\n    at Router.handle (/app/src/router.js:41:9)\n    at /app/src/server.js:12:3`,
        },
        i,
        { severity: "ERROR" },
      ),
    ];
  });
  return {
    name: "a scanner tries paths that do not exist, and the app says ERROR to each",
    entries: [...served("www", "/"), ...scan],
    expected: [],
  };
}

function clientsGoAway(): Scene {
  const edge = loadBalancer(PROJECT, "feed-backend");
  const fine = unsteady(3_000, 800, at(0)).map((t, i) =>
    edge({ at: t, path: "/feed", ...who(i) }, "response_sent_by_backend"),
  );
  const gone = unsteady(30_000, 70, at(1)).map((t, i) =>
    edge(
      { at: t, path: "/feed/stream", status: i % 2 === 0 ? 499 : 0, latency: "12.1s", ...who(i) },
      i % 2 === 0 ? "client_disconnected_before_any_response" : "client_disconnected_after_partial_response",
    ),
  );
  return { name: "clients of a stream go away before it ends", entries: [...fine, ...gone], expected: [] };
}

function cancelledByTheApp(): Scene {
  const app = cloudRun(PROJECT, "search");
  const cancelled = unsteady(60_000, 40, at(1)).flatMap((t, i) => [
    app.request({ at: t, path: "/suggest", status: 499, latency: "0.05s", ...who(i) }, i),
    app.log(t + 50, { severity: "ERROR", message: "suggest: context canceled", caller: "suggest.go:31" }, i, {
      severity: "ERROR",
    }),
    app.log(
      t + 51,
      {
        severity: "ERROR",
        message: "ERROR: canceling statement due to user request (SQLSTATE 57014)",
        caller: "db.go:77",
      },
      i,
      { severity: "ERROR" },
    ),
  ]);
  return {
    name: "callers cancel while they type, and the service logs each as ERROR",
    entries: [...served("search", "/suggest"), ...cancelled],
    expected: [],
  };
}

function validation(): Scene {
  const app = cloudRun(PROJECT, "signup");
  const refused = unsteady(20_000, 90, at(2)).flatMap((t, i) => [
    app.request({ at: t, method: "POST", path: "/signup", status: 422, ...who(i) }, i),
    app.log(
      t + 4,
      {
        severity: "ERROR",
        message: `ValidationError: "email" must be a valid email`,
        stack: `ValidationError: "email" must be a valid email\n    at Object.exports.process (/app/node_modules/joi/lib/errors.js:184:16)\n    at signup (/app/src/routes/signup.js:22:11)`,
        statusCode: 422,
      },
      i,
      { severity: "ERROR" },
    ),
  ]);
  return {
    name: "wrong input is refused with 422 and logged as ERROR",
    entries: [...served("signup", "/signup"), ...refused],
    expected: [],
  };
}

function wrongInputThatBreaks(): Scene {
  const app = cloudRun(PROJECT, "signup");
  const broken = unsteady(20_000, 90, at(2)).flatMap((t, i) => [
    app.request({ at: t, method: "POST", path: "/signup", status: 500, ...who(i) }, i),
    app.log(
      t + 4,
      {
        severity: "ERROR",
        message: "ValidationError: profile.country: field required",
        stack: "ValidationError: profile.country: field required\n    at load (/app/src/profile.js:22:11)",
      },
      i,
      { severity: "ERROR" },
    ),
  ]);
  return {
    name: "the same words, where requests fail because of them, are a failure",
    entries: [...served("signup", "/"), ...broken],
    expected: [{ service: "signup", family: "code.unhandled-exception", failed: 90 }],
  };
}

function oneUserWithAnOldToken(): Scene {
  const app = cloudRun(PROJECT, "profile");
  const refused = unsteady(30_000, 100, at(1)).flatMap((t, i) => [
    app.request({ at: t, path: "/me", status: 401, remoteIp: "198.51.100.77", userAgent: "GlobexApp/3.1 (iPhone)" }, i),
    app.log(
      t + 1,
      {
        severity: "ERROR",
        message: "TokenExpiredError: jwt expired",
        stack: "TokenExpiredError: jwt expired\n    at /app/node_modules/jsonwebtoken/verify.js:190:21",
      },
      i,
      { severity: "ERROR" },
    ),
  ]);
  return {
    name: "one phone goes on with a token that has expired, while everybody else is served",
    entries: [...served("profile", "/me"), ...refused],
    expected: [],
  };
}

function quietBesideLoud(): Scene {
  const app = cloudRun(PROJECT, "orders");
  const loud = unsteady(1_000, 3000, at(0)).map((t, i) =>
    app.log(
      t,
      {
        severity: "ERROR",
        message:
          "otel: export failed: traces export: context deadline exceeded: rpc error: code = Unavailable desc = connection error",
        "logging.googleapis.com/sourceLocation": { file: "otlptracegrpc/client.go", line: "214" },
      },
      i,
      { severity: "ERROR" },
    ),
  );
  const quiet = unsteady(90_000, 20, at(15)).flatMap((t, i) => {
    const trace = traceOf("quiet", i);
    return [
      app.request({ at: t, method: "POST", path: "/orders", status: 500, trace, ...who(i) }, i),
      app.log(
        t + 20,
        {
          severity: "ERROR",
          message:
            'insert order: ERROR: null value in column "tax_region" of relation "orders" violates not-null constraint (SQLSTATE 23502)',
          "logging.googleapis.com/trace": `projects/${PROJECT}/traces/${trace}`,
        },
        i,
        { severity: "ERROR" },
      ),
    ];
  });
  return {
    name: "an exporter that shouts every second beside a column that may not be null",
    entries: [...served("orders", "/orders/latest", 280), ...loud, ...quiet],
    expected: [
      { service: "orders", family: "network.timeout", failed: 0 },
      { service: "orders", family: "data.null-violation", slots: { column: "tax_region" }, failed: 20 },
    ],
  };
}

/** What clients do all day, and what looks like it and is not. */
export const QUIET_CLIENTS: readonly Scene[] = [
  scanner(),
  clientsGoAway(),
  cancelledByTheApp(),
  validation(),
  wrongInputThatBreaks(),
  oneUserWithAnOldToken(),
  quietBesideLoud(),
];
