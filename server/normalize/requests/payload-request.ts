import type { RequestFacts } from "../../../shared/events.ts";
import { isJsonObject, type Json, type JsonObject } from "../../../shared/json.ts";
import type { LogEntry } from "../../../shared/log-entry.ts";
import { requestFacts } from "./request-log.ts";

const METHOD = /^(?:GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS)$/;
/** Spellings of loggers of requests: zap and gin, echo, lograge, Serilog, Envoy, ECS and OpenTelemetry. */
const METHOD_KEYS = ["method", "RequestMethod", "http.method", "http.request.method", "http_method"] as const;
const PATH_KEYS = ["path", "uri", "url", "RequestPath", "url.path", "http.target", "request_path"] as const;
const STATUS_KEYS = [
  "status",
  "status_code",
  "statusCode",
  "StatusCode",
  "response_code",
  "http.status_code",
  "http.response.status_code",
] as const;
/** Milliseconds as a rule; seconds and texts with a unit tell that a request was timed and not how long it took. */
const DURATION_KEYS = [
  "responseTime",
  "duration",
  "Elapsed",
  "latency",
  "elapsed",
  "duration_ms",
  "latency_ms",
  "elapsed_ms",
  "response_time",
  "took",
] as const;
const SAYS_REQUEST = /request|completed|responded|access|\bHTTP\b|handled/i;

/**
 * The request that an app's structured line tells of: pino-http's `{req: {method, url}, res: {statusCode}}`, or method, path and
 * status side by side where the line is about a request that was answered. Calls to other hosts are none of the app's own.
 */
export function requestInPayload({ jsonPayload }: LogEntry, words: string): RequestFacts | undefined {
  if (jsonPayload === undefined) return undefined;
  const { req, res, responseTime } = jsonPayload;
  if (isJsonObject(req) && isJsonObject(res)) {
    const status = res.statusCode ?? res.status;
    if (typeof req.method !== "string" || typeof req.url !== "string" || typeof status !== "number") return undefined;
    const latency = typeof responseTime === "number" ? { latencyMs: responseTime } : {};
    return requestFacts({ method: req.method, url: req.url, status, ...latency });
  }
  return flatRequest(jsonPayload, words);
}

function flatRequest(payload: JsonObject, words: string): RequestFacts | undefined {
  const method = firstOf(payload, METHOD_KEYS);
  if (typeof method !== "string" || !METHOD.test(method)) return undefined;
  const path = firstOf(payload, PATH_KEYS);
  const status = Number(firstOf(payload, STATUS_KEYS));
  if (typeof path !== "string" || !path.startsWith("/") || !(status >= 100 && status <= 599)) return undefined;
  const duration = firstOf(payload, DURATION_KEYS);
  if (duration === undefined && !SAYS_REQUEST.test(words)) return undefined;
  return requestFacts({ method, url: path, status, ...(typeof duration === "number" ? { latencyMs: duration } : {}) });
}

function firstOf(payload: JsonObject, keys: readonly string[]): Json | undefined {
  for (const key of keys) if (payload[key] !== undefined) return payload[key];
  return undefined;
}
