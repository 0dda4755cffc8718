import fc from "fast-check";

/** One line: an entry as Google writes it, or nearly so. */
export function generatedLine(): fc.Arbitrary<string> {
  return fc.oneof(
    { weight: 4, arbitrary: written(fc.oneof(spoken(), spoken(), payload()), usual(), 0) },
    { weight: 1, arbitrary: written(payload(), common(), 2) },
  );
}

function written(
  said: fc.Arbitrary<Record<string, unknown>>,
  fields: fc.Arbitrary<Record<string, unknown>>,
  oddities: number,
): fc.Arbitrary<string> {
  return fc
    .tuple(said, fields, fc.array(oddity(), { maxLength: oddities }), fc.boolean(), fc.nat(12))
    .map(([said, known, odd, isLoose, turn]) => {
      const fields = [...Object.entries({ ...known, ...said }), ...odd].filter(([, value]) => value !== undefined);
      const turned = [...fields.slice(turn % fields.length), ...fields.slice(0, turn % fields.length)];
      const [comma, colon] = isLoose ? [", ", ": "] : [",", ":"];
      const texts = turned.map(([key, value]) => `${JSON.stringify(key)}${colon}${JSON.stringify(value)}`);
      return `{${texts.join(comma)}}`;
    });
}

/** Words where Google puts them. */
function spoken(): fc.Arbitrary<Record<string, unknown>> {
  const more = fc.constantFrom<Record<string, unknown>>(
    ...[{}, { logger: "app.db", user_id: 7 }, { error: { type: "ValueError", message: "no" } }, { code: "42P01" }],
    ...[{ traceId: "c".repeat(32) }, { level: "error" }, { stack: "Error: no\n    at f (/app/a.js:1:2)" }],
  );
  return fc.oneof(
    words().map((textPayload) => ({ textPayload })),
    fc.tuple(words(), more).map(([message, fields]) => ({ jsonPayload: { message, ...fields } })),
  );
}

/** What lines have beside their payload, spelled as Google does. */
function usual() {
  const labels = { service_name: "api", revision_name: "api-1", project_id: "demo" };
  return fc.record({
    insertId: fc.constantFrom("a", "b", "c1d2", "e-3"),
    timestamp: fc.constantFrom(
      ...["2026-03-01T12:00:00Z", "2026-03-01T12:00:00.100Z", "2026-03-01T12:00:00.123456789Z"],
      ...["2026-03-01T12:00:01.5Z", "2026-03-01T12:00:00.15Z", "2026-03-01T12:03:00.000Z"],
    ),
    severity: fc.constantFrom("INFO", "WARNING", "ERROR", "ERROR", "CRITICAL", "DEFAULT"),
    logName: fc.constantFrom(
      ...["projects/demo/logs/run.googleapis.com%2Fstderr", "projects/demo/logs/run.googleapis.com%2Frequests"],
    ),
    resource: fc.constantFrom<unknown>(
      { type: "cloud_run_revision", labels },
      { type: "k8s_container", labels: { container_name: "web", pod_name: "web-1", project_id: "demo" } },
    ),
    labels: fc.constantFrom({ instanceId: "one" }, { instanceId: "two" }),
    trace: fc.constantFrom<unknown>(`projects/demo/traces/${"aB".repeat(16)}`, "b".repeat(32), "short", 'q"', 7, null),
    receiveTimestamp: fc.constant("2026-03-01T12:00:02.5Z"),
    spanId: fc.constant("00f067aa0ba902b7"),
    sourceLocation: fc.constant({ file: "/app/a.py", line: "7", function: "f" }),
  });
}

function common() {
  return fc.record({
    insertId: fc.oneof(fc.constantFrom("a", "b", "ü", 'q"', ""), fc.string({ maxLength: 5 }), fc.constant(undefined)),
    timestamp: fc.constantFrom(
      ...[
        "2026-03-01T12:00:00Z",
        "2026-03-01T12:00:00.1Z",
        "2026-03-01T12:00:00.123456789Z",
        "2026-03-01T12:00:01.500Z",
      ],
      ...["2026-02-30T12:00:00Z", "2026-03-31T12:00:00Z", "2026-03-01T14:00:00+02:00", "2026-03-01T12:00:60Z"],
      ...["2026-03-01T12:00:00.Z", "2026-03-01t12:00:00z", "1772366400", "", "2026-03-01T12:00:00.000Z"],
    ),
    severity: fc.constantFrom("INFO", "DEBUG", "WARNING", "ERROR", "DEFAULT", "info", "odd", "", undefined, undefined),
    logName: fc.constantFrom(
      ...["projects/demo/logs/run.googleapis.com%2Frequests", "projects/demo/logs/run.googleapis.com%2Fstderr"],
      ...[
        "organizations/1/logs/cloudaudit.googleapis.com%2Factivity",
        "projects/demo/logs/%zz",
        "odd",
        "requests",
        undefined,
      ],
    ),
    resource: fc.constantFrom(
      { type: "cloud_run_revision", labels: { service_name: "api", revision_name: "api-1", project_id: "demo" } },
      { type: "cloud_run_revision", labels: { service_name: "api", revision_name: "api-2", project_id: "demo" } },
      { type: "k8s_container", labels: { container_name: "web", pod_name: "web-1" } },
      { type: "global", labels: {} },
      { labels: { service_name: 7 } },
      undefined,
    ),
    labels: fc.constantFrom({ instanceId: "one" }, { instanceId: "two" }, {}, undefined, { "k8s-pod/app": "shop" }),
    trace: fc.constantFrom(`projects/demo/traces/${"a".repeat(32)}`, undefined),
  });
}

function payload(): fc.Arbitrary<Record<string, unknown>> {
  const text = words();
  return fc.oneof(
    fc.record({ textPayload: text }),
    fc.record({ jsonPayload: fc.tuple(text, structured()).map(([message, more]) => ({ message, ...more })) }),
    fc.record({ jsonPayload: structured() }),
    fc.record({ httpRequest: request() }),
    fc.record({ httpRequest: request(), textPayload: text }),
    fc.record({ protoPayload: call() }),
    fc.constant({}),
  );
}

function words(): fc.Arbitrary<string> {
  return fc.oneof(
    fc.constantFrom(
      ...["took 12 ms", 'INFO:     10.0.0.1:1 - "GET /a/1 HTTP/1.1" 200 OK', "GET /x 500 12 ms", "ERROR: it broke"],
      ...["Traceback (most recent call last)", '  File "/app/a.py", line 1, in f', "ValueError: no", "Error: no"],
      ...["Starting new instance. Reason: AUTOSCALING", "Application startup complete", "Worker failed to boot"],
      ...["Running upgrade a -> b, add", "Container called exit(1).", "exit(0)", '{"message":"inner","level":"error"}'],
      ...['"quoted"', "\u001b[31mred\u001b[0m", "tab\tand\nline", "Übersetzung fehlt", "\ud800 half", " ", "panic: x"],
      ...["The request was aborted because there was no available instance", "key AKIAIOSFODNN7EXAMPLE1 seen"],
    ),
    fc.string(),
  );
}

function structured(): fc.Arbitrary<Record<string, unknown>> {
  return fc.dictionary(
    fc.constantFrom(
      ...[
        "level",
        "severity",
        "err",
        "error",
        "stack",
        "@type",
        "fields",
        "req",
        "res",
        "httpRequest",
        "context",
        "msg",
      ],
      ...[
        "method",
        "path",
        "status",
        "duration",
        "logger",
        "logging.googleapis.com/diagnostic",
        "__proto__",
        "message",
      ],
    ),
    fc.constantFrom<unknown>(
      "error",
      "GET",
      "/a",
      500,
      200,
      "500",
      null,
      true,
      {},
      [],
      { method: "GET", url: "/a" },
      "x",
    ),
    { maxKeys: 4 },
  );
}

function request(): fc.Arbitrary<Record<string, unknown>> {
  return fc.record(
    {
      requestMethod: fc.constantFrom("GET", "POST", "get", "", 'G"'),
      requestUrl: fc.constantFrom(
        ...[
          "https://a.example/orders/17?q=1",
          "/orders/17",
          "/v1/ü",
          "/a?token=abcdefabcdef",
          "/s/AIzaSyD-1234567890abcdefghijklmnopqrstu",
        ],
        ...["", "https://user:secret12@a.example/x", "/a\\b", "/4111111111111111/pay"],
      ),
      status: fc.constantFrom<unknown>(200, 204, 401, 404, 429, 500, "200", "50", 99, 600, 2e2, -200, null),
      url: fc.constantFrom("/other"),
      latency: fc.constantFrom("0.1s", "x"),
      userAgent: fc.constantFrom("curl/8", 'c"l'),
    },
    { requiredKeys: ["requestUrl"] },
  );
}

function call(): fc.Arbitrary<Record<string, unknown>> {
  return fc.record(
    {
      "@type": fc.constantFrom(
        "type.googleapis.com/google.cloud.audit.AuditLog",
        "type.googleapis.com/google.appengine.logging.v1.RequestLog",
      ),
      serviceName: fc.constantFrom("run.googleapis.com", "storage.googleapis.com"),
      methodName: fc.constantFrom("google.cloud.run.v2.Services.UpdateService", "storage.objects.delete"),
      status: fc.constantFrom<unknown>({}, { code: 7, message: "PERMISSION_DENIED" }, null),
      resourceName: fc.constantFrom("services/api"),
      audit_log: fc.constantFrom({ serviceName: "run.googleapis.com" }),
    },
    { requiredKeys: ["serviceName"] },
  );
}

/** Fields that come twice, under other names, or that nobody knows. */
function oddity(): fc.Arbitrary<[string, unknown]> {
  return fc.constantFrom<[string, unknown]>(
    ...([
      ["severity", "ERROR"],
      ["insert_id", "c"],
      ["textPayload", "second"],
      ["receiveTimestamp", "2026-03-01T12:00:02Z"],
      ["receiveTimestamp", 7],
      ["entries", []],
      ["operation", { id: "o", last: true }],
      ["sourceLocation", { file: "a", line: "1" }],
      ["spanId", "b".repeat(16)],
      ["traceSampled", false],
      ["unknown", [1, -0.5, 1e3, { a: null }]],
      ["labels", null],
    ] as [string, unknown][]),
  );
}
