import type { Pool } from "pg";
import type { Config } from "../shared/config.ts";
import type { ChangeEvent } from "../shared/events.ts";
import { toIso } from "../shared/time.ts";
import { PlumblineError } from "./lib/errors.ts";
import { entryRef } from "./normalize/entry-ref.ts";
import { placeOf } from "./normalize/place.ts";
import { readEntry } from "./normalize/read-entry.ts";
import { environmentNamer } from "./pipeline.ts";
import { redactChange } from "./redact/events.ts";
import { createRedact } from "./redact/redact.ts";
import type { Alert } from "./sources/alerts/alert.ts";
import { alertmanagerAlerts } from "./sources/alerts/alertmanager.ts";
import { googleAlerts } from "./sources/alerts/google.ts";
import { type BatchCounts, ingestBatch } from "./store/ingest.ts";

/** Who sends alerts here, and how what they send is read. */
const READERS = { google: googleAlerts, alertmanager: alertmanagerAlerts } as const;

export type AlertSender = keyof typeof READERS;

/** Reads a body and stores its alerts. Throws a ZodError for a body that is none, `unavailable` without a database. */
export function alertTaker(pool: Pool, config: Pick<Config, "environments" | "redaction">) {
  return async (sender: AlertSender, body: unknown): Promise<BatchCounts> => {
    const alerts = READERS[sender](body);
    return storeAlerts(pool, config, alerts).catch((error: unknown) => {
      throw new PlumblineError("unavailable", "Plumbline's database takes no alerts now: send this one again soon.", {
        cause: error,
      });
    });
  };
}

/**
 * Stores alerts as what happened around incidents: the timeline of an incident of their environment and service shows them. One
 * that is told again changes nothing. Rejects when the database does.
 */
async function storeAlerts(
  pool: Pool,
  config: Pick<Config, "environments" | "redaction">,
  alerts: readonly Alert[],
): Promise<BatchCounts> {
  const environmentOf = environmentNamer(config);
  const redact = createRedact(config.redaction);
  const events = alerts.flatMap((alert) => {
    const event = eventOf(alert, environmentOf);
    return event === undefined ? [] : [redactChange(event, redact, new Map())];
  });
  return ingestBatch(pool, {
    source: "alerts",
    entries: events.map(({ entry, at }) => ({ key: entry.key, at })),
    rejections: [],
    gaps: [],
    isSample: false,
    facts: () => ({ groups: [], traffic: [], changes: events, revisions: [] }),
  });
}

/** An alert as an entry would tell it, so that environment and service are found as they are for entries. */
function eventOf(alert: Alert, environmentOf: (project: string) => string): ChangeEvent | undefined {
  const read = readEntry({
    insertId: alert.id,
    logName: `projects/${encodeURIComponent(alert.project || "-")}/logs/alerts`,
    timestamp: toIso(alert.at),
    resource: alert.resource,
  });
  if ("rejected" in read) return undefined;
  const { entry } = read;
  return {
    ...placeOf(entry, environmentOf),
    at: alert.at,
    kind: "alert",
    statement: alert.statement,
    entry: entryRef(entry),
  };
}
