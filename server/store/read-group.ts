import type { Pool } from "pg";
import type { Caller, ErrorEvent } from "../../shared/events.ts";
import { minuteOf } from "../../shared/time.ts";
import type { GroupRow } from "./list-groups.ts";

/** Both ends in milliseconds since 1970. */
type Range = { from: number; to: number };

/** A group with all that is kept of it; counts per minute are of the range, `total` is of all. */
export type StoredGroup = GroupRow & {
  total: number;
  distinctCallers: number;
  perMinute: [minute: number, count: number][];
  samples: ErrorEvent[];
  revisions: { name: string; count: number; firstSeen: number; lastSeen: number }[];
  instances: { name: string; count: number }[];
  callers: (Caller & { count: number })[];
};

const MAX_FACETS = 20;

/** One group; undefined where there is none. */
export async function readGroup(pool: Pool, id: string, range: Range, now: number): Promise<StoredGroup | undefined> {
  const { rows } = await pool.query<GroupRow & { distinctCallers: number; total: number }>(
    `select
       id, environment, service, kind, title, signature, first_seen as "firstSeen", last_seen as "lastSeen",
       callers as "distinctCallers",
       (select extract(epoch from until)::double precision * 1000
        from plumbline.group_mute
        where group_id = id and until > $2::timestamptz) as "mutedUntil",
       (select coalesce(sum(count), 0)::double precision from plumbline.group_minute where group_id = id) as total
     from plumbline.error_group
     where id = $1::text`,
    [id, new Date(now)],
  );
  const row = rows[0];
  if (row === undefined) return undefined;
  const [perMinute, samples, facets] = await Promise.all([
    readMinutes(pool, id, range),
    readSamples(pool, id),
    readFacets(pool, id),
  ]);
  return { ...row, perMinute, samples, ...facets };
}

async function readMinutes(pool: Pool, id: string, { from, to }: Range): Promise<[number, number][]> {
  const { rows } = await pool.query<{ minute: number; count: number }>(
    `select minute, count
     from plumbline.group_minute
     where group_id = $1::text and minute between $2::integer and $3::integer
     order by minute`,
    [id, minuteOf(from), minuteOf(to)],
  );
  return rows.map(({ minute, count }) => [minute, count]);
}

async function readSamples(pool: Pool, id: string): Promise<ErrorEvent[]> {
  const { rows } = await pool.query<{ event: ErrorEvent }>(
    "select event from plumbline.group_sample where group_id = $1::text order by at, hash",
    [id],
  );
  return rows.map(({ event }) => event);
}

type FacetRow = { count: number; firstSeen: number; lastSeen: number } & (
  | { kind: "revision" | "instance"; value: string }
  | { kind: "caller"; value: Caller }
);

/** Revisions the newest first, instances and callers the most frequent first. */
async function readFacets(pool: Pool, id: string): Promise<Pick<StoredGroup, "revisions" | "instances" | "callers">> {
  const { rows } = await pool.query<FacetRow>(
    `select kind, value, count::double precision as count, first_seen as "firstSeen", last_seen as "lastSeen"
     from (
       select *,
         row_number() over (
           partition by kind
           order by case kind when 'revision' then last_seen else count end desc, value::text
         ) as place
       from plumbline.group_facet
       where group_id = $1::text and kind in ('revision', 'instance', 'caller')
     ) as ranked
     where place <= $2::integer
     order by kind, place`,
    [id, MAX_FACETS],
  );
  return {
    revisions: rows.flatMap((row) =>
      row.kind === "revision"
        ? [{ name: row.value, count: row.count, firstSeen: row.firstSeen, lastSeen: row.lastSeen }]
        : [],
    ),
    instances: rows.flatMap((row) => (row.kind === "instance" ? [{ name: row.value, count: row.count }] : [])),
    callers: rows.flatMap((row) => (row.kind === "caller" ? [{ ...row.value, count: row.count }] : [])),
  };
}
