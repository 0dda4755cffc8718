import type { protos } from "@google-cloud/logging-api";
import type { Json, JsonObject } from "../../../shared/json.ts";

type Struct = protos.google.protobuf.IStruct;
type Value = protos.google.protobuf.IValue;

/** Deeper levels become null; Cloud Logging itself refuses entries that are nested this deep. */
const MAX_DEPTH = 100;

/** The plain object that protobuf's Struct stands for, as REST writes it: numbers that JSON lacks become text. */
export function plainStruct(struct: Struct, depth = 1): JsonObject {
  const object: JsonObject = {};
  for (const [key, value] of Object.entries(struct.fields ?? {})) {
    if (key === "__proto__") continue;
    object[key] = plainValue(value, depth);
  }
  return object;
}

function plainValue(value: Value, depth: number): Json {
  if (depth > MAX_DEPTH) return null;
  if (typeof value.stringValue === "string") return value.stringValue;
  if (typeof value.numberValue === "number") {
    return Number.isFinite(value.numberValue) ? value.numberValue : String(value.numberValue);
  }
  if (typeof value.boolValue === "boolean") return value.boolValue;
  if (value.structValue) return plainStruct(value.structValue, depth + 1);
  if (value.listValue) return (value.listValue.values ?? []).map((item) => plainValue(item, depth + 1));
  return null;
}
