import { isJsonObject, type Json, type JsonObject } from "../../../shared/json.ts";

const MAX_DEPTH = 32;

/** What a list of OTLP's key-value pairs says, as a plain object; later keys win. Anything else gives an empty one. */
export function attributesOf(pairs: unknown, depth = 0): JsonObject {
  const entries: [string, Json][] = [];
  if (!Array.isArray(pairs)) return {};
  for (const pair of pairs) {
    if (!isJsonObject(pair) || typeof pair.key !== "string" || pair.key === "") continue;
    const value = anyValue(pair.value, depth);
    if (value !== undefined) entries.push([pair.key, value]);
  }
  return Object.fromEntries(entries);
}

/** What an AnyValue says; undefined for an empty one. */
export function anyValue(value: unknown, depth = 0): Json | undefined {
  if (!isJsonObject(value) || depth > MAX_DEPTH) return undefined;
  if (typeof value.stringValue === "string") return value.stringValue;
  if (typeof value.boolValue === "boolean") return value.boolValue;
  if (value.intValue !== undefined) return wholeNumber(value.intValue);
  if (typeof value.doubleValue === "number" || typeof value.doubleValue === "string") return value.doubleValue;
  if (typeof value.bytesValue === "string") return value.bytesValue;
  if (isJsonObject(value.arrayValue)) {
    const { values } = value.arrayValue;
    return Array.isArray(values) ? values.flatMap((one) => anyValue(one, depth + 1) ?? []) : [];
  }
  if (isJsonObject(value.kvlistValue)) return attributesOf(value.kvlistValue.values, depth + 1);
  return undefined;
}

/** The first of these attributes that is a text which says something. */
export function textIn(attributes: JsonObject, ...keys: readonly string[]): string | undefined {
  for (const key of keys) {
    const value = attributes[key];
    if (typeof value === "string" && value !== "") return value;
    if (typeof value === "number") return String(value);
  }
  return undefined;
}

/** A number where it is exact, else its digits. */
function wholeNumber(value: Json): Json {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : String(value);
}
