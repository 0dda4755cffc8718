import type { Pool } from "pg";
import type { GroupFilter } from "../../shared/api-groups.ts";
import type { ErrorGroup, Signature } from "../../shared/group.ts";
import type { Reach } from "../../shared/identity.ts";
import { minuteOf } from "../../shared/time.ts";
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

/** The groups with an entry in the range that match, in the order asked for, and how many match beyond the limit. */
export async function listGroups(
  pool: Pool,
  filter: GroupFilter,
  range: Range,
  now: number,
  reach?: Reach,
): Promise<{ groups: GroupRow[]; matching: number }> {
  const sort = filter.sort ?? "last-seen";
  const { rows } = await pool.query<GroupRow & { matching: number }>(
    // What is shown is fetched for the few rows that are shown, not for all that match.
    `with placed as (
       select
         id, until, count(*) over ()::integer as matching, row_number() over (order by ${ORDERS[sort]}) as place
       from plumbline.shown_group
       left join plumbline.group_mute on group_id = id and until > $5::timestamptz
       ${sort === "count" ? COUNTED : ""}
       where ($1::text[] is null or environment = any($1::text[]))
         and ($2::text[] is null or service = any($2::text[]))
         and ($3::text[] is null or ${FAMILY} = any($3::text[]))
         and ($4::text[] is null or kind = any($4::text[]))
         and ($6::text is null or (until is not null) = ($6::text = 'muted'))
         and ($13::text[] is null or environment = any($13::text[]))
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
         )
     )
     select
       id, environment, service, kind, title, signature, first_seen as "firstSeen", last_seen as "lastSeen",
       extract(epoch from until)::double precision * 1000 as "mutedUntil", matching
     from placed
     join plumbline.shown_group using (id)
     where place <= $12::integer
     order by place`,
    [
      listOf(filter.environment),
      listOf(filter.service),
      listOf(filter.family),
      listOf(filter.kind),
      new Date(now),
      filter.state === undefined || filter.state === "all" ? null : filter.state,
      filter.q === undefined || filter.q.trim() === "" ? null : filter.q.trim().replaceAll("\0", "").toLowerCase(),
      minuteOf(range.from),
      minuteOf(range.to),
      range.from,
      range.to,
      filter.limit ?? DEFAULT_LIMIT,
      reach ?? null,
    ],
  );
  return { groups: rows.map(({ matching: _matching, ...row }) => row), matching: rows[0]?.matching ?? 0 };
}

/** The family that a stored signature begins with; null where none is known. */
const FAMILY = `case when starts_with(signature::text, '{"family":"') then split_part(signature::text, '"', 4) end`;

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
       count(*)::integer as all,
       (
         select count(*)::integer
         from plumbline.group_mute
         where until > $1::timestamptz
           and exists (select 1 from plumbline.shown_group where id = group_id and ${WITHIN_REACH})
       ) as muted,
       ${distinct("environment")} as environments,
       ${distinct("service")} as services,
       ${distinct(FAMILY)} as families
     from plumbline.shown_group
     where ${WITHIN_REACH}`,
    [new Date(now), reach ?? null],
  );
  const { all = 0, muted = 0, environments = [], services = [], families = [] } = rows[0] ?? {};
  return { totals: { all, muted }, facets: { environments, services, families } };
}

/** The different values of an expression over all groups, in order; hashed, which is quicker than sorting all rows. */
function distinct(expression: string): string {
  return `(
         select coalesce(array_agg(value order by value), '{}')
         from (select distinct ${expression} as value from plumbline.error_group where ${WITHIN_REACH}) as each_once
         where value is not null
       )`;
}
