import { createHash } from "node:crypto";
import { isJsonObject, type Json, type JsonObject } from "../../../shared/json.ts";
import type { Severity } from "../../../shared/severity.ts";
import { anyValue, attributesOf, textIn } from "./attributes.ts";
import { type Origin, originOf } from "./resource.ts";

/** One log record as an entry of Cloud Logging, or why there is none. */
export type Offered = { value: JsonObject } | { reason: string };

/**
 * The entries of an OTLP export, in order. The same export gives the same entries, so that one that is sent again changes nothing:
 * records without an id are known by what they say and by how many equal ones stand before them. Pure.
 * https://opentelemetry.io/docs/specs/otel/logs/data-model/
 */
export function entriesOf(request: JsonObject): Offered[] {
  const seen = new Map<string, number>();
  return listOf(request.resourceLogs).flatMap((group) => {
    const resource = isJsonObject(group) && isJsonObject(group.resource) ? attributesOf(group.resource.attributes) : {};
    const origin = originOf(resource);
    const scopes = isJsonObject(group) ? listOf(group.scopeLogs) : [];
    return scopes.flatMap((scope) =>
      isJsonObject(scope) ? listOf(scope.logRecords).map((record) => entryOf(record, scope, origin, seen)) : [],
    );
  });
}

function entryOf(record: Json, scope: JsonObject, origin: Origin, seen: Map<string, number>): Offered {
  if (!isJsonObject(record)) return { reason: "a log record that is no object" };
  const nanos = [record.timeUnixNano, record.observedTimeUnixNano].map(nanosIn).find((found) => found !== undefined);
  if (nanos === undefined) return { reason: "a log record without timeUnixNano and observedTimeUnixNano" };
  const attributes = attributesOf(record.attributes);
  const severity = severityOf(record.severityNumber) ?? textIn(record, "severityText");
  const trace = hexIn(record.traceId, 32);
  const span = hexIn(record.spanId, 16);
  const request = requestIn(attributes);
  const name = isJsonObject(scope.scope) ? textIn(scope.scope, "name") : undefined;
  const value: JsonObject = {
    logName: `projects/${encodeURIComponent(origin.project || "-")}/logs/otlp`,
    timestamp: timestampOf(nanos),
    resource: origin.resource,
    labels: { ...origin.labels, ...(name === undefined ? {} : { "otel.scope.name": name }) },
    ...payloadOf(record, attributes),
    ...(severity === undefined ? {} : { severity }),
    ...(trace === undefined ? {} : { trace: `projects/${origin.project || "-"}/traces/${trace}` }),
    ...(span === undefined ? {} : { spanId: span }),
    ...(request === undefined ? {} : { httpRequest: request }),
    ...locationIn(attributes),
  };
  return { value: { ...value, insertId: textIn(attributes, "log.record.uid") ?? numbered(value, seen) } };
}

/** A text alone stays a text; with attributes, or as an object, it becomes a payload whose keys are the attributes'. */
function payloadOf(record: JsonObject, attributes: JsonObject): JsonObject {
  const body = anyValue(record.body);
  const event = textIn(record, "eventName");
  const extra = { ...(event === undefined ? {} : { "event.name": event }), ...attributes };
  if (isJsonObject(body)) return { jsonPayload: { ...extra, ...body } };
  const text = body === undefined ? textIn(attributes, "exception.message") : textOf(body);
  if (Object.keys(extra).length === 0) return { textPayload: text ?? "" };
  return { jsonPayload: { ...(text === undefined ? {} : { message: text }), ...extra } };
}

function textOf(value: Json): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** https://opentelemetry.io/docs/specs/otel/logs/data-model/#field-severitynumber: 1 to 24, four for each level. */
const SEVERITIES = [
  ...(["DEBUG", "DEBUG", "DEBUG", "DEBUG", "DEBUG", "DEBUG", "DEBUG", "DEBUG"] as const),
  ...(["INFO", "INFO", "NOTICE", "NOTICE", "WARNING", "WARNING", "WARNING", "WARNING"] as const),
  ...(["ERROR", "ERROR", "ERROR", "ERROR", "CRITICAL", "CRITICAL", "ALERT", "EMERGENCY"] as const),
] as const satisfies readonly Severity[];

function severityOf(number: Json | undefined): Severity | undefined {
  return typeof number === "number" ? SEVERITIES[number - 1] : undefined;
}

/** The request of a server's record, in the names of today and those before. Clients' records speak of other servers. */
function requestIn(attributes: JsonObject): JsonObject | undefined {
  const method = textIn(attributes, "http.request.method", "http.method");
  const url = textIn(attributes, "url.path", "http.target", "url.full", "http.url", "http.route");
  if (method === undefined || url === undefined || textIn(attributes, "server.address", "peer.service") !== undefined) {
    return undefined;
  }
  const agent = textIn(attributes, "user_agent.original", "http.user_agent");
  const status = Number(textIn(attributes, "http.response.status_code", "http.status_code"));
  const remoteIp = textIn(attributes, "client.address", "http.client_ip");
  return {
    requestMethod: method,
    requestUrl: url,
    ...(Number.isInteger(status) ? { status } : {}),
    ...(agent === undefined ? {} : { userAgent: agent }),
    ...(remoteIp === undefined ? {} : { remoteIp }),
  };
}

function locationIn(attributes: JsonObject): JsonObject {
  const file = textIn(attributes, "code.file.path", "code.filepath");
  if (file === undefined) return {};
  const line = textIn(attributes, "code.line.number", "code.lineno");
  const name = textIn(attributes, "code.function.name", "code.function");
  return {
    sourceLocation: {
      file,
      ...(line === undefined ? {} : { line }),
      ...(name === undefined ? {} : { function: name }),
    },
  };
}

function numbered(value: JsonObject, seen: Map<string, number>): string {
  const hash = createHash("sha256").update(JSON.stringify(value)).digest("hex").slice(0, 24);
  const before = seen.get(hash) ?? 0;
  seen.set(hash, before + 1);
  return before === 0 ? `otlp-${hash}` : `otlp-${hash}-${before}`;
}

const NANOS = 1_000_000_000n;
/** The last moment of the year 9999. */
const LATEST = 253_402_300_799n * NANOS;

function nanosIn(value: Json | undefined): bigint | undefined {
  const digits = typeof value === "number" && Number.isInteger(value) ? BigInt(value).toString() : value;
  if (typeof digits !== "string" || !/^\d{1,20}$/.test(digits)) return undefined;
  const nanos = BigInt(digits);
  return nanos > 0n && nanos <= LATEST ? nanos : undefined;
}

function timestampOf(nanos: bigint): string {
  const seconds = new Date(Number((nanos / NANOS) * 1000n)).toISOString().slice(0, 19);
  return `${seconds}.${(nanos % NANOS).toString().padStart(9, "0")}Z`;
}

/** An id that is not all zeros. Some senders write base64, as other protobuf JSON has it. */
function hexIn(value: Json | undefined, digits: number): string | undefined {
  if (typeof value !== "string" || value === "") return undefined;
  const hex = value.length === digits ? value.toLowerCase() : Buffer.from(value, "base64").toString("hex");
  return /^[0-9a-f]+$/.test(hex) && hex.length === digits && /[^0]/.test(hex) ? hex : undefined;
}

function listOf(value: Json | undefined): Json[] {
  return Array.isArray(value) ? value : [];
}
