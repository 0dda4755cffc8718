import { isJsonObject } from "../../../shared/json.ts";
import type { HttpRequest } from "../../../shared/log-entry.ts";

/**
 * The request that an entry speaks of, or undefined where it holds none. Takes numbers as text, latency as `"0.123s"`,
 * seconds or `{seconds, nanos}`, and the snake_case names of BigQuery. A missing method is read as GET.
 */
export function readHttpRequest(value: unknown): HttpRequest | undefined {
  if (!isJsonObject(value)) return undefined;
  const url = textOf(value.requestUrl ?? value.request_url ?? value.url);
  const status = wholeNumber(value.status ?? value.responseStatusCode ?? value.response_status_code);
  const method = textOf(value.requestMethod ?? value.request_method ?? value.method);
  if (url === undefined && status === undefined && method === undefined) return undefined;
  const request: HttpRequest = { method: (method ?? "GET").toUpperCase(), url: url ?? "/" };
  if (status !== undefined && status >= 100 && status <= 599) request.status = status;
  const latencyMs = readLatency(value.latency);
  if (latencyMs !== undefined) request.latencyMs = latencyMs;
  const userAgent = textOf(value.userAgent ?? value.user_agent);
  if (userAgent !== undefined) request.userAgent = userAgent;
  const remoteIp = textOf(value.remoteIp ?? value.remote_ip);
  if (remoteIp !== undefined) request.remoteIp = remoteIp;
  const referer = textOf(value.referer ?? value.referrer);
  if (referer !== undefined) request.referer = referer;
  const responseSize = wholeNumber(value.responseSize ?? value.response_size);
  if (responseSize !== undefined) request.responseSize = responseSize;
  return request;
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value.slice(0, 8192) : undefined;
}

function wholeNumber(value: unknown): number | undefined {
  if (typeof value === "number") return Number.isInteger(value) ? value : undefined;
  return typeof value === "string" && /^\d{1,15}$/.test(value) ? Number(value) : undefined;
}

function readLatency(value: unknown): number | undefined {
  if (typeof value === "number") return Math.max(0, value * 1000);
  if (typeof value === "string") {
    const seconds = /^(\d{1,12}(?:\.\d{1,12})?)s?$/.exec(value)?.[1];
    return seconds === undefined ? undefined : milliseconds(Number(seconds));
  }
  if (!isJsonObject(value)) return undefined;
  const seconds = Number(String(value.seconds ?? 0)) + Number(String(value.nanos ?? 0)) / 1e9;
  return Number.isFinite(seconds) ? milliseconds(seconds) : undefined;
}

/** Rounded to a microsecond: more digits are noise of the conversion. */
function milliseconds(seconds: number): number {
  return Math.round(seconds * 1e6) / 1000;
}
