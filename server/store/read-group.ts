import type { Pool, PoolClient } from "pg";
import type { Caller, ErrorEvent } from "../../shared/events.ts";
import type { ErrorGroup } from "../../shared/group.ts";
import { minuteOf } from "../../shared/time.ts";
import { byIndexes } from "../lib/snapshot.ts";
import { together } from "../lib/together.ts";
import { barsOf } from "./group-bars.ts";
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

/** A group that is shown, before what is kept of it is read, with the ids of all whose entries are shown in it. */
export type FoundGroup = GroupRow & { ids: string[] };

/** The group in which `id` is shown, with all that is kept of it; undefined where there is none. */
export function readGroup(pool: Pool, id: string, range: Range, now: number): Promise<StoredGroup | undefined> {
  return byIndexes(pool, async (client) => {
    const found = await findGroup(client, id, now);
    return found === undefined ? undefined : readFound(client, found, range, now);
  });
}

/** The group in which `id` is shown; undefined where there is none. */
export async function findGroup(client: PoolClient, id: string, now: number): Promise<FoundGroup | undefined> {
  const { rows } = await client.query<FoundGroup & { template: string | null }>({
    name: "find-group",
    text: `select
       id, environment, service, kind, title, signature, template, first_seen as "firstSeen", last_seen as "lastSeen",
       (select extract(epoch from until)::double precision * 1000
        from plumbline.group_mute
        where group_id = id and until > $2::timestamptz) as "mutedUntil",
       (select array_agg(member_id) from plumbline.parts_of(array[id])) as ids
     from plumbline.shown_group
     where id = coalesce((select kept_id from plumbline.group_part where member_id = $1::text), $1::text)`,
    values: [id, new Date(now)],
  });
  const [row] = rows;
  if (row === undefined) return undefined;
  const { template, ...found } = row;
  return template === null ? found : { ...found, signature: { ...found.signature, template } };
}

/** All that is kept of a group that was found; within a transaction of `byIndexes`. */
export async function readFound(
  client: PoolClient,
  { ids, ...group }: FoundGroup,
  range: Range,
  now: number,
): Promise<StoredGroup> {
  const [total, perMinute, samples, facets, lastSeenOf] = await together(
    countAll(client, group, ids),
    readMinutes(client, group, ids, range),
    readSamples(client, ids),
    readFacets(client, ids),
    lastSeenBy(client, [group], now),
  );
  const lastSeen = lastSeenOf(group);
  const revisions = facets.revisions.map((one) => ({ ...one, lastSeen: Math.min(one.lastSeen, lastSeen) }));
  return { ...group, lastSeen, total, perMinute, samples, ...facets, revisions };
}

async function countAll(client: PoolClient, { id, firstSeen, lastSeen }: GroupRow, ids: string[]): Promise<number> {
  const parts = { first: minuteOf(firstSeen), last: minuteOf(lastSeen), count: 1 };
  return (await barsOf(client, membersOf(id, ids), parts)).get(id)?.[0] ?? 0;
}

/** The minutes in which it failed, ascending. */
async function readMinutes(
  client: PoolClient,
  { id }: GroupRow,
  ids: string[],
  range: Range,
): Promise<[number, number][]> {
  const [first, last] = [minuteOf(range.from), minuteOf(range.to)];
  const bars = await barsOf(client, membersOf(id, ids), { first, last, count: last + 1 - first });
  return (bars.get(id) ?? []).flatMap((count, place) => (count === 0 ? [] : [[first + place, count]]));
}

function membersOf(keptId: string, ids: readonly string[]) {
  return ids.map((id) => ({ id, keptId }));
}

async function readSamples(client: PoolClient, ids: string[]): Promise<ErrorEvent[]> {
  const { rows } = await client.query<{ event: ErrorEvent; hash: string; at: number }>({
    name: "group-samples",
    text: `select event, hash::text as hash, at
     from plumbline.group_sample
     where group_id = any($1::text[])
     order by at, group_sample.hash`,
    values: [ids],
  });
  return spreadInTime(rows).map(({ event }) => event);
}

type FacetRow = { count: number; firstSeen: number; lastSeen: number; all: number } & (
  | { kind: "revision" | "instance"; value: string }
  | { kind: "caller"; value: Caller }
);

type Facets = Pick<StoredGroup, "revisions" | "instances" | "callers" | "distinctCallers">;

/** Revisions the newest first, instances and callers the most frequent first. */
async function readFacets(client: PoolClient, ids: string[]): Promise<Facets> {
  const { rows } = await client.query<FacetRow>({
    name: "group-facets",
    text: `select kind, value, count::double precision as count, first_seen as "firstSeen", last_seen as "lastSeen", "all"
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
    values: [ids, MAX_FACETS],
  });
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
