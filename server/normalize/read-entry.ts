import { createHash } from "node:crypto";
import { isJsonObject, type JsonObject } from "../../shared/json.ts";
import type { LogEntry } from "../../shared/log-entry.ts";
import { appEngineRequest } from "./entry/app-engine-request.ts";
import { readHttpRequest } from "./entry/http-request.ts";
import { readMoment } from "./entry/moment.ts";
import { boundObject, boundText, jsonText, objectInText, openStruct, readLabels } from "./entry/payload.ts";
import { readSeverity, severityInPayload } from "./entry/severity.ts";
import { readSpan, readTrace, traceInPayload } from "./entry/trace.ts";
import { openWrapper } from "./entry/wrapper.ts";

/**
 * The entry that a value from outside holds, or why it cannot be used. Never throws. Takes REST, gRPC and snake_case
 * spellings. Defaults: no insertId → a hash of the content; no usable timestamp → receiveTimestamp; no severity → DEFAULT
 * (`hasSeverity` false) unless the payload names one; no resource → `global`; of several payloads protoPayload, then
 * jsonPayload, then textPayload.
 */
export function readEntry(value: unknown): { entry: LogEntry } | { rejected: string } {
  try {
    return readObject(openWrapper(value));
  } catch (thrown) {
    // Accessors and proxies of strangers may throw; nothing that JSON can hold does.
    return {
      rejected: `entry cannot be read (${thrown instanceof Error ? thrown.name : "error"}): expected plain JSON`,
    };
  }
}

function readObject(value: unknown): { entry: LogEntry } | { rejected: string } {
  if (!isJsonObject(value))
    return { rejected: `entry is ${given(value)}: expected a JSON object with the fields of a LogEntry` };
  const received = readMoment(value.receiveTimestamp ?? value.receive_timestamp);
  const moment = readMoment(value.timestamp) ?? received;
  if (moment === undefined) return { rejected: noTimestamp(value) };
  const payload = readPayload(value);
  const log = readLogName(value.logName ?? value.log_name, value.log_id);
  const resource = readResource(value.resource);
  const named = ofStream(resource.type, payload) ?? readSeverity(value.severity) ?? lifted(value.severity, payload);
  const severity = named ?? "DEFAULT";
  const entry: LogEntry = {
    key: "",
    insertId: readInsertId(value.insertId ?? value.insert_id),
    project: log.project || (resource.labels.project_id ?? ""),
    logId: log.logId,
    timestamp: moment.timestamp,
    at: moment.at,
    severity,
    hasSeverity: severity !== "DEFAULT",
    resource,
    labels: readLabels(value.labels),
    ...payload,
  };
  if (received !== undefined) entry.receivedAt = received.at;
  addContext(entry, value);
  if (entry.insertId === "") entry.insertId = contentHash(entry);
  entry.key = `${log.parent || entry.project}/${entry.logId}|${entry.timestamp}|${entry.insertId}`;
  return { entry };
}

/** A severity in the payload counts where the entry itself says none: an agent that did not lift it. */
function lifted(given: unknown, payload: Payload): LogEntry["severity"] | undefined {
  if (payload.jsonPayload === undefined) return undefined;
  const saysNone = given === undefined || given === null || given === "";
  return saysNone ? severityInPayload(payload.jsonPayload) : undefined;
}

/** Resources whose agent takes the severity from the stream where a structured line has no field of that name. */
const STREAM_SEVERITY = new Set(["k8s_container", "gce_instance", "k8s_pod"]);

/** What a structured line says of itself in its logger's own field goes before what its stream says of it. */
function ofStream(type: string, { jsonPayload }: Payload): LogEntry["severity"] | undefined {
  return jsonPayload !== undefined && STREAM_SEVERITY.has(type) ? severityInPayload(jsonPayload) : undefined;
}

function noTimestamp(value: JsonObject): string {
  const expected = "expected RFC 3339 such as 2025-06-01T12:00:00Z, or seconds, ms, µs or ns since 1970";
  if (value.timestamp === undefined) return `timestamp is missing, and receiveTimestamp too: ${expected}`;
  return `timestamp is ${given(value.timestamp)}, and there is no receiveTimestamp: ${expected}`;
}

/** What was given, for a message: at most 60 characters of a text, the kind of everything else. */
function given(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value);
  if (value === null || typeof value === "number" || typeof value === "boolean") return String(value);
  if (Array.isArray(value)) return `a list of ${value.length}`;
  return typeof value === "object" ? "an object" : String(typeof value);
}

function readInsertId(value: unknown): string {
  if (typeof value === "string") return value.slice(0, 1024);
  return typeof value === "number" || typeof value === "bigint" ? String(value) : "";
}

function contentHash(entry: LogEntry): string {
  return `content-${createHash("sha256").update(JSON.stringify(entry)).digest("hex").slice(0, 24)}`;
}

/** The parts of `projects/P/logs/ID`; `parent` keeps what is no project (an organization, a folder) for the identity. */
export function readLogName(value: unknown, logId: unknown): { parent: string; project: string; logId: string } {
  const name = typeof value === "string" ? value.slice(0, 2048) : "";
  const parts = /^\/?((?:projects|organizations|folders|billingAccounts)\/([^/]+))\/logs\/(.+)$/.exec(name);
  if (parts === null)
    return { parent: "", project: "", logId: decoded(name || (typeof logId === "string" ? logId : "")) };
  const [, parent = "", project = "", id = ""] = parts;
  const isProject = parent.startsWith("projects/");
  return { parent: isProject ? project : parent, project: isProject ? project : "", logId: decoded(id) };
}

function decoded(logId: string): string {
  if (!logId.includes("%")) return logId;
  try {
    return decodeURIComponent(logId);
  } catch {
    return logId;
  }
}

/** The monitored resource; `global` where a value holds none. */
export function readResource(value: unknown): LogEntry["resource"] {
  if (!isJsonObject(value)) return { type: "global", labels: {} };
  const type = typeof value.type === "string" && value.type !== "" ? value.type : "global";
  return { type, labels: readLabels(value.labels) };
}

type Payload = Pick<LogEntry, "textPayload" | "jsonPayload" | "protoPayload">;

function readPayload(value: JsonObject): Payload & Pick<LogEntry, "httpRequest"> {
  const proto = value.protoPayload ?? value.proto_payload ?? value.protopayload_auditlog;
  if (isJsonObject(proto)) return ofProto(openProto(proto));
  const json = value.jsonPayload ?? value.json_payload;
  if (isJsonObject(json)) return asStructured(openStruct(json));
  if (Array.isArray(json)) return { textPayload: boundText(jsonText(json)) };
  const text = typeof json === "string" ? json : (value.textPayload ?? value.text_payload);
  if (typeof text !== "string")
    return text === undefined || text === null ? {} : { textPayload: boundText(jsonText(text)) };
  const object = objectInText(text);
  return object === undefined ? { textPayload: boundText(text) } : asStructured(object);
}

/** App Engine's request log is a request, not an audited call. */
function ofProto(proto: JsonObject): Payload & Pick<LogEntry, "httpRequest"> {
  const asked = appEngineRequest(proto);
  if (asked === undefined) return { protoPayload: boundObject(proto) };
  const request = readHttpRequest(asked.request);
  return {
    ...(request === undefined ? {} : { httpRequest: request }),
    ...(asked.words === "" ? {} : { textPayload: boundText(asked.words) }),
  };
}

/** Client libraries hand an audit log on as jsonPayload, with its `@type`. */
function asStructured(object: JsonObject): Payload {
  const type = object["@type"];
  const isAudit = typeof type === "string" && type.endsWith("google.cloud.audit.AuditLog");
  return isAudit ? { protoPayload: boundObject(object) } : { jsonPayload: boundObject(object) };
}

/** Log Analytics nests the audit log; gRPC clients give `{type_url, value}`. */
function openProto(proto: JsonObject): JsonObject {
  if (isJsonObject(proto.audit_log)) return proto.audit_log;
  if (typeof proto.type_url !== "string") return proto;
  const { type_url: type, value, ...rest } = proto;
  const isDecoded = isJsonObject(value) && !(value instanceof Uint8Array);
  return isDecoded ? { "@type": type, ...value } : { "@type": type, ...rest };
}

function addContext(entry: LogEntry, value: JsonObject): void {
  const { jsonPayload } = entry;
  const trace = readTrace(value.trace) ?? (jsonPayload === undefined ? undefined : traceInPayload(jsonPayload));
  if (trace !== undefined) entry.trace = trace;
  const span = readSpan(value.spanId ?? value.span_id ?? jsonPayload?.["logging.googleapis.com/spanId"]);
  if (span !== undefined) entry.spanId = span;
  const request = readHttpRequest(
    value.httpRequest ?? value.http_request ?? jsonPayload?.httpRequest ?? requestInContext(jsonPayload),
  );
  if (request !== undefined) entry.httpRequest ??= request;
  const operation = readOperation(value.operation);
  if (operation !== undefined) entry.operation = operation;
  const location = readLocation(value.sourceLocation ?? value.source_location);
  if (location !== undefined) entry.sourceLocation = location;
}

/** Error Reporting's events put the request into their context. */
function requestInContext(payload: JsonObject | undefined): unknown {
  return isJsonObject(payload?.context) ? payload.context.httpRequest : undefined;
}

function readOperation(value: unknown): LogEntry["operation"] {
  if (!isJsonObject(value) || typeof value.id !== "string" || value.id === "") return undefined;
  const operation: NonNullable<LogEntry["operation"]> = { id: value.id.slice(0, 1024) };
  if (typeof value.producer === "string" && value.producer !== "") operation.producer = value.producer.slice(0, 1024);
  if (typeof value.first === "boolean") operation.first = value.first;
  if (typeof value.last === "boolean") operation.last = value.last;
  return operation;
}

function readLocation(value: unknown): LogEntry["sourceLocation"] {
  if (!isJsonObject(value)) return undefined;
  const location: NonNullable<LogEntry["sourceLocation"]> = {};
  if (typeof value.file === "string" && value.file !== "") location.file = value.file.slice(0, 2048);
  const line = Number(value.line);
  if (Number.isInteger(line) && line > 0) location.line = line;
  if (typeof value.function === "string" && value.function !== "") location.function = value.function.slice(0, 1024);
  return Object.keys(location).length === 0 ? undefined : location;
}
