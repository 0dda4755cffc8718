import type { IncomingHttpHeaders } from "node:http";
import { isJsonObject, type JsonObject } from "../../shared/json.ts";
import { isDeeperThan, MAX_JSON_DEPTH } from "../lib/json-depth.ts";

const EXPECTED = "expected a LogEntry as a log sink sends it";

/**
 * The entry that a push request carries: in the base64 of the usual envelope, or as the body itself where the subscription unwraps.
 * What is no entry is named; it would be the same at every further attempt. https://cloud.google.com/pubsub/docs/push
 */
export function entryInPush(body: Buffer, headers: IncomingHttpHeaders): { value: unknown } | { reason: string } {
  const document = parse(body);
  if (document === undefined) return { reason: `a push whose body is no JSON object: ${EXPECTED}` };
  const { message } = document;
  if (headers["x-goog-pubsub-message-id"] !== undefined || !isJsonObject(message)) return { value: document };
  const { data } = message;
  if (typeof data !== "string" || data === "") return { reason: `a message without data: ${EXPECTED}` };
  const value = parse(Buffer.from(data, "base64"));
  return value === undefined ? { reason: `a message whose data is no JSON object: ${EXPECTED}` } : { value };
}

function parse(bytes: Buffer): JsonObject | undefined {
  if (isDeeperThan(bytes, MAX_JSON_DEPTH)) return undefined;
  try {
    const value: unknown = JSON.parse(bytes.toString("utf8"));
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
