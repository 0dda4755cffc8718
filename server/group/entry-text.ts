import { isJsonObject, type Json, type JsonObject } from "../../shared/json.ts";

/** What an entry says, in one text, or the request it stands for. */
export type EntryText = {
  insertId: string | null;
  text: string;
  request?: { method: string; url: string; status: string };
};

/** Keys of a structured payload that hold its message, the likeliest first. */
const MESSAGE_KEYS = ["message", "msg", "error", "exception", "stack_trace", "log", "text", "event", "description"];

/** The text of a parsed entry: its payload's, else its request's, else nothing. */
export function entryTextOf(entry: JsonObject): EntryText {
  const insertId = typeof entry.insertId === "string" ? entry.insertId : null;
  const text = payloadText(entry);
  if (text !== "") return { insertId, text };
  const request = entry.httpRequest;
  if (!isJsonObject(request)) return { insertId, text: "" };
  const method = textOf(request.requestMethod);
  const url = textOf(request.requestUrl);
  return { insertId, text: "", request: { method, url, status: textOf(request.status) } };
}

function payloadText(entry: JsonObject): string {
  const { textPayload, jsonPayload, protoPayload } = entry;
  if (typeof textPayload === "string" && textPayload !== "") return textPayload;
  if (isJsonObject(jsonPayload)) return messageIn(jsonPayload);
  return isJsonObject(protoPayload) ? auditText(protoPayload) : "";
}

/** The message of a structured payload, or its keys where it has none. */
function messageIn(payload: JsonObject): string {
  for (const key of MESSAGE_KEYS) {
    const value = payload[key];
    if (typeof value === "string" && value !== "") return value;
    if (isJsonObject(value) && typeof value.message === "string") return value.message;
  }
  return `{${Object.keys(payload).sort().join(", ")}}`;
}

/** An audit entry's method and the status it ended with. */
function auditText(payload: JsonObject): string {
  const status = isJsonObject(payload.status) ? payload.status : {};
  const words = [textOf(payload.methodName), textOf(status.message)];
  return words.filter((word) => word !== "").join(": ");
}

function textOf(value: Json | undefined): string {
  return typeof value === "string" ? value : typeof value === "number" ? String(value) : "";
}
