import type { Pool } from "pg";
import type { Caller, ErrorEvent } from "../../shared/events.ts";
import type { ErrorGroup } from "../../shared/group.ts";
import { minuteOf } from "../../shared/time.ts";
import { readBars } from "./group-bars.ts";
import { shownGroupOf } from "./group-parts.ts";
import { lastSeenBy } from "./last-seen-by.ts";
import { spreadInTime } from "./merge-samples.ts";

/** Both ends in milliseconds since 1970. */
type Range = { from: number; to: number };

/** A group as its row holds it; times in milliseconds since 1970. */
type GroupRow = Pick<
  ErrorGroup,
  "id" | "environment" | "service" | "kind" | "title" | "firstSeen" | "lastSeen" | "signature"
> & {
  /** Null where it is not muted. */
  mutedUntil: number | null;
};

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

/** The group in which `id` is shown; undefined where there is none. */
export async function readGroup(pool: Pool, id: string, range: Range, now: number): Promise<StoredGroup | undefined> {
  const shownId = await shownGroupOf(pool, id);
  const { rows } = await pool.query<GroupRow & { template: string | null; ids: string[] }>(
    `select
       id, environment, service, kind, title, signature, template, first_seen as "firstSeen", last_seen as "lastSeen",
       (select extract(epoch from until)::double precision * 1000
        from plumbline.group_mute
        where group_id = id and until > $2::timestamptz) as "mutedUntil",
       (select array_agg(member_id) from plumbline.parts_of(array[$1::text])) as ids
     from plumbline.shown_group
     where id = $1::text`,
    [shownId, new Date(now)],
  );
  const row = rows[0];
  if (row === undefined) return undefined;
  const { template, ids, ...group } = row;
  const [total, perMinute, samples, facets, lastSeenOf] = await Promise.all([
    countAll(pool, group),
    readMinutes(pool, shownId, range),
    readSamples(pool, ids),
    readFacets(pool, ids),
    lastSeenBy(pool, [group], now),
  ]);
  const lastSeen = lastSeenOf(group);
  const revisions = facets.revisions.map((one) => ({ ...one, lastSeen: Math.min(one.lastSeen, lastSeen) }));
  const signature = template === null ? group.signature : { ...group.signature, template };
  return { ...group, lastSeen, signature, total, perMinute, samples, ...facets, revisions };
}

async function countAll(pool: Pool, { id, firstSeen, lastSeen }: GroupRow): Promise<number> {
  const bars = await readBars(pool, [id], { from: firstSeen, to: lastSeen }, 1);
  return bars.get(id)?.[0] ?? 0;
}

/** The minutes in which it failed, ascending. */
async function readMinutes(pool: Pool, id: string, range: Range): Promise<[number, number][]> {
  const first = minuteOf(range.from);
  const bars = await readBars(pool, [id], range, minuteOf(range.to) + 1 - first);
  return (bars.get(id) ?? []).flatMap((count, place) => (count === 0 ? [] : [[first + place, count]]));
}

async function readSamples(pool: Pool, ids: string[]): Promise<ErrorEvent[]> {
  const { rows } = await pool.query<{ event: ErrorEvent; hash: string; at: number }>(
    `select event, hash::text as hash, at
     from plumbline.group_sample
     where group_id = any($1::text[])
     order by at, group_sample.hash`,
    [ids],
  );
  return spreadInTime(rows).map(({ event }) => event);
}

type FacetRow = { count: number; firstSeen: number; lastSeen: number; all: number } & (
  | { kind: "revision" | "instance"; value: string }
  | { kind: "caller"; value: Caller }
);

type Facets = Pick<StoredGroup, "revisions" | "instances" | "callers" | "distinctCallers">;

/** Revisions the newest first, instances and callers the most frequent first. */
async function readFacets(pool: Pool, ids: string[]): Promise<Facets> {
  const { rows } = await pool.query<FacetRow>(
    `select kind, value, count::double precision as count, first_seen as "firstSeen", last_seen as "lastSeen", "all"
     from (
       select *,
         row_number() over (
           partition by kind
           order by case kind when 'revision' then last_seen else count end desc, value::text
         ) as place,
         count(*) over (partition by kind)::integer as "all"
       from (
         select
           kind, min(value::text)::json as value, sum(count) as count, min(first_seen) as first_seen,
           max(last_seen) as last_seen
         from plumbline.group_facet
         where group_id = any($1::text[]) and kind in ('revision', 'instance', 'caller')
         group by kind, hash
       ) as facet
     ) as ranked
     where place <= $2::integer
     order by kind, place`,
    [ids, MAX_FACETS],
  );
  return {
    revisions: rows.flatMap((row) =>
      row.kind === "revision"
        ? [{ name: row.value, count: row.count, firstSeen: row.firstSeen, lastSeen: row.lastSeen }]
        : [],
    ),
    instances: rows.flatMap((row) => (row.kind === "instance" ? [{ name: row.value, count: row.count }] : [])),
    callers: rows.flatMap((row) => (row.kind === "caller" ? [{ ...row.value, count: row.count }] : [])),
    distinctCallers: rows.find(({ kind }) => kind === "caller")?.all ?? 0,
  };
}
