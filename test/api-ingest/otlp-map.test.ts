import { describe, expect, test } from "vitest";
import { readEntry } from "../../server/normalize/read-entry.ts";
import { exportAnswer, statusAnswer } from "../../server/sources/otlp/answer.ts";
import { readProtobuf } from "../../server/sources/otlp/read-protobuf.ts";
import { entriesOf } from "../../server/sources/otlp/to-entries.ts";
import type { JsonObject } from "../../shared/json.ts";

/** Bytes written by hand: a field's key, its length, what it holds. */
const field = (number: number, ...parts: Uint8Array[]) => {
  const body = Buffer.concat(parts);
  return Buffer.concat([Buffer.from([(number << 3) | 2, body.length]), body]);
};
const text = (number: number, value: string) => field(number, Buffer.from(value));
const bytes = (...values: number[]) => Buffer.from(values);

/** 1767225600123456789 ns is 2026-01-01T00:00:00.123456789Z, lowest byte first. */
const TIME = bytes(0x15, 0xcd, 0x55, 0xf5, 0x51, 0x72, 0x86, 0x18);
const TRACE = "5b8efff798038103d269b633813fc60c";

const RECORD = Buffer.concat([
  bytes(0x09),
  TIME,
  bytes(0x10, 17),
  text(3, "ERROR"),
  field(5, text(1, "boom")),
  field(6, text(1, "n"), field(2, bytes(0x18, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01))),
  field(6, text(1, "ok"), field(2, bytes(0x10, 1))),
  field(6, text(1, "d"), field(2, bytes(0x21, 0, 0, 0, 0, 0, 0, 0xf8, 0x3f))),
  field(6, text(1, "list"), field(2, field(5, field(1, text(1, "a"))))),
  field(6, text(1, "map"), field(2, field(6, field(1, text(1, "k"), field(2, text(1, "v")))))),
  field(6, text(1, "raw"), field(2, field(7, bytes(1, 2)))),
  bytes(0x45, 1, 0, 0, 0),
  field(9, Buffer.from(TRACE, "hex")),
  field(10, Buffer.from("eee19b7ec3c1b174", "hex")),
  bytes(0x98, 0x06, 0x01),
]);
const RESOURCE = field(1, field(1, text(1, "service.name"), field(2, text(1, "shop"))));
const EXPORT = field(1, RESOURCE, bytes(0x12, 0xd5, 0x01), Buffer.concat([field(1, text(1, "lib")), bytes(0x12)]));

test("protobuf is read into the form that the JSON has", () => {
  const scopeLogs = Buffer.concat([field(1, text(1, "lib")), long(2, RECORD)]);
  const message = long(1, Buffer.concat([RESOURCE, long(2, scopeLogs)]));

  expect(readProtobuf(message)).toStrictEqual({
    resourceLogs: [
      {
        resource: { attributes: [{ key: "service.name", value: { stringValue: "shop" } }] },
        scopeLogs: [
          {
            scope: { name: "lib" },
            logRecords: [
              {
                timeUnixNano: "1767225600123456789",
                severityNumber: 17,
                severityText: "ERROR",
                body: { stringValue: "boom" },
                attributes: [
                  { key: "n", value: { intValue: "-1" } },
                  { key: "ok", value: { boolValue: true } },
                  { key: "d", value: { doubleValue: 1.5 } },
                  { key: "list", value: { arrayValue: { values: [{ stringValue: "a" }] } } },
                  { key: "map", value: { kvlistValue: { values: [{ key: "k", value: { stringValue: "v" } }] } } },
                  { key: "raw", value: { bytesValue: "AQI=" } },
                ],
                traceId: TRACE,
                spanId: "eee19b7ec3c1b174",
              },
            ],
          },
        ],
      },
    ],
  });
});

test.each([
  ["a length beyond the end", EXPORT],
  ["a number that is cut", bytes(0x80)],
  ["a number of eleven bytes", bytes(0x08, ...Array.from({ length: 11 }, () => 0xff))],
  ["a group, which proto3 has not", bytes(0x0b)],
  ["field 0", bytes(0x00, 0x01)],
])("%s is refused", (_name, message) => {
  expect(() => readProtobuf(message)).toThrow(RangeError);
});

describe("a record becomes an entry", () => {
  const pairs = (values: Record<string, string | number>) =>
    Object.entries(values).map(([key, value]) => ({
      key,
      value: typeof value === "string" ? { stringValue: value } : { intValue: String(value) },
    }));
  const request = (resource: Record<string, string>, ...logRecords: JsonObject[]): JsonObject => ({
    resourceLogs: [{ resource: { attributes: pairs(resource) }, scopeLogs: [{ scope: { name: "lib" }, logRecords }] }],
  });
  const record = (more: JsonObject = {}): JsonObject => ({
    timeUnixNano: "1767225600123456789",
    severityNumber: 17,
    body: { stringValue: "boom" },
    ...more,
  });
  const first = (asked: JsonObject) => {
    const [one] = entriesOf(asked);
    return one !== undefined && "value" in one ? one.value : {};
  };
  const CLOUD_RUN = {
    "cloud.provider": "gcp",
    "cloud.platform": "gcp_cloud_run",
    "cloud.account.id": "acme-staging",
    "cloud.region": "europe-west1",
    "service.name": "shop",
    "faas.version": "shop-00003-abc",
    "faas.instance": "i-1",
  };

  test("of Cloud Run: project, service, revision, instance, trace, to the nanosecond", () => {
    const value = first(request(CLOUD_RUN, record({ traceId: TRACE, spanId: "eee19b7ec3c1b174" })));

    expect(value).toStrictEqual({
      logName: "projects/acme-staging/logs/otlp",
      timestamp: "2026-01-01T00:00:00.123456789Z",
      resource: {
        type: "cloud_run_revision",
        labels: {
          project_id: "acme-staging",
          service_name: "shop",
          revision_name: "shop-00003-abc",
          location: "europe-west1",
          instance_id: "i-1",
        },
      },
      labels: { instanceId: "i-1", "otel.scope.name": "lib" },
      textPayload: "boom",
      severity: "ERROR",
      trace: `projects/acme-staging/traces/${TRACE}`,
      spanId: "eee19b7ec3c1b174",
      insertId: expect.stringMatching(/^otlp-[0-9a-f]{24}$/),
    });
    expect(readEntry(value)).toMatchObject({ entry: { project: "acme-staging", severity: "ERROR", trace: TRACE } });
  });

  test("elsewhere: the environment's name stands for the project", () => {
    const value = first(
      request({ "deployment.environment.name": "staging", "service.name": "shop", "service.version": "1.2" }, record()),
    );

    expect(value.logName).toBe("projects/staging/logs/otlp");
    expect(value.resource).toStrictEqual({
      type: "generic_task",
      labels: { project_id: "staging", service_name: "shop", revision_name: "1.2" },
    });
  });

  test("with an exception, a request and a place in the code", () => {
    const attributes = pairs({
      "exception.type": "ValueError",
      "exception.message": "bad pool",
      "http.request.method": "GET",
      "url.path": "/api/orders",
      "http.response.status_code": 500,
      "code.file.path": "/app/main.py",
      "code.line.number": 12,
    });
    const { body: _, ...bare } = record({ attributes });
    const value = first(request(CLOUD_RUN, bare));

    expect(value.jsonPayload).toMatchObject({ message: "bad pool", "exception.type": "ValueError" });
    expect(value.httpRequest).toStrictEqual({ requestMethod: "GET", requestUrl: "/api/orders", status: 500 });
    expect(value.sourceLocation).toStrictEqual({ file: "/app/main.py", line: "12" });
  });

  test("the same again is the same entry, equal ones within an export are two", () => {
    const asked = request(CLOUD_RUN, record(), record(), record({ body: { stringValue: "other" } }));
    const ids = (offered: ReturnType<typeof entriesOf>) =>
      offered.map((one) => ("value" in one ? one.value.insertId : one.reason));

    expect(ids(entriesOf(asked))).toStrictEqual(ids(entriesOf(structuredClone(asked))));
    expect(new Set(ids(entriesOf(asked))).size).toBe(3);
  });

  test("without a time it is refused; a list that is none is empty", () => {
    expect(entriesOf(request({}, { body: { stringValue: "x" } }, record({ timeUnixNano: "0" })))).toStrictEqual([
      { reason: "a log record without timeUnixNano and observedTimeUnixNano" },
      { reason: "a log record without timeUnixNano and observedTimeUnixNano" },
    ]);
    expect(entriesOf({ resourceLogs: { scopeLogs: 7 } })).toStrictEqual([]);
  });

  test.each([
    [1, "DEBUG"],
    [8, "DEBUG"],
    [9, "INFO"],
    [12, "NOTICE"],
    [13, "WARNING"],
    [20, "ERROR"],
    [21, "CRITICAL"],
    [24, "EMERGENCY"],
  ])("severity %i is %s", (severityNumber, severity) => {
    expect(first(request({}, record({ severityNumber }))).severity).toBe(severity);
  });
});

test("answers say how many records were refused, in both encodings", () => {
  expect(exportAnswer({ rejected: 0, reason: "" }, false)).toBe("{}");
  expect(exportAnswer({ rejected: 0, reason: "" }, true)).toStrictEqual(Buffer.alloc(0));
  expect(exportAnswer({ rejected: 2, reason: "no" }, false)).toBe(
    '{"partialSuccess":{"rejectedLogRecords":"2","errorMessage":"no"}}',
  );
  expect(exportAnswer({ rejected: 300, reason: "no" }, true)).toStrictEqual(
    bytes(0x0a, 7, 0x08, 0xac, 0x02, 0x12, 2, 0x6e, 0x6f),
  );
  expect(statusAnswer("no", true)).toStrictEqual(bytes(0x12, 2, 0x6e, 0x6f));
});

/** A field of up to 16,383 bytes. */
function long(number: number, body: Buffer): Buffer {
  return Buffer.concat([bytes((number << 3) | 2, (body.length & 0x7f) | 0x80, body.length >> 7), body]);
}
