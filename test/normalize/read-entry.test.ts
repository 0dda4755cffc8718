import { describe, expect, test } from "vitest";
import { readEntry } from "../../server/normalize/read-entry.ts";
import { given, LOG, read, TRACE } from "./given-entry.ts";

test("the REST form is read whole", () => {
  const entry = read({
    logName: LOG,
    resource: {
      type: "cloud_run_revision",
      labels: { project_id: "shop-staging", service_name: "api", revision_name: "api-1" },
    },
    timestamp: "2025-06-01T12:00:00.123456789Z",
    receiveTimestamp: "2025-06-01T12:00:00.5Z",
    severity: "ERROR",
    insertId: "i1",
    labels: { instanceId: "00aa" },
    trace: `projects/shop-staging/traces/${TRACE}`,
    spanId: "000000000000004a",
    httpRequest: {
      requestMethod: "GET",
      requestUrl: "https://x/y?z=1",
      status: 503,
      latency: "0.25s",
      userAgent: "curl",
      remoteIp: "203.0.113.7",
      responseSize: "12",
    },
    operation: { id: "op1", producer: "p", first: true },
    sourceLocation: { file: "/app/x.py", line: "78", function: "f" },
    textPayload: "boom",
  });
  expect(entry).toEqual({
    key: "shop-staging/run.googleapis.com/stderr|2025-06-01T12:00:00.123456789Z|i1",
    insertId: "i1",
    project: "shop-staging",
    logId: "run.googleapis.com/stderr",
    timestamp: "2025-06-01T12:00:00.123456789Z",
    at: 1748779200123.4568,
    receivedAt: 1748779200500,
    severity: "ERROR",
    hasSeverity: true,
    resource: {
      type: "cloud_run_revision",
      labels: { project_id: "shop-staging", service_name: "api", revision_name: "api-1" },
    },
    labels: { instanceId: "00aa" },
    trace: TRACE,
    spanId: "000000000000004a",
    httpRequest: {
      method: "GET",
      url: "https://x/y?z=1",
      status: 503,
      latencyMs: 250,
      userAgent: "curl",
      remoteIp: "203.0.113.7",
      responseSize: 12,
    },
    operation: { id: "op1", producer: "p", first: true },
    sourceLocation: { file: "/app/x.py", line: 78, function: "f" },
    textPayload: "boom",
  });
});

test("the gRPC client's spelling, BigQuery's and a wrapped entry are the same entry", () => {
  const rest = read(
    given({
      timestamp: "2025-06-01T12:00:00.500Z",
      textPayload: undefined,
      jsonPayload: { message: "boom", n: 1, list: [true] },
    }),
  );
  const grpc = read({
    logName: LOG,
    timestamp: { seconds: "1748779200", nanos: 500_000_000 },
    insertId: "i1",
    severity: "DEFAULT",
    jsonPayload: {
      fields: {
        message: { stringValue: "boom", kind: "stringValue" },
        n: { numberValue: 1, kind: "numberValue" },
        list: { listValue: { values: [{ boolValue: true, kind: "boolValue" }] }, kind: "listValue" },
      },
    },
    payload: "jsonPayload",
  });
  const bigQuery = read({
    log_name: LOG,
    timestamp: "2025-06-01 12:00:00.500000 UTC",
    insert_id: "i1",
    json_payload: { message: "boom", n: 1, list: [true] },
  });
  const wrapped = read({
    entry: given({
      timestamp: "2025-06-01T14:00:00.5+02:00",
      textPayload: null,
      jsonPayload: '{"message":"boom","n":1,"list":[true]}',
    }),
  });
  expect([grpc, bigQuery, wrapped]).toEqual([rest, rest, rest]);
});

describe("payloads", () => {
  test("JSON inside a text is structured, twice encoded too", () => {
    expect(read(given({ textPayload: ' {"severity":"ERROR","message":"m"}' }))).toMatchObject({
      severity: "ERROR",
      jsonPayload: { message: "m" },
    });
    expect(read(given({ textPayload: JSON.stringify('{"message":"m"}') })).jsonPayload).toEqual({ message: "m" });
  });

  test("an audit log that a client library hands on as jsonPayload is a protoPayload", () => {
    const audit = { "@type": "type.googleapis.com/google.cloud.audit.AuditLog", methodName: "m" };
    const entry = read(given({ textPayload: undefined, jsonPayload: audit }));
    expect([entry.protoPayload, entry.jsonPayload]).toEqual([audit, undefined]);
  });

  test("a text over 256 Ki characters is cut, and says so", () => {
    const text = read(given({ textPayload: "y".repeat(300_000) })).textPayload;
    expect(text?.length).toBe(262_144 + "… [cut: 300000 characters]".length);
    expect(text?.endsWith("y… [cut: 300000 characters]")).toBe(true);
  });

  test("more than 64 levels and more than 3,000 keys are cut", () => {
    let deep: unknown = "bottom";
    for (let level = 0; level < 200; level++) deep = { d: deep };
    const nested = JSON.stringify(read(given({ textPayload: undefined, jsonPayload: deep })).jsonPayload);
    expect(nested).toContain("[cut: deeper than 64 levels]");
    expect(nested).not.toContain("bottom");
    const wide = Object.fromEntries(Array.from({ length: 5000 }, (_, index) => [`k${index}`, index]));
    expect(Object.keys(read(given({ textPayload: undefined, jsonPayload: wide })).jsonPayload ?? {})).toHaveLength(
      3000,
    );
  });

  test("__proto__ is dropped and pollutes nothing", () => {
    const hostile = JSON.parse('{"__proto__":{"admin":true},"message":"hi","constructor":{"prototype":{"x":1}}}');
    const entry = read(
      given({ textPayload: undefined, jsonPayload: hostile, labels: JSON.parse('{"__proto__":"polluted","a":"b"}') }),
    );
    expect(entry.jsonPayload).toEqual({ message: "hi", constructor: { prototype: { x: 1 } } });
    expect(Object.keys(entry.labels)).toEqual(["a"]);
    expect(Object.hasOwn(Object.prototype, "admin")).toBe(false);
    expect(Object.getPrototypeOf(entry.jsonPayload)).toBe(Object.prototype);
  });

  test("labels that are no texts become texts, a missing resource is global", () => {
    const entry = read(given({ labels: { n: 1, b: true, z: null, o: { a: 1 } }, resource: null }));
    expect([entry.labels, entry.resource]).toEqual([
      { n: "1", b: "true", z: "", o: '{"a":1}' },
      { type: "global", labels: {} },
    ]);
  });
});

describe("identity", () => {
  test("without an insertId exact copies have one key, and anything else another", () => {
    const key = (fields: Record<string, unknown>) => read(given({ insertId: undefined, ...fields })).key;
    expect(key({})).toBe(key({ insertId: "" }));
    expect(key({})).not.toBe(key({ textPayload: "y" }));
    expect(key({})).not.toBe(key({ severity: "ERROR" }));
    expect(key({})).not.toBe(key({ logName: `${LOG}x` }));
  });

  test.each([
    ["projects/p/logs/run.googleapis.com%2Fstderr", "p", "run.googleapis.com/stderr"],
    ["/projects/p/logs/run.googleapis.com%2fstderr", "p", "run.googleapis.com/stderr"],
    ["projects/p/logs/run.googleapis.com/stderr", "p", "run.googleapis.com/stderr"],
    ["organizations/12/logs/cloudaudit.googleapis.com%2Factivity", "", "cloudaudit.googleapis.com/activity"],
    ["projects/p/logs/broken%E0%A4%A", "p", "broken%E0%A4%A"],
    [undefined, "", ""],
  ])("log name %s", (logName, project, logId) => {
    const entry = read(given({ logName }));
    expect([entry.project, entry.logId]).toEqual([project, logId]);
  });
});

test.each([
  [null, "entry is null"],
  [42, "entry is 42"],
  ["text", 'entry is "text"'],
  [[1, 2], "entry is a list of 2"],
  [undefined, "entry is undefined"],
])("%j is no entry", (value, reason) => {
  expect(readEntry(value)).toEqual({ rejected: `${reason}: expected a JSON object with the fields of a LogEntry` });
});
