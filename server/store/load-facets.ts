import type { PoolClient } from "pg";
import type { Caller } from "../../shared/events.ts";
import type { ErrorGroup } from "../../shared/group.ts";

const MAX_CALLERS = 20;
const MAX_INSTANCES = 50;

export type Facets = Pick<ErrorGroup, "revisions" | "instances" | "callers" | "traces" | "distinctCallers">;

export function emptyFacets(): Facets {
  return { revisions: [], instances: [], callers: [], traces: [], distinctCallers: 0 };
}

type Times = { count: number; firstSeen: number; lastSeen: number };
type FacetRow = { groupId: string; kinds: number } & (
  | ({ kind: "revision" | "instance"; value: string } & Times)
  | ({ kind: "caller"; value: Caller } & Times)
);

/** Groups that stand alone, and those that are shown with others: each member beside the group that it is shown in. */
type Sought = [alone: string[], memberIds: string[], keptIds: string[]];

/** One row for each facet but traces; those of groups that are shown as one are added up. Parameters as in `Sought`. */
const FACETS = `select group_id, kind, value, count, first_seen, last_seen
         from plumbline.group_facet
         where group_id = any($1::text[]) and kind in ('revision', 'instance', 'caller')
         union all
         select
           part.kept_id, kind, min(value::text)::json, sum(count)::bigint, min(first_seen), max(last_seen)
         from unnest($2::text[], $3::text[]) as part (member_id, kept_id)
         join plumbline.group_facet on group_id = part.member_id
         where kind in ('revision', 'instance', 'caller')
         group by part.kept_id, kind, hash`;

/** The traces of each group in one row: of all facets they are the most. */
const TRACES = `select group_id as "groupId", json_agg(value) as traces
     from (
       select group_id, value
       from plumbline.group_facet
       where group_id = any($1::text[]) and kind = 'trace'
       union all
       select part.kept_id, min(value::text)::json
       from unnest($2::text[], $3::text[]) as part (member_id, kept_id)
       join plumbline.group_facet on group_id = part.member_id
       where kind = 'trace'
       group by part.kept_id, hash
     ) as trace
     group by group_id`;

/**
 * Of instances and callers the most frequent, of the rest all that is kept. `families`: groups that are shown, each with all whose
 * counts are shown in it, itself first.
 */
export async function readFacets(
  client: PoolClient,
  families: ReadonlyMap<string, readonly string[]>,
): Promise<Map<string, Facets>> {
  const alone = [...families].filter(([, ids]) => ids.length === 1).map(([id]) => id);
  const parts = [...families].flatMap(([keptId, ids]) =>
    ids.length === 1 ? [] : ids.map((memberId) => ({ memberId, keptId })),
  );
  const sought: Sought = [alone, parts.map(({ memberId }) => memberId), parts.map(({ keptId }) => keptId)];
  const facets = await readCounted(client, sought);
  const { rows } = await client.query<{ groupId: string; traces: string[] }>(TRACES, sought);
  for (const { groupId, traces } of rows) {
    const group = facets.get(groupId) ?? emptyFacets();
    group.traces = traces;
    facets.set(groupId, group);
  }
  for (const group of facets.values()) sortLists(group);
  return facets;
}

/** All but traces. */
async function readCounted(client: PoolClient, sought: Sought): Promise<Map<string, Facets>> {
  const { rows } = await client.query<FacetRow>(
    `select
       group_id as "groupId", kind, value, count::double precision as count, kinds,
       first_seen as "firstSeen", last_seen as "lastSeen"
     from (
       select *,
         row_number() over (partition by group_id, kind order by count desc, value::text) as place,
         count(*) over (partition by group_id, kind)::integer as kinds
       from (
         ${FACETS}
       ) as facet
     ) as ranked
     where place <= case kind when 'caller' then $4::integer when 'instance' then $5::integer else 2147483647 end
     order by group_id, kind, place`,
    [...sought, MAX_CALLERS, MAX_INSTANCES],
  );
  const facets = new Map<string, Facets>();
  for (const row of rows) {
    const group = facets.get(row.groupId) ?? emptyFacets();
    addFacet(group, row);
    facets.set(row.groupId, group);
  }
  return facets;
}

function addFacet(group: Facets, row: FacetRow): void {
  const { count, firstSeen, lastSeen } = row;
  if (row.kind === "caller") {
    group.callers.push({ ...row.value, count });
    group.distinctCallers = row.kinds;
  } else if (row.kind === "instance") group.instances.push({ name: row.value, count });
  else group.revisions.push({ name: row.value, count, firstSeen, lastSeen });
}

/** Revisions by first appearance, traces by name. A list that grew has room for more, which a copy has not: tens of thousands are kept. */
function sortLists(group: Facets): void {
  group.revisions = group.revisions.toSorted((a, b) => a.firstSeen - b.firstSeen || (a.name < b.name ? -1 : 1));
  group.traces = group.traces.toSorted();
  group.instances = [...group.instances];
  group.callers = [...group.callers];
}
