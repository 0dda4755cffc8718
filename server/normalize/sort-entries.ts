import type { LogEntry } from "../../shared/log-entry.ts";

/** The entries in the order they were written: by time to the nanosecond, then by insertId, as Cloud Logging orders them. */
export function sortEntries(entries: readonly LogEntry[]): LogEntry[] {
  return entries.toSorted(
    (a, b) => a.at - b.at || compare(fraction(a), fraction(b)) || compare(a.insertId, b.insertId),
  );
}

/** `at` holds about 100 ns; the digits decide what is closer. */
function fraction(entry: LogEntry): string {
  return entry.timestamp.length > 20 ? entry.timestamp.slice(20, -1) : "";
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
