import type { Pool } from "pg";
import type { GroupFilter } from "../../shared/api-groups.ts";
import type { ErrorGroup, Signature } from "../../shared/group.ts";
import type { Reach } from "../../shared/identity.ts";
import { minuteOf } from "../../shared/time.ts";
import { distinctValues } from "./distinct-values.ts";
import { listOf } from "./text.ts";

/** Both ends in milliseconds since 1970. */
type Range = { from: number; to: number };

/** A group as its row holds it, with its entries in the range. */
export type GroupRow = Pick<
  ErrorGroup,
  "id" | "environment" | "service" | "kind" | "title" | "firstSeen" | "lastSeen"
> & {
  signature: Signature;
  /** Milliseconds since 1970; null where it is not muted. */
  mutedUntil: number | null;
};

const DEFAULT_LIMIT = 500;

const ORDERS = {
  "last-seen": "last_seen desc, id",
  "first-seen": "first_seen desc, id",
  count: "entries desc nulls last, id",
} as const satisfies Record<NonNullable<GroupFilter["sort"]>, string>;

/** Entries of each group in the range, where the order needs them. */
const COUNTED = `left join (
         select coalesce(kept_id, group_id) as counted_id, sum(count) as entries
         from plumbline.group_minute
         left join plumbline.group_part on member_id = group_id
         where minute between $8::integer and $9::integer
         group by 1
       ) as counted on counted_id = id`;

/** What a group has to be, of `plumbline.error_group` or of `plumbline.shown_group`. */
const CONDITIONS = `($1::text[] is null or environment = any($1::text[]))
         and ($2::text[] is null or service = any($2::text[]))
         and ($3::text[] is null or family = any($3::text[]))
         and ($4::text[] is null or kind = any($4::text[]))
         and ($6::text is null or (until is not null) = ($6::text = 'muted'))
         and ($12::text[] is null or environment = any($12::text[]))
         and ($7::text is null or position($7::text in lower(title)) > 0 or id = $7::text
           or exists (select 1 from plumbline.group_part where kept_id = id and member_id = $7::text))
         and first_seen <= $11::double precision
         and last_seen >= $10::double precision
         and (
           last_seen <= $11::double precision
           or exists (
             select 1
             from plumbline.parts_of(array[id])
             join plumbline.group_minute on group_id = member_id
             where minute between $8::integer and $9::integer
           )
         )`;

const MUTED = "left join plumbline.group_mute on group_id = id and until > $5::timestamptz";

/** Groups that stand for themselves alone, which are nearly all: read from their table, in the order of its indexes. */
const ALONE = `not exists (select 1 from plumbline.group_part where member_id = own.id)
         and not exists (select 1 from plumbline.group_part where kept_id = own.id)`;
const KEPT = "id in (select kept_id from plumbline.group_part)";

/** The groups with an entry in the range that match, in the order asked for, and how many match beyond the limit. */
export async function listGroups(
  pool: Pool,
  filter: GroupFilter,
  range: Range,
  now: number,
  reach?: Reach,
): Promise<{ groups: GroupRow[]; matching: number }> {
  const values = valuesOf(filter, range, now, reach);
  const [groups, matching] = await Promise.all([
    readPage(pool, filter.sort ?? "last-seen", [...values, filter.limit ?? DEFAULT_LIMIT]),
    countMatching(pool, values),
  ]);
  return { groups, matching };
}

function valuesOf(filter: GroupFilter, range: Range, now: number, reach: Reach): unknown[] {
  const { q = "", state = "all" } = filter;
  return [
    listOf(filter.environment),
    listOf(filter.service),
    listOf(filter.family),
    listOf(filter.kind),
    new Date(now),
    state === "all" ? null : state,
    q.trim() === "" ? null : q.trim().replaceAll("\0", "").toLowerCase(),
    minuteOf(range.from),
    minuteOf(range.to),
    range.from,
    range.to,
    reach ?? null,
  ];
}

async function readPage(pool: Pool, sort: keyof typeof ORDERS, values: unknown[]): Promise<GroupRow[]> {
  const order = ORDERS[sort];
  const [counted, entries] = sort === "count" ? [COUNTED, "entries"] : ["", "null::bigint as entries"];
  const { rows } = await pool.query<GroupRow>(
    // What is shown is fetched for the few rows that are shown, not for all that match.
    `with alone as (
       select id, first_seen, last_seen, until, ${entries}
       from plumbline.error_group as own
       ${MUTED}
       ${counted}
       where ${CONDITIONS} and ${ALONE}
       order by ${order}
       limit $13::integer
     ), kept as (
       select id, first_seen, last_seen, until, ${entries}
       from plumbline.shown_group
       ${MUTED}
       ${counted}
       where ${CONDITIONS} and ${KEPT}
     ), page as (
       select * from alone
       union all
       select * from kept
       order by ${order}
       limit $13::integer
     )
     select
       id, environment, service, kind, title, signature, shown.first_seen as "firstSeen", shown.last_seen as "lastSeen",
       extract(epoch from until)::double precision * 1000 as "mutedUntil"
     from page
     join plumbline.shown_group as shown using (id)
     order by ${order.replace(/(first_seen|last_seen)/, "page.$1")}`,
    values,
  );
  return rows;
}

async function countMatching(pool: Pool, values: unknown[]): Promise<number> {
  const { rows } = await pool.query<{ matching: number }>(
    `select (
       (select count(*) from plumbline.error_group as own ${MUTED} where ${CONDITIONS} and ${ALONE})
       + (select count(*) from plumbline.shown_group ${MUTED} where ${CONDITIONS} and ${KEPT})
     )::integer as matching`,
    values,
  );
  return rows[0]?.matching ?? 0;
}

const WITHIN_REACH = "($2::text[] is null or environment = any($2::text[]))";

/** Of the groups within reach, how many there are, how many of them are muted, and the values that occur, in order of the alphabet. */
export async function countGroups(pool: Pool, now: number, reach?: Reach) {
  const { rows } = await pool.query<{
    all: number;
    muted: number;
    environments: string[];
    services: string[];
    families: string[];
  }>(
    `select
       (
         (select count(*) from plumbline.error_group where ${WITHIN_REACH})
         - (select count(*) from plumbline.group_part join plumbline.error_group on id = member_id where ${WITHIN_REACH})
       )::integer as all,
       (
         select count(*)::integer
         from plumbline.group_mute
         where until > $1::timestamptz
           and exists (select 1 from plumbline.shown_group where id = group_id and ${WITHIN_REACH})
       ) as muted,
       ${distinctValues("plumbline.error_group", "environment", WITHIN_REACH)} as environments,
       ${distinctValues("plumbline.error_group", "service", WITHIN_REACH)} as services,
       ${distinctValues("plumbline.error_group", "family", WITHIN_REACH)} as families`,
    [new Date(now), reach ?? null],
  );
  const { all = 0, muted = 0, environments = [], services = [], families = [] } = rows[0] ?? {};
  return { totals: { all, muted }, facets: { environments, services, families } };
}
