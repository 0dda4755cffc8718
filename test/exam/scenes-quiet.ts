import { cloudRun, type Entry, gke, loadBalancer, traceOf, unsteady } from "./platforms.ts";
import type { Scene } from "./scenes-failing.ts";

const P = "globex-prod-7731";
const T = "2026-04-14T08:00:00Z";
const at = (minutes: number, seconds = 0) => new Date(Date.parse(T) + minutes * 60_000 + seconds * 1000).toISOString();
const who = (i: number) => ({ remoteIp: `198.51.100.${i % 60}` });
const served = (service: string, path: string, count = 300, everyMs = 12_000) => {
  const app = cloudRun(P, service);
  return unsteady(everyMs, count, at(0)).map((t, i) => app.request({ at: t, path, ...who(i) }, i));
};

function healthyDeploy(): Scene {
  const next = cloudRun(P, "catalog", "catalog-00043-new");
  const old = cloudRun(P, "catalog");
  const deploys = [0, 1, 2].flatMap((i) => {
    const t = Date.parse(at(20, i * 7));
    return [
      next.system(
        t,
        "Starting new instance. Reason: DEPLOYMENT_ROLLOUT - Instance started due to traffic shifting between revisions due to deployment, traffic split adjustment, or deployment health check.",
        "INFO",
        i,
      ),
      next.log(t + 900, "INFO:     Started server process [1]", i),
      next.log(t + 950, "INFO:     Waiting for application startup.", i),
      next.request({ at: t + 1000, path: "/healthz", status: 503, userAgent: "GoogleHC/1.0", latency: "0.001s" }, i),
      next.log(t + 2400, "INFO:     Application startup complete.", i),
      next.system(
        t + 2500,
        'Default STARTUP TCP probe succeeded after 1 attempt for container "catalog-1" on port 8080.',
        "INFO",
        i,
      ),
      next.request({ at: t + 3000, path: "/healthz", status: 200, userAgent: "GoogleHC/1.0" }, i),
      old.log(t + 60_000, "INFO:     Shutting down", i),
      old.log(t + 60_050, "[2026-04-14 08:21:00 +0000] [1] [INFO] Handling signal: term", i),
      old.log(t + 60_400, "INFO:     Finished server process [1]", i),
    ];
  });
  return {
    name: "a healthy deploy: instances come and go, and are not ready for a moment",
    entries: [...served("catalog", "/items"), ...deploys],
    expected: [],
  };
}

function startOnKubernetes(): Scene {
  const app = gke(P, "cart");
  const pods = [0, 1].flatMap((i) => {
    const t = Date.parse(at(5, i * 9));
    return [
      app.stdout(t, { level: "info", msg: "starting", ts: t / 1000 }, i),
      app.stderr(
        t + 500,
        "2026/04/14 08:05:00 waiting for postgres: dial tcp 10.61.0.3:5432: connect: connection refused (attempt 1 of 30)",
        i,
      ),
      app.stderr(
        t + 1500,
        "2026/04/14 08:05:01 waiting for postgres: dial tcp 10.61.0.3:5432: connect: connection refused (attempt 2 of 30)",
        i,
      ),
      app.stdout(t + 2600, { level: "info", msg: "listening on :8080", ts: t / 1000 + 3 }, i),
    ];
  });
  const requests = unsteady(6_000, 400, at(6)).map((t, i) =>
    app.stdout(t, { level: "info", msg: "request", method: "GET", path: "/cart", status: 200, ts: t / 1000 }, i),
  );
  return {
    name: "pods wait for their database for two seconds when they start, and serve from then on",
    entries: [...pods, ...requests],
    expected: [],
  };
}

function loadTest(): Scene {
  const app = cloudRun(P, "catalog");
  const k6 = "Grafana k6/0.56.0";
  const burst = unsteady(150, 4000, at(10)).map((t, i) =>
    app.request(
      {
        at: t,
        path: "/items",
        status: i % 60 === 59 ? 429 : 200,
        userAgent: k6,
        remoteIp: "203.0.113.50",
        latency: i % 20 === 0 ? "1.9s" : "0.2s",
      },
      i,
      i % 60 === 59 ? "Rate exceeded." : undefined,
    ),
  );
  return {
    name: "a load test that is throttled now and then",
    entries: [...served("catalog", "/items"), ...burst],
    expected: [],
  };
}

function scanner(): Scene {
  const app = cloudRun(P, "www");
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
  const edge = loadBalancer(P, "feed-backend");
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

function retriesThatSucceed(): Scene {
  const app = cloudRun(P, "mailer");
  const retried = unsteady(40_000, 40, at(3)).flatMap((t, i) => {
    const trace = traceOf("mailer", i);
    return [
      app.log(
        t + 10,
        {
          level: 40,
          time: t + 10,
          attempt: 1,
          err: {
            type: "FetchError",
            message: "request to https://mail.internal/v1/send failed, reason: read ECONNRESET",
            stack:
              "FetchError: request to https://mail.internal/v1/send failed, reason: read ECONNRESET\n    at ClientRequest.<anonymous> (/app/node_modules/node-fetch/lib/index.js:1501:11)",
            code: "ECONNRESET",
          },
          msg: "send failed, retrying in 200 ms",
        },
        i,
        { trace: `projects/${P}/traces/${trace}` },
      ),
      app.log(t + 260, { level: 30, time: t + 260, attempt: 2, msg: "sent" }, i, {
        trace: `projects/${P}/traces/${trace}`,
      }),
      app.request({ at: t, method: "POST", path: "/send", status: 202, latency: "0.28s", trace, ...who(i) }, i),
    ];
  });
  return {
    name: "calls that fail once, are warned about, and succeed when they are repeated",
    entries: [...served("mailer", "/send"), ...retried],
    expected: [],
  };
}

function validation(): Scene {
  const app = cloudRun(P, "signup");
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

function quietBesideLoud(): Scene {
  const app = cloudRun(P, "orders");
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
          "logging.googleapis.com/trace": `projects/${P}/traces/${trace}`,
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

function oneUserWithAnOldToken(): Scene {
  const app = cloudRun(P, "profile");
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

function cancelledByTheApp(): Scene {
  const app = cloudRun(P, "search");
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

function preemptedPods(): Scene {
  const app = gke(P, "thumbs");
  const lines: Entry[] = [0, 1].flatMap((i) => [
    app.stderr(Date.parse(at(9, i)), "I0414 08:09:00.000000       1 main.go:88] received SIGTERM, draining", i),
    app.stderr(Date.parse(at(9, i + 4)), "http: Server closed", i),
  ]);
  const requests = unsteady(6_000, 400, at(0)).map((t, i) =>
    app.stderr(t, `I0414 08:00:00.000000       1 access.go:31] GET /thumb/${i} 200`, i),
  );
  return {
    name: "glog on stderr, which the agent calls ERROR, and pods that are drained",
    entries: [...lines, ...requests],
    expected: [],
  };
}

function wrongInputThatBreaks(): Scene {
  const app = cloudRun(P, "signup");
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

function neverReady(): Scene {
  const app = cloudRun(P, "catalog");
  const checks = unsteady(10_000, 120, at(10)).map((t, i) =>
    app.request({ at: t, path: "/healthz", status: 503, userAgent: "GoogleHC/1.0", latency: "0.001s" }, i),
  );
  return {
    name: "health checks that go on failing are a failure",
    entries: [...served("catalog", "/items"), ...checks],
    expected: [{ service: "catalog", family: null, failed: 120 }],
  };
}

function retriesForEver(): Scene {
  const app = gke(P, "indexer");
  const lines = unsteady(5_000, 200, at(0)).map((t, i) =>
    app.stderr(t, `2026/04/14 08:00:00 dial tcp 10.61.0.9:9200: connect: connection refused, retrying in 5s`, i),
  );
  return {
    name: "retries without end are a failure",
    entries: lines,
    expected: [{ service: "indexer", family: "network.connection-refused" }],
  };
}

/** Scenes in which nothing is wrong, or something else than what is loudest. */
export const QUIET: readonly Scene[] = [
  healthyDeploy(),
  startOnKubernetes(),
  loadTest(),
  scanner(),
  clientsGoAway(),
  retriesThatSucceed(),
  validation(),
  quietBesideLoud(),
  oneUserWithAnOldToken(),
  cancelledByTheApp(),
  preemptedPods(),
  wrongInputThatBreaks(),
  neverReady(),
  retriesForEver(),
];
