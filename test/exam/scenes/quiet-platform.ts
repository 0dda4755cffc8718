import { cloudRun, type Entry, gke, traceOf, unsteady } from "../platforms.ts";
import { at, PROJECT, type Scene, served, who } from "./scene.ts";

function healthyDeploy(): Scene {
  const next = cloudRun(PROJECT, "catalog", "catalog-00043-new");
  const old = cloudRun(PROJECT, "catalog");
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
  const app = gke(PROJECT, "cart");
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

function preemptedPods(): Scene {
  const app = gke(PROJECT, "thumbs");
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

function neverReady(): Scene {
  const app = cloudRun(PROJECT, "catalog");
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
  const app = gke(PROJECT, "indexer");
  const lines = unsteady(5_000, 200, at(0)).map((t, i) =>
    app.stderr(t, `2026/04/14 08:00:00 dial tcp 10.61.0.9:9200: connect: connection refused, retrying in 5s`, i),
  );
  return {
    name: "retries without end are a failure",
    entries: lines,
    expected: [{ service: "indexer", family: "network.connection-refused" }],
  };
}

function loadTest(): Scene {
  const app = cloudRun(PROJECT, "catalog");
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

function retriesThatSucceed(): Scene {
  const app = cloudRun(PROJECT, "mailer");
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
        { trace: `projects/${PROJECT}/traces/${trace}` },
      ),
      app.log(t + 260, { level: 30, time: t + 260, attempt: 2, msg: "sent" }, i, {
        trace: `projects/${PROJECT}/traces/${trace}`,
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

/** What platforms and load do all day, and what looks like it and is not. */
export const QUIET_PLATFORM: readonly Scene[] = [
  healthyDeploy(),
  startOnKubernetes(),
  preemptedPods(),
  neverReady(),
  retriesForEver(),
  loadTest(),
  retriesThatSucceed(),
];
