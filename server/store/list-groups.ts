import type { Pool } from "pg";
import type { GroupFilter } from "../../shared/api-groups.ts";
import type { ErrorGroup, Signature } from "../../shared/group.ts";
import type { Reach } from "../../shared/identity.ts";
import { cheapIndexes } from "../lib/snapshot.ts";
import { ALONE, type Conditions, conditionsOf, KEPT } from "./group-conditions.ts";
import { laterGroups } from "./later-groups.ts";
import { createRangeCounts } from "./range-counts.ts";
import { mostFrequent, readShownCounts, type ShownCounts } from "./shown-counts.ts";

/** Both ends in milliseconds since 1970. */
type Range = { from: number; to: number };

/** A group as its row holds it. */
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
  const counted = sort === "count" ? await readShownCounts(pool, rangeCounts, range) : undefined;
  const laterIds = await laterGroups(pool, rangeCounts, range, now, counted);
  const conditions = conditionsOf(filter, range, now, reach, laterIds);
  if (counted !== undefined) return pageByCount(pool, conditions, counted, limit);
  const order = sort === "count" ? ORDERS["last-seen"] : ORDERS[sort];
  if (q.trim() !== "") return pageOfWords(pool, order, conditions, limit);
  const [groups, matching] = await Promise.all([
    readPage(pool, order, conditions, limit),
    countMatching(pool, conditions),
  ]);
  return { groups, matching };
}

/** What is shown is fetched for the few rows that are shown, not for all that match. */
const SHOWN = `shown.id, environment, service, kind, title, signature, shown.first_seen as "firstSeen", shown.last_seen as "lastSeen",
       (
         select extract(epoch from until)::double precision * 1000
         from plumbline.group_mute
         where group_id = shown.id and until > $1::timestamptz
       ) as "mutedUntil"`;

function matched({ where, state }: Conditions, limited = ""): string {
  return `alone as (
       select id, first_seen, last_seen
       from plumbline.error_group as own
       where ${where} ${state} and ${ALONE}
       ${limited}
     ), kept as (
       select id, first_seen, last_seen
       from plumbline.shown_group as own
       where ${KEPT} and ${where} ${state}
     )`;
}

async function readPage(pool: Pool, order: string, conditions: Conditions, limit: number): Promise<GroupRow[]> {
  const { values } = conditions;
  const limited = `order by ${order} limit $${values.length + 1}::integer`;
  const { rows } = await pool.query<GroupRow>(
    `with ${matched(conditions, limited)}, page as (
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

const onPage = (order: string) => order.replace(/(first_seen|last_seen|id)/g, "page.$1");

/** All that match, from an index alone, without the few that are counted otherwise: muted ones, and those that are shown as one. */
async function countMatching(pool: Pool, { where, state, values }: Conditions): Promise<number> {
  const every = state === "" || state.startsWith("and not");
  const { rows } = await cheapIndexes(pool, (client) =>
    client.query<{ matching: number }>(
      `with part as (
         select member_id as id from plumbline.group_part union select kept_id from plumbline.group_part
       )
       select (
         ${every ? `(select count(*) from plumbline.error_group as own where ${where})` : "0"}
         - ${every ? `(select count(*) from part join plumbline.error_group as own using (id) where ${where})` : "0"}
         ${
           state === ""
             ? ""
             : `${every ? "-" : "+"} (
           select count(*)
           from plumbline.group_mute
           join plumbline.error_group as own on id = group_id
           where until > $1::timestamptz and ${ALONE} and ${where}
         )`
         }
         + (select count(*) from plumbline.shown_group as own where ${KEPT} and ${where} ${state})
       )::integer as matching${usesNow(state)}`,
      values,
    ),
  );
  return rows[0]?.matching ?? 0;
}

/** A parameter that a statement does not name has no type. */
function usesNow(state: Conditions["state"]): string {
  return state === "" ? ", $1::timestamptz as now" : "";
}

/** Titles are looked through once, for the page and for how many match. */
async function pageOfWords(pool: Pool, order: string, conditions: Conditions, limit: number): Promise<GroupPage> {
  const { values } = conditions;
  const { rows } = await pool.query<GroupRow & { matching: number }>(
    `with ${matched(conditions)}, matched as materialized (
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
async function pageByCount(
  pool: Pool,
  conditions: Conditions,
  counted: ShownCounts,
  limit: number,
): Promise<GroupPage> {
  const matching = await countMatching(pool, conditions);
  const wanted = Math.min(limit, matching);
  // As dense as among all, they are found within so many.
  const dense = Math.ceil((wanted * counted.ids.length) / Math.max(1, matching));
  let found: string[] = [];
  for (let ahead = AHEAD * dense; ; ahead *= FURTHER) {
    const ids = mostFrequent(counted, ahead);
    const among = await matchingAmong(pool, conditions, ids);
    found = ids.filter((id) => among.has(id)).slice(0, limit);
    if (found.length >= wanted || ahead >= counted.ids.length) break;
  }
  if (found.length < wanted) found.push(...(await uncountedOf(pool, conditions, found, wanted - found.length)));
  return { groups: await readRows(pool, found, conditions), matching };
}

async function matchingAmong(
  pool: Pool,
  { where, state, values }: Conditions,
  ids: readonly string[],
): Promise<Set<string>> {
  const within = `own.id = any($${values.length + 1}::text[])`;
  const { rows } = await pool.query<[string]>({
    text: `select id from plumbline.error_group as own where ${within} and ${where} ${state} and ${ALONE}
     union all
     select id from plumbline.shown_group as own where ${within} and ${KEPT} and ${where} ${state}
     union all
     select null where $1::timestamptz is null`,
    values: [...values, ids],
    rowMode: "array",
  });
  return new Set(rows.map(([id]) => id));
}

/** Groups that match and have no entry in the range any more: the last ones, by id. */
async function uncountedOf(
  pool: Pool,
  conditions: Conditions,
  but: readonly string[],
  limit: number,
): Promise<string[]> {
  const { values } = conditions;
  const { rows } = await pool.query<{ id: string }>(
    `with ${matched(conditions)}
     select id
     from (select id from alone union all select id from kept) as matched
     where id <> all($${values.length + 1}::text[]) and $1::timestamptz is not null
     order by id
     limit $${values.length + 2}::integer`,
    [...values, but, limit],
  );
  return rows.map(({ id }) => id);
}

/** These groups, in this order. */
async function readRows(pool: Pool, ids: readonly string[], { values }: Conditions): Promise<GroupRow[]> {
  const { rows } = await pool.query<GroupRow>(
    `select ${SHOWN}
     from unnest($2::text[]) with ordinality as page (id, place)
     join plumbline.shown_group as shown using (id)
     order by place`,
    [values[0], ids],
  );
  return rows;
}
