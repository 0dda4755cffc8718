import type { ErrorEvent } from "./events.ts";
import type { IncidentGroup } from "./incident.ts";
import { entryQuery, logsExplorerUrl } from "./logs-url.ts";

/** One of a group's entries as pages and reports show it, with where to see it again. */
export function entrySample(event: ErrorEvent): IncidentGroup["samples"][number] {
  return {
    insertId: event.entry.insertId,
    timestamp: event.entry.timestamp,
    severity: event.severity,
    text: event.text,
    instance: event.instance ?? null,
    revision: event.revision ?? null,
    trace: event.trace ?? null,
    logsUrl: entriesUrl([event]),
  };
}

/** Where these entries can be seen again in the Logs Explorer, in the project of the first. */
export function entriesUrl(events: readonly ErrorEvent[]): string {
  const entries = events.map(({ entry }) => entry);
  return logsExplorerUrl(events[0]?.project ?? "", entryQuery(entries), entries[0]?.timestamp);
}
