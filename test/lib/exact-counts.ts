import type { Pool } from "pg";
import { MINUTE, minuteOf } from "../../shared/time.ts";
import type { ServedEntry } from "./logging-server/entries.ts";

/** Everything that is counted: each entry, each minute of each group and of all routes, and what is kept beside the minutes. */
export type ExactCounts = {
  entries: number;
  accepted: number;
  rejected: number;
  /** Errors of each minute by relation: "orders 2026-03-01T12:00" → 3. */
  errors: Record<string, number>;
  /** Requests that went well, by minute. */
  requests: Record<string, number>;
  /** Errors by revision of a group, requests by revision of a route, all summed. */
  errorsByRevision: number;
  requestsByRevision: number;
};

/** What must be stored once every one of these different entries was read at least once. */
export function exactTruth(entries: readonly ServedEntry[]): ExactCounts {
  const [errors, requests]: [Record<string, number>, Record<string, number>] = [{}, {}];
  for (const { entry, at } of entries) {
    const relation = "textPayload" in entry ? /"(\w+)"/.exec(String(entry.textPayload))?.[1] : undefined;
    const minute = minuteName(minuteOf(at));
    const [counts, name] = relation === undefined ? [requests, minute] : [errors, `${relation} ${minute}`];
    counts[name] = (counts[name] ?? 0) + 1;
  }
  const sum = (counts: Record<string, number>) => Object.values(counts).reduce((total, count) => total + count, 0);
  return {
    entries: entries.length,
    accepted: entries.length,
    rejected: 0,
    errors,
    requests,
    errorsByRevision: sum(errors),
    requestsByRevision: sum(requests),
  };
}

/** What is stored, read from the tables themselves. */
export async function exactCounts(pool: Pool): Promise<ExactCounts> {
  const { rows } = await pool.query<Omit<ExactCounts, "errors" | "requests">>(
    `select
       (select count(*)::integer from plumbline.entry_key)
         + (select coalesce(sum(octet_length(keys) / 16), 0)::integer from plumbline.entry_pack) as entries,
       (select coalesce(sum(accepted), 0)::integer from plumbline.source) as accepted,
       (select coalesce(sum(rejected), 0)::integer from plumbline.source) as rejected,
       (select coalesce(sum(count), 0)::integer from plumbline.group_facet where kind = 'revision') as "errorsByRevision",
       (select coalesce(sum(ok), 0)::integer from plumbline.route_revision) as "requestsByRevision"`,
  );
  const errors = await pool.query<{ relation: string; minute: number; count: number }>(
    `select signature->'slots'->>'relation' as relation, minute, sum(count)::integer as count
     from plumbline.group_minute
     join plumbline.error_group on id = group_id
     group by relation, minute`,
  );
  const requests = await pool.query<{ minute: number; ok: number }>(
    "select minute, sum(ok)::integer as ok from plumbline.route_minute group by minute",
  );
  const [row] = rows;
  if (row === undefined) throw new Error("no counts");
  return {
    ...row,
    errors: Object.fromEntries(
      errors.rows.map(({ relation, minute, count }) => [`${relation} ${minuteName(minute)}`, count]),
    ),
    requests: Object.fromEntries(requests.rows.map(({ minute, ok }) => [minuteName(minute), ok])),
  };
}

/** How many entries were offered to the store, copies included. */
export async function readOffered(pool: Pool): Promise<number> {
  const { rows } = await pool.query<{ offered: number }>("select sum(read)::integer as offered from plumbline.source");
  return rows[0]?.offered ?? 0;
}

function minuteName(minute: number): string {
  return new Date(minute * MINUTE).toISOString().slice(0, 16);
}
