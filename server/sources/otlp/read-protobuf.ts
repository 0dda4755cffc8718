import type { Json, JsonObject } from "../../../shared/json.ts";
import { type Field, fieldsOf, signed } from "./wire.ts";

/** Values within values that are followed; what lies deeper is left out. */
const MAX_DEPTH = 32;

/**
 * An ExportLogsServiceRequest in the form that its JSON has, so that both are mapped alike: times and whole numbers as text, ids
 * in hexadecimal, bytes in base64. Unknown fields are skipped. Throws a RangeError for bytes that are no such message.
 * https://github.com/open-telemetry/opentelemetry-proto/blob/main/opentelemetry/proto/logs/v1/logs.proto
 */
export function readProtobuf(message: Buffer): JsonObject {
  return { resourceLogs: [...messages(message, 1)].map(resourceLogs) };
}

function resourceLogs(message: Buffer): JsonObject {
  const [resource] = messages(message, 1);
  return {
    resource: { attributes: resource === undefined ? [] : [...messages(resource, 1)].map((one) => keyValue(one, 0)) },
    scopeLogs: [...messages(message, 2)].map(scopeLogs),
  };
}

function scopeLogs(message: Buffer): JsonObject {
  const [scope] = messages(message, 1);
  const [name] = scope === undefined ? [] : messages(scope, 1);
  return {
    scope: { name: name?.toString("utf8") ?? "" },
    logRecords: [...messages(message, 2)].map(logRecord),
  };
}

function logRecord(message: Buffer): JsonObject {
  const attributes: Json[] = [];
  const record: JsonObject = { attributes };
  for (const field of fieldsOf(message)) {
    if (field.number === 6 && field.wire === "bytes") attributes.push(keyValue(field.bytes, 0));
    else if (field.number === 5 && field.wire === "bytes") record.body = anyValue(field.bytes, 0);
    else if (field.wire === "fixed64" && field.number === 1) record.timeUnixNano = unsigned(field.bytes);
    else if (field.wire === "fixed64" && field.number === 11) record.observedTimeUnixNano = unsigned(field.bytes);
    else if (field.wire === "varint" && field.number === 2) record.severityNumber = Number(field.value);
    else if (field.wire === "bytes") addText(record, field.number, field.bytes);
  }
  return record;
}

function addText(record: JsonObject, number: number, bytes: Buffer): void {
  if (number === 3) record.severityText = bytes.toString("utf8");
  else if (number === 9) record.traceId = bytes.toString("hex");
  else if (number === 10) record.spanId = bytes.toString("hex");
  else if (number === 12) record.eventName = bytes.toString("utf8");
}

function keyValue(message: Buffer, depth: number): JsonObject {
  const [key] = messages(message, 1);
  const [value] = messages(message, 2);
  return { key: key?.toString("utf8") ?? "", value: value === undefined ? {} : anyValue(value, depth) };
}

/** The last field that is set counts, as in every oneof. */
function anyValue(message: Buffer, depth: number): JsonObject {
  let value: JsonObject = {};
  if (depth > MAX_DEPTH) return value;
  for (const field of fieldsOf(message)) value = oneOf(field, depth) ?? value;
  return value;
}

function oneOf(field: Field, depth: number): JsonObject | undefined {
  if (field.wire === "varint") {
    if (field.number === 2) return { boolValue: field.value !== 0n };
    return field.number === 3 ? { intValue: signed(field.value).toString() } : undefined;
  }
  const { number, bytes } = field;
  if (field.wire === "fixed64") return number === 4 ? { doubleValue: doubleOf(bytes) } : undefined;
  if (field.wire === "fixed32") return undefined;
  if (number === 1) return { stringValue: bytes.toString("utf8") };
  if (number === 5) return { arrayValue: { values: [...messages(bytes, 1)].map((one) => anyValue(one, depth + 1)) } };
  if (number === 6) return { kvlistValue: { values: [...messages(bytes, 1)].map((one) => keyValue(one, depth + 1)) } };
  return number === 7 ? { bytesValue: bytes.toString("base64") } : undefined;
}

/** JSON has no words for what is no number. */
function doubleOf(bytes: Buffer): Json {
  const value = bytes.readDoubleLE();
  return Number.isFinite(value) ? value : String(value);
}

function unsigned(bytes: Buffer): string {
  return bytes.readBigUInt64LE().toString();
}

/** The messages, or texts, of one field. */
function* messages(message: Buffer, number: number): Generator<Buffer> {
  for (const field of fieldsOf(message)) if (field.number === number && field.wire === "bytes") yield field.bytes;
}
