import type { Pool } from "pg";
import type { GroupFilter } from "../../shared/api-groups.ts";
import type { ErrorGroup, Signature } from "../../shared/group.ts";
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
  count: `(
    select coalesce(sum(count), 0)
    from plumbline.group_minute
    where group_id = found.id and minute between $8::integer and $9::integer
  ) desc, id`,
} as const satisfies Record<NonNullable<GroupFilter["sort"]>, string>;

/** The groups with an entry in the range that match, in the order asked for, and how many match beyond the limit. */
export async function listGroups(
  pool: Pool,
  filter: GroupFilter,
  range: Range,
  now: number,
): Promise<{ groups: GroupRow[]; matching: number }> {
  const { rows } = await pool.query<GroupRow & { matching: number }>(
    `with found as (
       select error_group.*, group_mute.until
       from plumbline.error_group
       left join plumbline.group_mute on group_id = id and until > $5::timestamptz
       where ($1::text[] is null or environment = any($1::text[]))
         and ($2::text[] is null or service = any($2::text[]))
         and ($3::text[] is null or ${FAMILY} = any($3::text[]))
         and ($4::text[] is null or kind = any($4::text[]))
         and ($6::text is null or (until is not null) = ($6::text = 'muted'))
         and ($7::text is null or position($7::text in lower(title)) > 0 or id = $7::text)
         and first_seen <= $11::double precision
         and last_seen >= $10::double precision
         and (
           last_seen <= $11::double precision
           or exists (
             select 1
             from plumbline.group_minute
             where group_id = id and minute between $8::integer and $9::integer
           )
         )
     ), placed as (
       select *, count(*) over ()::integer as matching, row_number() over (order by ${ORDERS[filter.sort ?? "last-seen"]}) as place
       from found
     )
     select
       id, environment, service, kind, title, signature, first_seen as "firstSeen", last_seen as "lastSeen",
       extract(epoch from until)::double precision * 1000 as "mutedUntil", matching
     from placed
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
    ],
  );
  return { groups: rows.map(({ matching: _matching, ...row }) => row), matching: rows[0]?.matching ?? 0 };
}

/** The family that a stored signature begins with; null where none is known. */
const FAMILY = `substring(signature::text from '^\\{"family":"([a-z0-9.-]+)"')`;

/** How many groups there are, how many of them are muted, and the values that occur, in order of the alphabet. */
export async function countGroups(pool: Pool, now: number) {
  const { rows } = await pool.query<{
    all: number;
    muted: number;
    environments: string[];
    services: string[];
    families: string[];
  }>(
    `select
       count(*)::integer as all,
       (count(*) filter (where until is not null))::integer as muted,
       coalesce(array_agg(distinct environment order by environment), '{}') as environments,
       coalesce(array_agg(distinct service order by service), '{}') as services,
       coalesce(array_agg(distinct family order by family) filter (where family is not null), '{}') as families
     from (
       select environment, service, until, ${FAMILY} as family
       from plumbline.error_group
       left join plumbline.group_mute on group_id = id and until > $1::timestamptz
     ) as every`,
    [new Date(now)],
  );
  const { all = 0, muted = 0, environments = [], services = [], families = [] } = rows[0] ?? {};
  return { totals: { all, muted }, facets: { environments, services, families } };
}
