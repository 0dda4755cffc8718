import type { JsonObject } from "../../../shared/json.ts";

const HEX_32 = /(?:^|[^0-9a-fA-F])([0-9a-fA-F]{32})(?![0-9a-fA-F])/;
const UUID = /^([0-9a-f]{8})-([0-9a-f]{4})-([0-9a-f]{4})-([0-9a-f]{4})-([0-9a-f]{12})$/i;
const NO_TRACE = "0".repeat(32);
const LARGEST_SPAN = 2n ** 64n;

/** The trace id as 32 lower-case hex digits, from any spelling: plain, `projects/…/traces/…`, a URL, traceparent. */
export function readTrace(value: unknown): string | undefined {
  if (typeof value !== "string" || value.length < 32 || value.length > 500) return undefined;
  const hex = HEX_32.exec(value)?.[1]?.toLowerCase() ?? UUID.exec(value)?.slice(1).join("").toLowerCase();
  return hex === NO_TRACE ? undefined : hex;
}

/** The span id as 16 lower-case hex digits; longer or odd digits are the decimal spelling of X-Cloud-Trace-Context. */
export function readSpan(value: unknown): string | undefined {
  if (typeof value !== "string") return undefined;
  if (/^[0-9a-f]{16}$/i.test(value)) return value.toLowerCase();
  if (!/^\d{1,20}$/.test(value)) return undefined;
  const span = BigInt(value);
  return span > 0n && span < LARGEST_SPAN ? span.toString(16).padStart(16, "0") : undefined;
}

/** The trace id in a structured payload, under the names that agents, OpenTelemetry, ECS and frameworks use. */
export function traceInPayload(payload: JsonObject): string | undefined {
  const spelled =
    payload["logging.googleapis.com/trace"] ??
    payload.trace_id ??
    payload.traceId ??
    payload["trace.id"] ??
    payload.traceparent ??
    payload.trace ??
    payload.otelTraceID;
  return spelled === undefined ? undefined : readTrace(spelled);
}
