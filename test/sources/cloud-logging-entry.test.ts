import { afterAll, beforeAll, expect, test } from "vitest";
import { readEntry } from "../../server/normalize/read-entry.ts";
import { openLoggingClient } from "../../server/sources/cloud-logging/client.ts";
import { listPage } from "../../server/sources/cloud-logging/list-page.ts";
import type { JsonObject } from "../../shared/json.ts";
import { servedEntry } from "../lib/logging-server/entries.ts";
import { type LoggingServer, startLoggingServer } from "../lib/logging-server/server.ts";
import { message, text, varint } from "./wire.ts";

const AT = Date.parse("2026-03-01T03:12:05.123Z");

let server: LoggingServer;
let client: Awaited<ReturnType<typeof openLoggingClient>>;
beforeAll(async () => {
  server = await startLoggingServer();
  client = await openLoggingClient({ endpoint: server.endpoint, insecure: true });
});
afterAll(async () => {
  await client.close();
  server.stop();
});

/** An entry with these fields, after its way through the real client. */
async function received(fields: object): Promise<JsonObject> {
  server.entries = [servedEntry({ at: AT, insertId: "a1", fields })];
  const page = await listPage(client, { project: "demo", filter: "" });
  expect(page.entries).toHaveLength(1);
  return page.entries[0] ?? {};
}

const COMMON = {
  logName: "projects/demo/logs/run.googleapis.com%2Fstderr",
  resource: {
    type: "cloud_run_revision",
    labels: { project_id: "demo", service_name: "shop", revision_name: "shop-00001-abc", location: "europe-west1" },
  },
  insertId: "a1",
  receiveTimestamp: "2026-03-01T03:12:05.293Z",
};

test("a line keeps its nanoseconds, and what was never set is absent", async () => {
  const entry = await received({ timestamp: { seconds: 1772334725, nanos: 123456789 }, severity: "DEFAULT" });
  expect(entry).toStrictEqual({
    ...COMMON,
    timestamp: "2026-03-01T03:12:05.123456789Z",
    textPayload: 'relation "orders" does not exist',
  });
});

test("a request log has no payload, its latency as REST writes it, sizes as text", async () => {
  const entry = await received({
    textPayload: undefined,
    severity: "ERROR",
    trace: "projects/demo/traces/0af7651916cd43dd8448eb211c80319c",
    spanId: "00f067aa0ba902b7",
    traceSampled: true,
    labels: { "gcb-build-id": "b1" },
    httpRequest: {
      requestMethod: "GET",
      requestUrl: "https://shop.example/api/cart",
      status: 500,
      latency: { seconds: 0, nanos: 4_250_000 },
      requestSize: "812",
      responseSize: 0,
      remoteIp: "203.0.113.7",
    },
  });
  expect(entry).toStrictEqual({
    ...COMMON,
    timestamp: "2026-03-01T03:12:05.123Z",
    severity: "ERROR",
    trace: "projects/demo/traces/0af7651916cd43dd8448eb211c80319c",
    spanId: "00f067aa0ba902b7",
    traceSampled: true,
    labels: { "gcb-build-id": "b1" },
    httpRequest: {
      requestMethod: "GET",
      requestUrl: "https://shop.example/api/cart",
      status: 500,
      latency: "0.00425s",
      requestSize: "812",
      remoteIp: "203.0.113.7",
    },
  });
});

test("a structured payload becomes plain JSON, whatever is in it", async () => {
  const value = (given: unknown): object => {
    if (given === null) return { nullValue: "NULL_VALUE" };
    if (typeof given === "string") return { stringValue: given };
    if (typeof given === "number") return { numberValue: given };
    if (typeof given === "boolean") return { boolValue: given };
    if (Array.isArray(given)) return { listValue: { values: given.map(value) } };
    return { structValue: struct(given as object) };
  };
  const struct = (given: object): object => ({
    fields: Object.fromEntries(Object.entries(given).map(([key, item]) => [key, value(item)])),
  });
  const payload = { message: "boom", n: 0, empty: "", no: false, none: null, list: [1, [], { a: { b: "c" } }], o: {} };
  const entry = await received({
    textPayload: undefined,
    jsonPayload: struct({ ...payload, nan: Number.NaN }),
    sourceLocation: { file: "app.py", line: "42", function: "main" },
    operation: { id: "op", first: true },
  });
  expect(entry).toMatchObject({
    jsonPayload: { ...payload, nan: "NaN" },
    sourceLocation: { file: "app.py", line: "42", function: "main" },
    operation: { id: "op", first: true },
  });
});

/** google.cloud.audit.AuditLog, written field by field as it is on the wire. */
const AUDIT_LOG = Buffer.concat([
  message(2, varint(1, 7), text(2, "denied")),
  message(3, text(1, "ann@example.com"), text(8, "user:ann@example.com")),
  message(4, text(1, "203.0.113.9"), text(2, "gcloud/500")),
  text(7, "run.googleapis.com"),
  text(8, "google.cloud.run.v1.Services.ReplaceService"),
  message(9, text(1, "namespaces/demo/services/shop"), text(2, "run.services.update"), varint(3, 1)),
  text(11, "namespaces/demo/services/shop"),
  message(16, message(1, text(1, "image"), message(2, text(3, "gcr.io/demo/shop:2")))),
  text(99, "a field of tomorrow"),
]);

test("an audit log arrives as bytes and leaves as the object that REST gives", async () => {
  const type = "type.googleapis.com/google.cloud.audit.AuditLog";
  const entry = await received({ textPayload: undefined, protoPayload: { type_url: type, value: AUDIT_LOG } });
  expect(entry.protoPayload).toStrictEqual({
    "@type": type,
    status: { code: 7, message: "denied" },
    authenticationInfo: { principalEmail: "ann@example.com", principalSubject: "user:ann@example.com" },
    requestMetadata: { callerIp: "203.0.113.9", callerSuppliedUserAgent: "gcloud/500" },
    serviceName: "run.googleapis.com",
    methodName: "google.cloud.run.v1.Services.ReplaceService",
    authorizationInfo: [
      { resource: "namespaces/demo/services/shop", permission: "run.services.update", granted: true },
    ],
    resourceName: "namespaces/demo/services/shop",
    request: { image: "gcr.io/demo/shop:2" },
  });
});

test("bytes that are no audit log, and messages of another type, keep their type and bytes", async () => {
  const type = "type.googleapis.com/google.cloud.audit.AuditLog";
  const broken = { type_url: type, value: Buffer.from([0x3a, 0xff, 0xff]) };
  expect((await received({ textPayload: undefined, protoPayload: broken })).protoPayload).toMatchObject({
    "@type": type,
    value: "Ov//",
  });
  const other = { type_url: "type.googleapis.com/google.appengine.logging.v1.RequestLog", value: Buffer.from("x") };
  expect((await received({ textPayload: undefined, protoPayload: other })).protoPayload).toStrictEqual({
    "@type": other.type_url,
    value: "eA==",
  });
});

test("an entry read by gRPC and the same one of a file are copies of each other", async () => {
  const byGrpc = readEntry(await received({ timestamp: { seconds: 1772334725, nanos: 123456000 } }));
  const byFile = readEntry({
    ...COMMON,
    timestamp: "2026-03-01T03:12:05.123456Z",
    severity: "ERROR",
    textPayload: "x",
  });
  expect("entry" in byGrpc && byGrpc.entry.key).toBe("demo/run.googleapis.com/stderr|2026-03-01T03:12:05.123456Z|a1");
  expect("entry" in byFile && byFile.entry.key).toBe("entry" in byGrpc && byGrpc.entry.key);
});
