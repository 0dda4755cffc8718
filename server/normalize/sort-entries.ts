import { compareTexts } from "../../shared/compare-texts.ts";
import type { LogEntry } from "../../shared/log-entry.ts";

/** The entries in the order they were written: by time to the nanosecond, then by insertId, as Cloud Logging orders them. */
export function sortEntries(entries: readonly LogEntry[]): LogEntry[] {
  return entries.toSorted(
    (a, b) => a.at - b.at || compareTexts(fractionOf(a), fractionOf(b)) || compareTexts(a.insertId, b.insertId),
  );
}

/** The digits behind the second: `at` holds about 100 ns, they decide what is closer. */
export function fractionOf({ timestamp }: Pick<LogEntry, "timestamp">): string {
  return timestamp.length > 20 ? timestamp.slice(20, -1) : "";
}
