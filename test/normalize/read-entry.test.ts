import { describe, expect, test } from "vitest";
import { readEntry } from "../../server/normalize/read-entry.ts";
import type { LogEntry } from "../../shared/log-entry.ts";

const TRACE = "06796866738c859f2f19b7cfb3214824";
const LOG = "projects/shop-staging/logs/run.googleapis.com%2Fstderr";

function read(value: unknown): LogEntry {
  const result = readEntry(value);
  if ("rejected" in result) throw new Error(result.rejected);
  return result.entry;
}

/** A whole entry with what a test is about. */
function given(fields: Record<string, unknown>): Record<string, unknown> {
  return { logName: LOG, timestamp: "2025-06-01T12:00:00Z", insertId: "i1", textPayload: "x", ...fields };
}

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

describe("timestamps", () => {
  test.each([
    ["no digits", "2025-06-01T12:00:00Z", "2025-06-01T12:00:00Z"],
    ["twelve digits are cut to nine", "2025-06-01T12:00:00.123456789012Z", "2025-06-01T12:00:00.123456789Z"],
    ["zeros at the end say nothing", "2025-06-01T12:00:00.120000Z", "2025-06-01T12:00:00.12Z"],
    ["lower case", "2025-06-01t12:00:00z", "2025-06-01T12:00:00Z"],
    ["a space and UTC", "2025-06-01 12:00:00.5 UTC", "2025-06-01T12:00:00.5Z"],
    ["no zone is UTC", "2025-06-01T12:00:00", "2025-06-01T12:00:00Z"],
    ["an offset over midnight", "2025-06-01T23:30:00.25-01:30", "2025-06-02T01:00:00.25Z"],
    ["the leap second is the next minute", "2016-12-31T23:59:60Z", "2017-01-01T00:00:00Z"],
    ["seconds", 1748779200, "2025-06-01T12:00:00Z"],
    ["seconds with a fraction", 1748779200.5, "2025-06-01T12:00:00.5Z"],
    ["milliseconds", 1748779200123, "2025-06-01T12:00:00.123Z"],
    ["microseconds", 1748779200123456, "2025-06-01T12:00:00.123456Z"],
    ["nanoseconds as text keep all digits", "1748779200123456789", "2025-06-01T12:00:00.123456789Z"],
    ["a Date", new Date(1748779200123), "2025-06-01T12:00:00.123Z"],
  ])("%s", (_, timestamp, expected) => {
    const entry = read(given({ timestamp }));
    expect(entry.timestamp).toBe(expected);
    expect(entry.at).toBeCloseTo(Date.parse(expected), -1);
  });

  test("a missing timestamp is the time of receipt", () => {
    expect(read(given({ timestamp: undefined, receiveTimestamp: "2025-06-01T12:00:01Z" })).timestamp).toBe(
      "2025-06-01T12:00:01Z",
    );
  });

  test.each([
    [undefined, "timestamp is missing, and receiveTimestamp too"],
    ["yesterday", 'timestamp is "yesterday", and there is no receiveTimestamp'],
    ["2025-02-30T00:00:00Z", 'timestamp is "2025-02-30T00:00:00Z", and there is no receiveTimestamp'],
    [{ seconds: "x" }, "timestamp is an object, and there is no receiveTimestamp"],
    [-5, "timestamp is -5, and there is no receiveTimestamp"],
  ])("%j is refused in words", (timestamp, reason) => {
    expect(readEntry(given({ timestamp }))).toEqual({
      rejected: `${reason}: expected RFC 3339 such as 2025-06-01T12:00:00Z, or seconds, ms, µs or ns since 1970`,
    });
  });
});

describe("severity", () => {
  test.each([
    ["error", "ERROR"],
    ["FATAL", "CRITICAL"],
    ["Warn", "WARNING"],
    ["TRACE", "DEBUG"],
    ["E", "ERROR"],
    [500, "ERROR"],
    ["550", "ERROR"],
    [0, "DEFAULT"],
    ["nonsense", "DEFAULT"],
    [null, "DEFAULT"],
  ])("%j is %s", (severity, expected) => {
    const entry = read(given({ severity }));
    expect([entry.severity, entry.hasSeverity]).toEqual([expected, expected !== "DEFAULT"]);
  });

  test.each([
    ["its own field", { severity: "ERROR" }, "ERROR"],
    ["pino", { level: 50, pid: 1, msg: "x" }, "ERROR"],
    ["pino fatal", { level: 60 }, "CRITICAL"],
    ["winston", { level: "warn", message: "x" }, "WARNING"],
    ["zap", { level: "dpanic", ts: 1.5 }, "CRITICAL"],
    ["Python's levelname", { levelname: "CRITICAL" }, "CRITICAL"],
    ["Python's levelno", { levelno: 40 }, "ERROR"],
    ["ECS", { "log.level": "error" }, "ERROR"],
    ["loguru", { text: "x", record: { level: { name: "ERROR", no: 40 }, message: "x" } }, "ERROR"],
    ["syslog numbers of GELF", { level: 3, short_message: "x" }, "ERROR"],
  ])("a payload names it: %s", (_, jsonPayload, expected) => {
    expect(read(given({ textPayload: undefined, jsonPayload })).severity).toBe(expected);
  });

  test("the entry's own severity wins over its payload's", () => {
    expect(read(given({ severity: "INFO", textPayload: undefined, jsonPayload: { level: "error" } })).severity).toBe(
      "INFO",
    );
  });
});

describe("trace and span", () => {
  test.each([
    [TRACE],
    [TRACE.toUpperCase()],
    [`projects/p/traces/${TRACE}`],
    [`//cloudtrace.googleapis.com/projects/p/traces/${TRACE}`],
    [`00-${TRACE}-000000000000004a-01`],
    [`${TRACE}/74;o=1`],
    ["06796866-738c-859f-2f19-b7cfb3214824"],
  ])("%s", (trace) => {
    expect(read(given({ trace })).trace).toBe(TRACE);
  });

  test.each([["0".repeat(32)], ["short"], [""], [5]])("%j is no trace", (trace) => {
    expect(read(given({ trace })).trace).toBeUndefined();
  });

  test("a trace in the payload counts where the entry has none", () => {
    expect(read(given({ textPayload: undefined, jsonPayload: { trace_id: TRACE } })).trace).toBe(TRACE);
  });

  test("a span in decimal digits is written in hexadecimal", () => {
    expect(read(given({ spanId: "2703176114609722884" })).spanId).toBe("25839c5aaca21604");
  });
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
