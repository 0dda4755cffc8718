import { cloudRun, gke, unsteady } from "../platforms.ts";
import { at, PROJECT, type Scene, served, who } from "./scene.ts";

function poisonMessage(): Scene {
  const app = cloudRun(PROJECT, "consumer");
  const ua = "APIs-Google; (+https://developers.google.com/webmasters/APIs-Google.html)";
  const fine = unsteady(4_000, 700, at(0)).map((t, i) =>
    app.request({ at: t, method: "POST", path: "/", status: 204, userAgent: ua, remoteIp: "66.249.93.1" }, i),
  );
  const bad = unsteady(40_000, 60, at(3)).flatMap((t, i) => [
    app.request({ at: t, method: "POST", path: "/", status: 500, userAgent: ua, remoteIp: "66.249.93.1" }, i),
    app.log(
      t + 20,
      'Traceback (most recent call last):\n  File "/app/consumer.py", line 41, in handle\n    order = event["order_id"]\nKeyError: \'order_id\'',
      i,
      { severity: "ERROR" },
    ),
  ]);
  return {
    name: "one message that can not be handled comes back again and again",
    entries: [...fine, ...bad],
    expected: [{ service: "consumer", family: "code.unhandled-exception", failed: 60 }],
  };
}

function paymentProvider(): Scene {
  const app = cloudRun(PROJECT, "pay");
  const bad = unsteady(20_000, 60, at(20)).flatMap((t, i) => [
    app.request({ at: t, method: "POST", path: "/pay", status: 502, latency: "1.2s", ...who(i) }, i),
    app.log(
      t + 1190,
      'Traceback (most recent call last):\n  File "/app/pay.py", line 77, in charge\n    response.raise_for_status()\n  File "/usr/local/lib/python3.12/site-packages/requests/models.py", line 1024, in raise_for_status\n    raise HTTPError(http_error_msg, response=self)\nrequests.exceptions.HTTPError: 503 Server Error: Service Unavailable for url: https://api.stripe.com/v1/charges',
      i,
      { severity: "ERROR" },
    ),
  ]);
  return {
    name: "the payment provider answers 503",
    entries: [...served("pay", "/pay"), ...bad],
    expected: [{ service: "pay", family: "dependency.upstream-error", slots: { host: "api.stripe.com" }, failed: 60 }],
  };
}

function requestTimeLimit(): Scene {
  const app = cloudRun(PROJECT, "export");
  const bad = unsteady(60_000, 30, at(5)).map((t, i) =>
    app.request(
      { at: t, method: "POST", path: "/export", status: 504, latency: "299.99s", ...who(i) },
      i,
      "The request has been terminated because it has reached the maximum request timeout. To change this limit, see https://cloud.google.com/run/docs/configuring/request-timeout",
    ),
  );
  return {
    name: "requests run into the time limit of the platform, and nobody says why",
    entries: [...served("export", "/"), ...bad],
    expected: [{ service: "export", family: "capacity.request-timeout", failed: 30 }],
  };
}

function oneDatabaseThreeServices(): Scene {
  const names = ["a-api", "b-api", "c-api"];
  const es = names.flatMap((n, k) => {
    const app = cloudRun(PROJECT, n);
    return [
      ...served(n, "/x"),
      ...unsteady(15_000, 60, at(25)).flatMap((t, i) => [
        app.request({ at: t + k * 500, path: "/x", status: 500, latency: "10.0s", ...who(i) }, i),
        app.log(t + k * 500 + 9990, "ERROR: canceling statement due to statement timeout (SQLSTATE 57014)", i, {
          severity: "ERROR",
        }),
      ]),
    ];
  });
  return {
    name: "one slow database makes statements of three services time out: an incident in each",
    entries: es,
    expected: names.map((service) => ({ service, family: "database.statement-timeout", failed: 60 })),
  };
}

function fullDisk(): Scene {
  const app = cloudRun(PROJECT, "upload");
  const bad = unsteady(30_000, 60, at(5)).flatMap((t, i) => [
    app.request({ at: t, method: "POST", path: "/u", status: 500, ...who(i) }, 1),
    app.log(
      t + 30,
      {
        severity: "ERROR",
        message: "upload failed",
        stack_trace:
          'Traceback (most recent call last):\n  File "/app/u.py", line 20, in save\n    f.write(chunk)\nOSError: [Errno 28] No space left on device',
      },
      1,
    ),
  ]);
  return {
    name: "one instance has filled its disk",
    entries: [...served("upload", "/u"), ...bad],
    expected: [{ service: "upload", family: "capacity.disk-full", failed: 60 }],
  };
}

function nameServer(): Scene {
  const app = gke(PROJECT, "sess");
  const bad = unsteady(10_000, 100, at(5)).flatMap((t, i) => [
    app.stderr(
      t,
      {
        ts: t / 1000,
        level: "error",
        msg: "get session",
        error: "dial tcp: lookup redis-master on 10.96.0.10:53: server misbehaving",
        caller: "session.go:40",
      },
      i,
    ),
    app.stdout(t + 4, { level: "info", msg: "request", method: "GET", path: "/me", status: 500, duration_ms: 12 }, i),
  ]);
  const fine = unsteady(10_000, 30, at(0)).map((t, i) =>
    app.stdout(t, { level: "info", msg: "request", method: "GET", path: "/me", status: 200, duration_ms: 12 }, i),
  );
  return {
    name: "the name of Redis can not be resolved on Kubernetes",
    entries: [...fine, ...bad],
    expected: [{ service: "sess", family: "network.dns", slots: { host: "redis-master" }, failed: 100 }],
  };
}

function scheduler(): Scene {
  const app = cloudRun(PROJECT, "nightly");
  const bad = Array.from({ length: 20 }, (_, i) => Date.parse(at(i * 5)) + (i % 3) * 40).flatMap((t, i) => [
    app.request(
      {
        at: t,
        method: "POST",
        path: "/tick",
        status: 500,
        userAgent: "Google-Cloud-Scheduler",
        remoteIp: "35.187.1.1",
        latency: "0.4s",
      },
      i,
    ),
    app.log(
      t + 380,
      "TypeError: Cannot read properties of undefined (reading 'total')\n    at sum (/app/src/tick.js:18:31)\n    at /app/src/tick.js:40:7",
      i,
    ),
  ]);
  return {
    name: "a scheduler calls what fails every five minutes",
    entries: bad,
    expected: [{ service: "nightly", family: "code.unhandled-exception", failed: 20 }],
  };
}

/** Failures of what services depend on, and of callers that are programs. */
export const DEPENDENCIES: readonly Scene[] = [
  poisonMessage(),
  paymentProvider(),
  requestTimeLimit(),
  oneDatabaseThreeServices(),
  fullDisk(),
  nameServer(),
  scheduler(),
];
