import { describe, expect, test } from "vitest";
import { entry, line, normalize } from "./entries.ts";

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

test("errors before an instance serves are errors of its start, later ones are not", () => {
  const { errors } = normalize([
    line(0, "INFO:     Waiting for application startup."),
    line(1, "ERROR: no connection"),
    line(2, "INFO:     Application startup complete."),
    line(3, "ERROR: no connection"),
  ]);
  expect(errors.map((error) => error.isBoot)).toEqual([true, false]);
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
