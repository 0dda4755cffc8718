import type { Pool } from "pg";
import { ingest } from "../../server/ingest.ts";
import { type FileBatch, readFiles } from "../../server/sources/file.ts";
import type { Config } from "../../shared/config.ts";

/** Everything that counting leaves, in an order of its own. */
const TABLES = [
  `select day, hash::text from plumbline.entry_key
   union all
   select day, encode(substring(keys from key * 16 + 1 for 16), 'hex')::uuid::text
   from plumbline.entry_pack, generate_series(0, length(keys) / 16 - 1) as key
   order by 1, 2`,
  "select id, environment, service, kind, title, signature::text, first_seen, last_seen, callers, instances, revisions, traces from plumbline.error_group order by id",
  "select group_id, minute, count, arrivals from plumbline.group_minute order by 1, 2",
  "select group_id, hash::text, at, event::text from plumbline.group_sample order by 1, 2",
  "select group_id, kind, hash::text, count, first_seen, last_seen from plumbline.group_facet order by 1, 2, 3",
  "select route_id::text, minute, ok, failed from plumbline.route_minute order by 1, 2",
  "select id::text, environment, service, method, route, origin from plumbline.route order by 1",
  "select route_id::text, name, ok, failed from plumbline.route_revision order by 1, 2",
  "select hash::text, at, document::text from plumbline.change_event order by 1",
  "select environment, service, name, first_seen, last_seen from plumbline.revision order by 1, 2, 3",
];

/** What one thread stores in one transaction. */
export async function ingestedAtOnce(pool: Pool, config: Config, path: string) {
  const batches: FileBatch[] = [];
  for await (const batch of readFiles([path])) batches.push(batch);
  const values = batches.flatMap((batch) => batch.values);
  return ingest(pool, config, { source: "file", values, rejections: batches.flatMap((batch) => batch.rejections) });
}

/** Every row that counting leaves. */
export async function everythingIn(pool: Pool): Promise<unknown[]> {
  const tables: unknown[] = [];
  for (const select of TABLES) tables.push((await pool.query(select)).rows);
  return tables;
}

/** The rows that count. */
export async function countsIn(pool: Pool): Promise<unknown[]> {
  const counts = await pool.query("select group_id, minute, count from plumbline.group_minute order by 1, 2");
  const traffic = await pool.query("select route_id, minute, ok, failed from plumbline.route_minute order by 1, 2");
  return [counts.rows, traffic.rows];
}

/** An error, a request and a plain line in turn, a second apart. */
export function mixedLines(count: number): string[] {
  return Array.from({ length: count }, (_, i) => {
    const timestamp = new Date(Date.UTC(2026, 2, 1, 12, 0, i)).toISOString().replace(".000Z", "Z");
    const resource = { type: "cloud_run_revision", labels: { service_name: "api", revision_name: `api-${i % 3}` } };
    const common = { insertId: `i${i}`, timestamp, resource, labels: { instanceId: `one${i % 5}` } };
    if (i % 3 === 0) {
      const httpRequest = { requestMethod: "GET", requestUrl: `/orders/${i}`, status: i % 2 === 0 ? 200 : 500 };
      return JSON.stringify({ ...common, logName: "projects/demo/logs/run.googleapis.com%2Frequests", httpRequest });
    }
    const isError = i % 3 === 1;
    const textPayload = isError ? `relation "orders_${i % 4}" does not exist` : `took ${i} ms`;
    const severity = isError ? "ERROR" : "INFO";
    return JSON.stringify({
      ...common,
      logName: "projects/demo/logs/run.googleapis.com%2Fstderr",
      severity,
      textPayload,
    });
  });
}
