/** A source that other programs push to: what it is and where; no configuration names it. */
export type Door = { name: string; detail: string; reads: string };

/** Every door through which entries and alerts are pushed. */
export const DOORS: readonly Door[] = [
  { name: "http", detail: "Programs send entries over HTTP.", reads: "POST /api/v1/entries" },
  { name: "pubsub", detail: "Pub/Sub pushes the entries of a log sink.", reads: "POST /ingest/pubsub" },
  { name: "alerts", detail: "Other systems send their alerts, for timelines.", reads: "POST /ingest/alerts/…" },
  { name: "otlp", detail: "Programs send OpenTelemetry logs.", reads: "POST /v1/logs" },
];

/** The door of this name; undefined for none. */
export function doorOf(name: string): Door | undefined {
  return DOORS.find((door) => door.name === name);
}

/** Seconds after which a sender that came to a paused door may come again. */
export const PAUSED_DOOR_SECONDS = 30;
