import type { Pool } from "pg";
import type { Caller } from "../../shared/events.ts";

/** `names`: the newest revisions first, a few; `all`: how many there are. */
export type GroupRevisions = { names: string[]; all: number };
export type GroupCaller = Caller & { count: number };

const MAX_CALLERS = 5;
const MAX_REVISIONS = 3;

/** The revisions that showed each of these groups, with all that is shown in it, by id. */
export async function readRevisions(pool: Pool, ids: readonly string[]): Promise<Map<string, GroupRevisions>> {
  const { rows } = await pool.query<{ id: string; name: string; all: number }>(
    `select group_id as id, value as name, "all"
     from (
       select *,
         row_number() over (partition by group_id order by last_seen desc, first_seen desc, value::text) as place,
         count(*) over (partition by group_id)::integer as "all"
       from (
         ${facetsOf("revision")}
       ) as facet
     ) as ranked
     where place <= $2::integer
     order by group_id, place`,
    [ids, MAX_REVISIONS],
  );
  const revisions = new Map<string, GroupRevisions>();
  for (const { id, name, all } of rows) {
    const own = revisions.get(id) ?? { names: [], all };
    own.names.push(name);
    revisions.set(id, own);
  }
  return revisions;
}

/** Who sent most of the entries of each of these groups, with all that is shown in it, by id; the most frequent first, a few. */
export async function readCallers(pool: Pool, ids: readonly string[]): Promise<Map<string, GroupCaller[]>> {
  const { rows } = await pool.query<{ id: string; caller: Caller; count: number }>(
    `select group_id as id, value as caller, count::double precision as count
     from (
       select *, row_number() over (partition by group_id order by count desc, value::text) as place
       from (
         ${facetsOf("caller")}
       ) as facet
     ) as ranked
     where place <= $2::integer
     order by group_id, place`,
    [ids, MAX_CALLERS],
  );
  const callers = new Map<string, GroupCaller[]>();
  for (const { id, caller, count } of rows) {
    const own = callers.get(id) ?? [];
    own.push({ ...caller, count });
    callers.set(id, own);
  }
  return callers;
}

/** One row for each facet of the groups of $1; those of groups that are shown as one are added up. */
function facetsOf(kind: "revision" | "caller"): string {
  return `select
           kept_id as group_id, min(value::text)::json as value, sum(count) as count, min(first_seen) as first_seen,
           max(last_seen) as last_seen
         from plumbline.parts_of($1::text[])
         join plumbline.group_facet on group_id = member_id
         where kind = '${kind}'
         group by kept_id, hash`;
}
