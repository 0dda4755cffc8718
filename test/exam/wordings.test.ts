import { describe, expect, test } from "vitest";
import { failingRoute, healthyTraffic } from "../lib/failing-route.ts";
import { onlyIncident, tell } from "../lib/story.ts";

const HOUR = 3_600_000;
const START = Date.parse("2026-03-02T08:00:00Z");

/** Runs of a Cloud Run job, one an hour, each of which ends with these lines and exit code 1. */
function failingJob(trace: string): unknown[] {
  return Array.from({ length: 12 }, (_, i) => {
    const at = START + i * HOUR;
    const entry = (offset: number, log: string, severity: string, textPayload: string) => ({
      insertId: `run-${i}-${offset}`,
      timestamp: new Date(at + offset).toISOString(),
      severity,
      logName: `projects/acme-staging/logs/run.googleapis.com%2F${log}`,
      resource: { type: "cloud_run_job", labels: { project_id: "acme-staging", job_name: "export", location: "x" } },
      labels: { instanceId: `instance-${i}`, "run.googleapis.com/execution_name": `export-${i}` },
      textPayload,
    });
    return [
      entry(0, "stdout", "INFO", "export started"),
      entry(3_000, "stderr", "ERROR", trace),
      entry(3_500, "varlog%2Fsystem", "WARNING", "Container called exit(1)."),
    ];
  }).flat();
}

const trace = (last: string) =>
  `Traceback (most recent call last):\n  File "/app/main.py", line 60, in <module>\n    main()\n  File "/app/main.py", line 41, in main\n    run()\n${last}`;

async function rootOf(entries: unknown[]) {
  const incident = onlyIncident((await tell({ entries })).analysis);
  const root = incident.hypotheses.find(({ role }) => role === "root-cause");
  return { incident, root: root === undefined ? "none" : `${root.family}: ${root.title}` };
}

describe("a job that ends with an error", () => {
  test("is told by the exception that ended it, not by its exit code", async () => {
    const { root, incident } = await rootOf(failingJob(trace("KeyError: 'region'")));
    expect(root).toBe("code.unhandled-exception: KeyError in main");
    expect(incident.groups.map(({ family, role }) => `${family} ${role}`).toSorted()).toEqual([
      "boot.container-not-listening echo",
      "code.unhandled-exception cause",
    ]);
  });

  test("names the permission that the account of the job lacks", async () => {
    const denied =
      "google.api_core.exceptions.Forbidden: 403 POST https://bigquery.googleapis.com/bigquery/v2/projects/shop/jobs: Access Denied: Project shop: User does not have bigquery.jobs.create permission in project shop.";
    expect((await rootOf(failingJob(trace(denied)))).root).toBe("auth.iam-denied: IAM denies bigquery.jobs.create");
  });
});

describe("the words of other languages", () => {
  test("a panic in a method names the method", async () => {
    const panic =
      "panic: runtime error: invalid memory address or nil pointer dereference\n\ngoroutine 77 [running]:\nmain.(*Server).price(0x0)\n\t/src/server.go:120 +0x1d\nnet/http.HandlerFunc.ServeHTTP(...)\n\t/usr/local/go/src/net/http/server.go:2136 +0x29\n";
    const { root } = await rootOf([...healthyTraffic(), ...failingRoute({ lines: [panic] })]);
    expect(root).toBe("code.unhandled-exception: runtime error in main.(*Server).price");
  });

  test("a pool of sqlx that gives no connection is an exhausted pool", async () => {
    const panic =
      "thread 'tokio-runtime-worker' panicked at src/db.rs:42:10:\ncalled `Result::unwrap()` on an `Err` value: PoolTimedOut";
    const { root } = await rootOf([...healthyTraffic(), ...failingRoute({ lines: [panic] })]);
    expect(root).toBe("capacity.pool-exhausted: Connection pool sqlx is exhausted");
  });

  test("a token with a foreign signature reads as a sentence", async () => {
    const line = "JsonWebTokenError: invalid signature";
    const { root } = await rootOf([...healthyTraffic(), ...failingRoute({ lines: [line], status: 401, count: 120 })]);
    expect(root).toBe("auth.token-signature: Tokens cannot be verified: the signature does not match");
  });
});

test("what a load balancer logs is told of the backend that was to answer", async () => {
  const labels = { project_id: "acme-production", url_map_name: "web-map", backend_service_name: "web-backend" };
  const entries = Array.from({ length: 120 }, (_, i) => ({
    insertId: `lb-${i}`,
    timestamp: new Date(START + i * 47_000 + ((i * 7919) % 23_000)).toISOString(),
    severity: "WARNING",
    logName: "projects/acme-production/logs/requests",
    resource: { type: "http_load_balancer", labels },
    httpRequest: {
      requestMethod: "GET",
      requestUrl: "https://shop.example.com/cart",
      status: i < 60 ? 200 : 502,
      latency: "0.020s",
      userAgent: "Mozilla/5.0 (X11) Chrome/140.0",
      remoteIp: `203.0.113.${i % 30}`,
    },
    jsonPayload: { statusDetails: i < 60 ? "response_sent_by_backend" : "failed_to_connect_to_backend" },
  }));
  const incident = onlyIncident((await tell({ entries })).analysis);
  expect(incident).toMatchObject({ environment: "production", service: "web-backend", severity: "critical" });
});

test("one failure in the words of the app and of the driver is one hypothesis", async () => {
  const lines = [
    'FATAL:  remaining connection slots are reserved for roles with privileges of the "pg_use_reserved_connections" role',
    "asyncpg.exceptions.TooManyConnectionsError: refused",
  ];
  const { incident } = await rootOf([...healthyTraffic(), ...failingRoute({ lines })]);
  const found = incident.hypotheses.filter(({ family }) => family === "capacity.database-connections");
  expect(found.map(({ role }) => role)).toEqual(["root-cause"]);
});
