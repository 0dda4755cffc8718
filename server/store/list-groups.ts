import type { Pool } from "pg";
import type { GroupFilter } from "../../shared/api-groups.ts";
import type { ErrorGroup, Signature } from "../../shared/group.ts";
import type { Reach } from "../../shared/identity.ts";
import { MINUTE } from "../../shared/time.ts";
import { cheapIndexes } from "../lib/snapshot.ts";
import { ALONE, CONDITIONS, conditionValues, KEPT, MUTED, MUTED_AT } from "./group-conditions.ts";
import { createRangeCounts } from "./range-counts.ts";
import { mostFrequent, readShownCounts, type ShownCounts } from "./shown-counts.ts";

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

export type GroupPage = { groups: GroupRow[]; matching: number };

const DEFAULT_LIMIT = 500;
/** A range that ended longer ago than this is one of the past: many groups were seen after it. */
const RECENT = 10 * MINUTE;
/** So many ids are looked at for a page at first, as a multiple of what the page shows. */
const AHEAD = 2;
const FURTHER = 8;

const ORDERS = {
  "last-seen": "last_seen desc, id",
  "first-seen": "first_seen desc, id",
} as const satisfies Record<Exclude<NonNullable<GroupFilter["sort"]>, "count">, string>;

/**
 * The groups with an entry in the range that match, in the order asked for, and how many match beyond the limit. `rangeCounts` keeps
 * in memory what does not change between two questions.
 */
export async function listGroups(
  pool: Pool,
  filter: GroupFilter,
  range: Range,
  now: number,
  reach?: Reach,
  rangeCounts = createRangeCounts(pool),
): Promise<GroupPage> {
  const { sort = "last-seen", limit = DEFAULT_LIMIT, q = "" } = filter;
  const isPast = range.to < now - RECENT;
  const counted = sort === "count" || isPast ? await readShownCounts(pool, rangeCounts, range) : undefined;
  const values = conditionValues(filter, range, now, reach, isPast ? counted?.ids : undefined);
  if (counted !== undefined && sort === "count") return pageByCount(pool, values, counted, limit);
  const order = sort === "count" ? ORDERS["last-seen"] : ORDERS[sort];
  if (q.trim() !== "") return pageOfWords(pool, order, values, limit);
  const [groups, matching] = await Promise.all([readPage(pool, order, values, limit), countMatching(pool, values)]);
  return { groups, matching };
}

const SHOWN = `id, environment, service, kind, title, signature, shown.first_seen as "firstSeen", shown.last_seen as "lastSeen",
       extract(epoch from until)::double precision * 1000 as "mutedUntil"`;

/** What is shown is fetched for the few rows that are shown, not for all that match. */
const MATCHED = (limited: string) => `alone as (
       select id, first_seen, last_seen, until
       from plumbline.error_group as own
       ${MUTED}
       where ${CONDITIONS} and ${ALONE}
       ${limited}
     ), kept as (
       select id, first_seen, last_seen, until
       from plumbline.shown_group
       ${MUTED}
       where ${CONDITIONS} and ${KEPT}
     )`;

async function readPage(pool: Pool, order: string, values: unknown[], limit: number): Promise<GroupRow[]> {
  const limited = `order by ${order} limit $${values.length + 1}::integer`;
  const { rows } = await pool.query<GroupRow>(
    `with ${MATCHED(limited)}, page as (
       select * from alone
       union all
       select * from kept
       ${limited}
     )
     select ${SHOWN}
     from page
     join plumbline.shown_group as shown using (id)
     order by ${onPage(order)}`,
    [...values, limit],
  );
  return rows;
}

const onPage = (order: string) => order.replace(/(first_seen|last_seen)/, "page.$1");

async function countMatching(pool: Pool, values: unknown[]): Promise<number> {
  const { rows } = await cheapIndexes(pool, (client) =>
    client.query<{ matching: number }>(
      `select (
         (select count(*) from plumbline.error_group as own ${MUTED} where ${CONDITIONS} and ${ALONE})
         + (select count(*) from plumbline.shown_group ${MUTED} where ${CONDITIONS} and ${KEPT})
       )::integer as matching`,
      values,
    ),
  );
  return rows[0]?.matching ?? 0;
}

/** Titles are looked through once, for the page and for how many match. */
async function pageOfWords(pool: Pool, order: string, values: unknown[], limit: number): Promise<GroupPage> {
  const { rows } = await pool.query<GroupRow & { matching: number }>(
    `with ${MATCHED("")}, matched as materialized (
       select * from alone
       union all
       select * from kept
     ), page as (
       select * from matched order by ${order} limit $${values.length + 1}::integer
     )
     select ${SHOWN}, (select count(*) from matched)::integer as matching
     from page
     join plumbline.shown_group as shown using (id)
     order by ${onPage(order)}`,
    [...values, limit],
  );
  return { groups: rows.map(({ matching: _, ...group }) => group), matching: rows[0]?.matching ?? 0 };
}

/** Of the groups in order of their counts, those that match, until a page is full. */
async function pageByCount(pool: Pool, values: unknown[], counted: ShownCounts, limit: number): Promise<GroupPage> {
  const matching = await countMatching(pool, values);
  const wanted = Math.min(limit, matching);
  // As dense as among all, they are found within so many.
  const dense = Math.ceil((wanted * counted.ids.length) / Math.max(1, matching));
  let found: string[] = [];
  for (let ahead = AHEAD * dense; ; ahead *= FURTHER) {
    const ids = mostFrequent(counted, ahead);
    const matched = await matchingOf(pool, values, ids);
    found = ids.filter((id) => matched.has(id)).slice(0, limit);
    if (found.length >= wanted || ahead >= counted.ids.length) break;
  }
  if (found.length < wanted) found.push(...(await uncountedOf(pool, values, found, wanted - found.length)));
  return { groups: await readRows(pool, found, values), matching };
}

async function matchingOf(pool: Pool, values: unknown[], ids: readonly string[]): Promise<Set<string>> {
  const within = `id = any($${values.length + 1}::text[])`;
  const { rows } = await pool.query<[string]>({
    text: `select id from plumbline.error_group as own ${MUTED} where ${within} and ${CONDITIONS} and ${ALONE}
     union all
     select id from plumbline.shown_group ${MUTED} where ${within} and ${CONDITIONS} and ${KEPT}`,
    values: [...values, ids],
    rowMode: "array",
  });
  return new Set(rows.map(([id]) => id));
}

/** Groups that match and have no entry in the range any more: the last ones, by id. */
async function uncountedOf(pool: Pool, values: unknown[], but: readonly string[], limit: number): Promise<string[]> {
  const { rows } = await pool.query<{ id: string }>(
    `with ${MATCHED("")}
     select id
     from (select id from alone union all select id from kept) as matched
     where id <> all($${values.length + 1}::text[])
     order by id
     limit $${values.length + 2}::integer`,
    [...values, but, limit],
  );
  return rows.map(({ id }) => id);
}

/** These groups, in this order. */
async function readRows(pool: Pool, ids: readonly string[], values: readonly unknown[]): Promise<GroupRow[]> {
  const { rows } = await pool.query<GroupRow>(
    `select ${SHOWN}
     from unnest($1::text[]) with ordinality as page (id, place)
     join plumbline.shown_group as shown using (id)
     left join plumbline.group_mute on group_id = id and until > $2::timestamptz
     order by place`,
    [ids, values[MUTED_AT]],
  );
  return rows;
}
