/** An entry that the server holds: `entry` in the form of the protos; times in milliseconds since 1970. */
export type ServedEntry = {
  entry: object;
  project: string;
  insertId: string;
  at: number;
  receivedAt: number;
  /** When entries.list begins to give it; Google's index lags a little. */
  visibleAt: number;
};

type Given = {
  at: number;
  insertId: string;
  receivedAt?: number;
  visibleAt?: number;
  project?: string;
  /** Fields that differ from a line on stderr. */
  fields?: object;
};

/** An ERROR line on stderr of Cloud Run service "shop" in project "demo", received after 170 ms. */
export function servedEntry({
  at,
  insertId,
  receivedAt = at + 170,
  visibleAt,
  project = "demo",
  fields,
}: Given): ServedEntry {
  const entry = {
    logName: `projects/${project}/logs/run.googleapis.com%2Fstderr`,
    resource: {
      type: "cloud_run_revision",
      labels: { project_id: project, service_name: "shop", revision_name: "shop-00001-abc", location: "europe-west1" },
    },
    timestamp: timestamp(at),
    receiveTimestamp: timestamp(receivedAt),
    severity: "ERROR",
    insertId,
    textPayload: 'relation "orders" does not exist',
    ...fields,
  };
  return { entry, project, insertId, at, receivedAt, visibleAt: visibleAt ?? receivedAt };
}

/** A Timestamp of the protos. */
export function timestamp(at: number): { seconds: number; nanos: number } {
  const seconds = Math.floor(at / 1000);
  return { seconds, nanos: Math.round((at - seconds * 1000) * 1e6) };
}

/** Relations that the errors of `traffic` miss. */
export const RELATIONS = ["orders", "users", "carts", "prices", "stock"] as const;

/** A request that Cloud Run answered with 200. */
const SERVED = {
  logName: "projects/demo/logs/run.googleapis.com%2Frequests",
  severity: "INFO",
  textPayload: undefined,
  httpRequest: { requestMethod: "GET", requestUrl: "https://shop.example/api/cart", status: 200 },
};

/**
 * `count` entries, evenly from `from` to `to`: two of five are errors about one of five relations in turn, the others
 * requests that went well. Every 50th states a time up to 20 minutes before it was received, every 70th is visible up to
 * 40 s after that.
 */
export function traffic(count: number, from: number, to: number): ServedEntry[] {
  return Array.from({ length: count }, (_, i) => {
    const at = Math.round(from + ((to - from) * i) / count);
    const isError = i % 5 < 2;
    const relation = RELATIONS[Math.floor(i / 5) % RELATIONS.length];
    return servedEntry({
      at: i % 50 === 0 ? at - ((i * 7919) % 1200) * 1000 : at,
      receivedAt: at + 170,
      visibleAt: at + 170 + (i % 70 === 0 ? ((i * 31) % 40) * 1000 : 0),
      insertId: i.toString(36).padStart(8, "0"),
      fields: isError ? { textPayload: `relation "${relation}" does not exist` } : SERVED,
    });
  });
}
