import type { PoolClient } from "pg";
import { MINUTE, minuteOf } from "../../shared/time.ts";
import { together } from "../lib/together.ts";
import { NOTES_KEPT, READ_BACK } from "./late-changes.ts";

/** A moment of the store, as a transaction sees it. */
export type Mark = {
  /** Every transaction before this number had ended; in digits. */
  xmin: string;
  /** Milliseconds since 1970, by the database's clock. */
  at: number;
  /** Transactions from that number on that deleted rows and had ended; in digits. */
  deletions: readonly string[];
};

/** The moment that this transaction sees; it has to be of isolation level repeatable read. */
export async function readMark(client: PoolClient): Promise<Mark> {
  const { rows } = await client.query<Mark>(
    `select
       pg_snapshot_xmin(pg_current_snapshot())::text as xmin,
       (extract(epoch from clock_timestamp()) * 1000)::double precision as at,
       array(
         select distinct xact::text from plumbline.late_change
         where ids is null and xact >= pg_snapshot_xmin(pg_current_snapshot())
       ) as deletions`,
  );
  if (rows[0] === undefined) throw new Error("the database told no snapshot");
  return rows[0];
}

/**
 * Whether a row was written by a transaction that may have ended after a mark. Numbers of transactions go round: a row that nobody
 * wrote for two thousand million of them may be taken for a new one, never the other way round.
 * https://www.postgresql.org/docs/current/ddl-system-columns.html
 */
const IS_NEWER = "((xmin::text::bigint - $2::bigint) & 4294967295) < 2147483648";

export type Changes = {
  /** Written since, and their minutes may have changed from `recent` on. */
  groups: string[];
  routes: string[];
  /** Groups and routes of which any minute may have changed. */
  late: Set<string>;
  /** Minutes since 1970. */
  recent: number;
};

/** What `seen_slot` of a group counts since 1970. */
const SLOT = 10 * MINUTE;

type Span = { since: Mark; to: Mark; now: number };

/** What was written since a mark, and now and then more; undefined where everything has to be read anew. `now` is the reader's clock then. */
export async function readChanges(client: PoolClient, span: Span): Promise<Changes | undefined> {
  const changed = await readChangedGroups(client, span);
  if (changed === undefined) return undefined;
  const routes = await written(
    client,
    "select replace(id::text, '-', '') as id from plumbline.route where last_minute >= $1::integer",
    changed.recent,
    span.since,
  );
  return { ...changed, routes };
}

/** The same of groups alone; `late` may hold routes. */
export async function readChangedGroups(
  client: PoolClient,
  { since, to, now }: Span,
): Promise<Omit<Changes, "routes"> | undefined> {
  if (to.at - since.at > NOTES_KEPT || to.at < since.at || BigInt(to.xmin) < BigInt(since.xmin)) return undefined;
  const recent = minuteOf(Math.min(now, since.at) - READ_BACK);
  const [late, groups] = await together(
    readNotes(client, since),
    written(
      client,
      "select id from plumbline.error_group where seen_slot >= $1::bigint",
      Math.floor((recent * MINUTE) / SLOT),
      since,
    ),
  );
  return late === undefined ? undefined : { groups, late, recent };
}

async function written(client: PoolClient, sql: string, from: number, since: Mark): Promise<string[]> {
  const low = Number(BigInt(since.xmin) & 0xffff_ffffn);
  const { rows } = await client.query<{ id: string }>(`${sql} and ${IS_NEWER}`, [from, low]);
  return rows.map(({ id }) => id);
}

/** Undefined where rows were deleted since: by a transaction that had not ended at the mark, though it may have begun before it. */
async function readNotes(client: PoolClient, since: Mark): Promise<Set<string> | undefined> {
  const { rows } = await client.query<{ ids: string[] | null; xact: string }>(
    "select ids, xact::text as xact from plumbline.late_change where xact >= $1::xid8",
    [since.xmin],
  );
  const late = new Set<string>();
  for (const { ids, xact } of rows) {
    if (ids === null && !since.deletions.includes(xact)) return undefined;
    for (const id of ids ?? []) late.add(id);
  }
  return late;
}
