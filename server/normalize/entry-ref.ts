import type { EntryRef } from "../../shared/events.ts";
import type { LogEntry } from "../../shared/log-entry.ts";

/** How to see an entry again. */
export function entryRef(entry: LogEntry): EntryRef {
  const { key, insertId, timestamp, logId, project } = entry;
  return { key, insertId, timestamp, logId, project };
}
