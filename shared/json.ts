/** A value that JSON can hold. */
export type Json = null | boolean | number | string | Json[] | JsonObject;

/** An object that came from JSON. */
export type JsonObject = { [key: string]: Json };

/** Whether `value` is an object of JSON: not null, not a list. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
