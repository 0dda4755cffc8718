import type { protos } from "@google-cloud/logging-api";

type Timestamp = protos.google.protobuf.ITimestamp;
type Duration = protos.google.protobuf.IDuration;

/** RFC 3339 in UTC with the nanoseconds that protobuf's Timestamp holds; undefined where it is unset or out of range. */
export function rfc3339(value: Timestamp | null | undefined): string | undefined {
  if (value === null || value === undefined) return undefined;
  const seconds = Number(String(value.seconds ?? 0));
  if (!Number.isSafeInteger(seconds) || Math.abs(seconds) > LATEST_SECONDS) return undefined;
  return `${new Date(seconds * 1000).toISOString().slice(0, 19)}${fraction(value.nanos)}Z`;
}

/** 31 December 9999, the last moment that Timestamp may hold. */
const LATEST_SECONDS = 253_402_300_799;

/** Milliseconds since 1970 of a Timestamp, with a fraction; undefined where it is unset. */
export function millisecondsOf(value: Timestamp | null | undefined): number | undefined {
  if (value === null || value === undefined) return undefined;
  return Number(String(value.seconds ?? 0)) * 1000 + (value.nanos ?? 0) / 1e6;
}

/** A Duration as REST writes it: `"0.123s"`. */
export function durationText(value: Duration): string {
  return `${String(value.seconds ?? 0)}${fraction(value.nanos)}s`;
}

function fraction(nanos: number | null | undefined): string {
  const digits = String(nanos ?? 0)
    .padStart(9, "0")
    .replace(/0+$/, "");
  return digits === "" ? "" : `.${digits}`;
}
