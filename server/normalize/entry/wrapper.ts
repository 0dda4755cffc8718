import { isJsonObject, type JsonObject } from "../../../shared/json.ts";

/** The entry inside one level of wrapping, `{entry: …}` or the Node client's `{metadata, data}`; else the value itself. */
export function openWrapper(value: unknown): unknown {
  if (!isJsonObject(value) || value.timestamp !== undefined || value.logName !== undefined) return value;
  const inner = value.entry ?? value.logEntry ?? value.log_entry;
  if (isJsonObject(inner)) return inner;
  return isJsonObject(value.metadata) && value.data !== undefined ? withData(value.metadata, value.data) : value;
}

/** The Node client's Entry keeps the payload apart from the rest. */
function withData(metadata: JsonObject, data: unknown): JsonObject {
  if (metadata.textPayload !== undefined || metadata.jsonPayload !== undefined || metadata.protoPayload !== undefined) {
    return metadata;
  }
  if (typeof data === "string") return { ...metadata, textPayload: data };
  if (!isJsonObject(data)) return metadata;
  return typeof data.type_url === "string" ? { ...metadata, protoPayload: data } : { ...metadata, jsonPayload: data };
}
