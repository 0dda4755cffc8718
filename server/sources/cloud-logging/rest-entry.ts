import type { protos } from "@google-cloud/logging-api";
import type { JsonObject } from "../../../shared/json.ts";
import { messageOf } from "../../lib/errors.ts";
import { AUDIT_LOG_TYPE, decodeAuditLog } from "./audit-log.ts";
import { durationText, rfc3339 } from "./moment.ts";
import { plainStruct } from "./struct.ts";

type GrpcEntry = protos.google.logging.v2.ILogEntry;

/**
 * An entry of the gRPC client in the spelling of REST: times as RFC 3339 with all nanoseconds, payloads as plain JSON,
 * audit logs decoded, and nothing that was not set. A protoPayload that cannot be decoded keeps its type and its bytes
 * in base64, with the reason. Pure. https://cloud.google.com/logging/docs/reference/v2/rest/v2/LogEntry
 */
export function restEntry(entry: GrpcEntry): JsonObject {
  return compact({
    logName: entry.logName,
    resource: compact({ type: entry.resource?.type, labels: { ...entry.resource?.labels } }),
    timestamp: rfc3339(entry.timestamp),
    receiveTimestamp: rfc3339(entry.receiveTimestamp),
    severity: entry.severity === "DEFAULT" || entry.severity === 0 ? undefined : entry.severity,
    insertId: entry.insertId,
    httpRequest: entry.httpRequest ? httpRequest(entry.httpRequest) : undefined,
    labels: { ...entry.labels },
    operation: compact({ ...entry.operation }),
    trace: entry.trace,
    spanId: entry.spanId,
    traceSampled: entry.traceSampled,
    sourceLocation: location(entry.sourceLocation),
    split: compact({ ...entry.split }),
    textPayload: entry.textPayload,
    jsonPayload: entry.jsonPayload ? plainStruct(entry.jsonPayload) : undefined,
    protoPayload: entry.protoPayload ? protoPayload(entry.protoPayload) : undefined,
  });
}

/** The object without what protobuf says of a field that was never set: "", 0, false, an empty object. */
function compact(fields: Record<string, unknown>): JsonObject {
  const kept: JsonObject = {};
  for (const [key, value] of Object.entries(fields)) {
    if (typeof value === "string" && value !== "") kept[key] = value;
    else if (typeof value === "number" && value !== 0) kept[key] = value;
    else if (value === true) kept[key] = value;
    else if (isFilled(value)) kept[key] = value;
  }
  return kept;
}

function isFilled(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && Object.keys(value).length > 0;
}

function httpRequest(request: protos.google.logging.type.IHttpRequest): JsonObject {
  const { latency, requestSize, responseSize, cacheFillBytes, ...rest } = request;
  return compact({
    ...rest,
    latency: latency ? durationText(latency) : undefined,
    requestSize: wholeText(requestSize),
    responseSize: wholeText(responseSize),
    cacheFillBytes: wholeText(cacheFillBytes),
  });
}

function location(source: protos.google.logging.v2.ILogEntrySourceLocation | null | undefined): JsonObject {
  return compact({ file: source?.file, line: wholeText(source?.line), function: source?.function });
}

/** int64 is text in JSON; 0 is what protobuf says of one that was never set. */
function wholeText(value: unknown): string | undefined {
  return value === undefined || value === null || String(value) === "0" ? undefined : String(value);
}

function protoPayload(any: protos.google.protobuf.IAny): JsonObject {
  const type = any.type_url ?? "";
  const bytes = bytesOf(any.value);
  if (type !== AUDIT_LOG_TYPE) return { "@type": type, value: bytes.toString("base64") };
  try {
    return { "@type": type, ...decodeAuditLog(bytes) };
  } catch (error) {
    return { "@type": type, value: bytes.toString("base64"), undecoded: messageOf(error) };
  }
}

function bytesOf(value: Uint8Array | Buffer | string | null | undefined): Buffer {
  if (typeof value === "string") return Buffer.from(value, "base64");
  return Buffer.from(value ?? []);
}
