import { environmentOfProject } from "../../server/normalize/environment.ts";
import { createNormalizer, type NormalizedEvents } from "../../server/normalize/normalizer.ts";
import { sortEntries } from "../../server/normalize/sort-entries.ts";
import type { LogEntry } from "../../shared/log-entry.ts";
import { LOG, read } from "./given-entry.ts";

/** What a query prints whose table is missing, by lines. */
export const TRACEBACK = [
  "Traceback (most recent call last):",
  '  File "/app/db.py", line 3, in load',
  "    run()",
  'asyncpg.exceptions.UndefinedTableError: relation "orders" does not exist',
];

let count = 0;

/** A Cloud Run entry of service api in staging; `ms` after noon. */
export function entry(ms: number, fields: Record<string, unknown>, instance = "i1"): LogEntry {
  return read({
    logName: LOG,
    resource: {
      type: "cloud_run_revision",
      labels: { project_id: "shop-staging", service_name: "api", revision_name: "api-00001" },
    },
    labels: { instanceId: instance },
    timestamp: 1748779200000 + ms,
    insertId: `e${String(count++).padStart(6, "0")}`,
    ...fields,
  });
}

/** A line of plain text without a severity. */
export function line(ms: number, textPayload: string, instance = "i1"): LogEntry {
  return entry(ms, { textPayload }, instance);
}

/** Everything that the entries say, in the order written. */
export function normalize(entries: LogEntry[]): NormalizedEvents {
  const normalizer = createNormalizer({ environmentOf: environmentOfProject });
  const parts = [...sortEntries(entries).map((item) => normalizer.push(item)), normalizer.flush()];
  return {
    errors: parts.flatMap((part) => part.errors),
    requests: parts.flatMap((part) => part.requests),
    changes: parts.flatMap((part) => part.changes),
  };
}
