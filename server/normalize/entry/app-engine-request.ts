import { isJsonObject, type JsonObject } from "../../../shared/json.ts";

const TYPE = "google.appengine.logging.v1.RequestLog";
const MAX_LINES = 200;

/** The request that App Engine's request log tells of in its own words, as `httpRequest` spells it, and what the app logged in it. */
export type AppEngineRequest = { request: JsonObject; words: string };

/**
 * Reads a `protoPayload` of App Engine's request log; undefined for any other payload. The words are the lines of the app, those of
 * an error first. https://cloud.google.com/appengine/docs/standard/writing-application-logs
 */
export function appEngineRequest(proto: JsonObject): AppEngineRequest | undefined {
  const type = proto["@type"];
  if (typeof type !== "string" || !type.endsWith(TYPE)) return undefined;
  const { method, resource, status, latency, userAgent, ip, referrer, responseSize } = proto;
  const fields = Object.entries({
    requestMethod: method,
    requestUrl: resource,
    status,
    latency,
    userAgent,
    remoteIp: ip,
    referer: referrer,
    responseSize,
  });
  const request: JsonObject = {};
  for (const [name, value] of fields) if (value !== undefined) request[name] = value;
  return { request, words: wordsOf(proto.line) };
}

function wordsOf(lines: unknown): string {
  if (!Array.isArray(lines)) return "";
  const said = lines.slice(0, MAX_LINES).filter(isJsonObject);
  const errors = said.filter(({ severity }) => severity === "ERROR" || severity === "CRITICAL");
  return [...errors, ...said.filter((line) => !errors.includes(line))]
    .flatMap(({ logMessage }) => (typeof logMessage === "string" ? [logMessage] : []))
    .join("\n");
}
