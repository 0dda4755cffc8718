import { isJsonObject, type Json, type JsonObject } from "../../../shared/json.ts";

/** What is kept of a payload; Cloud Logging itself takes 256 KiB an entry. Beyond, the rest is cut and said to be cut. */
export const MAX_TEXT_CHARACTERS = 256 * 1024;
export const MAX_DEPTH = 64;
export const MAX_KEYS = 3000;

/** The text, cut to 256 Ki characters with a note that says how much there was. */
export function boundText(text: string): string {
  if (text.length <= MAX_TEXT_CHARACTERS) return text;
  return `${text.slice(0, MAX_TEXT_CHARACTERS)}… [cut: ${text.length} characters]`;
}

/**
 * The object itself where it is within limits, else a copy: at most 64 levels and 3,000 keys and elements, texts of at most
 * 256 Ki characters, no `__proto__`, and only what JSON can hold (numbers beyond it become text).
 */
export function boundObject(value: JsonObject): JsonObject {
  return isWithinLimits(value, { keys: MAX_KEYS }, 1) ? value : copyObject(value, { keys: MAX_KEYS }, 1);
}

type Budget = { keys: number };

function isWithinLimits(value: unknown, budget: Budget, depth: number): boolean {
  if (typeof value === "string") return value.length <= MAX_TEXT_CHARACTERS;
  if (typeof value === "number") return Number.isFinite(value);
  if (typeof value !== "object") return typeof value === "boolean";
  if (value === null) return true;
  if (depth > MAX_DEPTH) return false;
  if (Array.isArray(value)) {
    budget.keys -= value.length;
    return budget.keys >= 0 && value.every((item) => isWithinLimits(item, budget, depth + 1));
  }
  const prototype = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return false;
  for (const [key, item] of Object.entries(value)) {
    budget.keys -= 1;
    if (budget.keys < 0 || key === "__proto__" || !isWithinLimits(item, budget, depth + 1)) return false;
  }
  return true;
}

function copyObject(value: object, budget: Budget, depth: number): JsonObject {
  const copy: JsonObject = {};
  for (const [key, item] of Object.entries(value)) {
    if (key === "__proto__" || item === undefined) continue;
    if (budget.keys <= 0) break;
    budget.keys -= 1;
    copy[key] = copyValue(item, budget, depth + 1);
  }
  return copy;
}

function copyValue(value: unknown, budget: Budget, depth: number): Json {
  if (typeof value === "string") return boundText(value);
  if (typeof value === "boolean" || value === null) return value;
  if (typeof value === "number") return Number.isFinite(value) ? value : String(value);
  if (typeof value !== "object") return value === undefined ? null : String(value);
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  if (value instanceof Uint8Array) return `[${value.byteLength} bytes]`;
  if (depth > MAX_DEPTH) return `[cut: deeper than ${MAX_DEPTH} levels]`;
  if (!Array.isArray(value)) return copyObject(value, budget, depth);
  const kept = value.slice(0, Math.max(0, budget.keys));
  budget.keys -= kept.length;
  return kept.map((item) => copyValue(item, budget, depth + 1));
}

const MAX_LABELS = 200;

/** Texts by name: what is not text is written as JSON, null as "". At most 200 names. */
export function readLabels(value: unknown): Record<string, string> {
  if (!isJsonObject(value)) return {};
  if (isTextRecord(value)) return value;
  const labels: Record<string, string> = {};
  for (const [key, item] of Object.entries(value).slice(0, MAX_LABELS)) {
    if (key === "__proto__") continue;
    labels[key] = boundText(typeof item === "string" ? item : labelText(item));
  }
  return labels;
}

/** Whether all is well as it is: the usual case, which needs no copy. */
function isTextRecord(value: JsonObject): value is Record<string, string> {
  let count = 0;
  for (const key in value) {
    const item = value[key];
    if (typeof item !== "string" || item.length > MAX_TEXT_CHARACTERS || key === "__proto__" || ++count > MAX_LABELS)
      return false;
  }
  return true;
}

function labelText(value: unknown): string {
  if (value === null || value === undefined) return "";
  return typeof value === "object" ? jsonText(value) : String(value);
}

/** JSON text of a value within limits; never throws, whatever it is made of. */
export function jsonText(value: unknown): string {
  return JSON.stringify(copyValue(value, { keys: MAX_KEYS }, 1));
}

/** The object that a text of JSON holds, one level of double encoding opened; undefined where it holds none. */
export function objectInText(text: string): JsonObject | undefined {
  const start = text.trimStart();
  if (start[0] !== "{" && !start.startsWith('"{')) return undefined;
  const value = parse(start);
  if (typeof value === "string" && value.trimStart()[0] === "{") {
    const inner = parse(value);
    return isJsonObject(inner) ? inner : undefined;
  }
  return isJsonObject(value) ? value : undefined;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The plain object behind protobuf's Struct, `{fields: {a: {stringValue}}}`, as gRPC clients give it; else as it came. */
export function openStruct(value: JsonObject): JsonObject {
  const fields = value.fields;
  if (Object.keys(value).length !== 1 || !isJsonObject(fields)) return value;
  const values = Object.values(fields);
  return values.length > 0 && values.every(isProtoValue) ? structFields(fields, 1) : value;
}

function isProtoValue(value: unknown): value is JsonObject {
  return (
    isJsonObject(value) && (typeof value.kind === "string" || Object.keys(value).some((key) => VALUE_KEY.test(key)))
  );
}

const VALUE_KEY = /^(?:null|number|string|bool|struct|list)Value$/;

function structFields(fields: JsonObject, depth: number): JsonObject {
  const object: JsonObject = {};
  for (const [key, item] of Object.entries(fields)) if (key !== "__proto__") object[key] = structValue(item, depth);
  return object;
}

function structValue(value: Json, depth: number): Json {
  if (!isJsonObject(value) || depth > MAX_DEPTH) return null;
  if (value.stringValue !== undefined) return value.stringValue;
  if (value.numberValue !== undefined) return value.numberValue;
  if (value.boolValue !== undefined) return value.boolValue;
  const { structValue: struct, listValue: list } = value;
  if (isJsonObject(struct)) return isJsonObject(struct.fields) ? structFields(struct.fields, depth + 1) : {};
  if (isJsonObject(list))
    return Array.isArray(list.values) ? list.values.map((item) => structValue(item, depth + 1)) : [];
  return null;
}
