import { readEntry } from "../../server/normalize/read-entry.ts";
import type { LogEntry } from "../../shared/log-entry.ts";

/** A trace as it is kept: 32 hexadecimal digits. */
export const TRACE = "06796866738c859f2f19b7cfb3214824";
/** The log of what is given, unless a test names another. */
export const LOG = "projects/shop-staging/logs/run.googleapis.com%2Fstderr";

/** The entry that a value is read as; throws where it is none. */
export function read(value: unknown): LogEntry {
  const result = readEntry(value);
  if ("rejected" in result) throw new Error(result.rejected);
  return result.entry;
}

/** A whole entry with what a test is about. */
export function given(fields: Record<string, unknown>): Record<string, unknown> {
  return { logName: LOG, timestamp: "2025-06-01T12:00:00Z", insertId: "i1", textPayload: "x", ...fields };
}
