import type { PoolClient } from "pg";
import type { ErrorGroup } from "../../shared/group.ts";
import { bigintArray, floatArray, jsonArray, textArray, uuidArray } from "../lib/binary-arrays.ts";
import type { Statement } from "../lib/statement.ts";
import { hashOf } from "./text.ts";

/** How many different ones of each kind a group keeps; counts beyond go to those that are known already. */
const MAX_FACETS = { revision: 500, instance: 1000, caller: 10_000, trace: 500 } as const;

type FacetKind = keyof typeof MAX_FACETS;
/** How many different ones a group has stored. */
export type FacetCounts = Record<FacetKind, number>;

/** One revision, instance, caller or trace of a group, with what a batch counted of it. */
export type Facet = {
  groupId: string;
  kind: FacetKind;
  hash: string;
  value: string;
  count: number;
  firstSeen: number;
  lastSeen: number;
};

/** How often the room that is left has to hold what a batch brings: others may add to the same group at the same time. */
const AMPLE = 4;

/** The revisions, instances, callers and traces of a group of a batch. */
export function facetsOf(group: ErrorGroup): Facet[] {
  const { id: groupId, firstSeen, lastSeen } = group;
  const facet = (kind: FacetKind, value: unknown, count: number, times = { firstSeen, lastSeen }): Facet => {
    const text = JSON.stringify(value);
    return { groupId, kind, hash: hashOf(text), value: text, count, ...times };
  };
  const all = [
    ...group.revisions.map(({ name, count, ...times }) => facet("revision", name, count, times)),
    ...group.instances.map(({ name, count }) => facet("instance", name, count)),
    ...group.callers.map(({ userAgent, remoteIp, referer, count }) =>
      facet("caller", { userAgent, remoteIp, referer }, count),
    ),
    ...group.traces.map((trace) => facet("trace", trace, 1)),
  ];
  // One row is updated once per statement; a list that names something twice is its caller's mistake, not ours.
  return [...new Map(all.map((one) => [`${one.kind}/${one.hash}`, one])).values()];
}

/** Whether all of these have ample room in their groups; `stored`: what is there. */
export function haveRoom(facets: Facet[], stored: ReadonlyMap<string, FacetCounts>): boolean {
  return setsOf(facets).every(({ set, groupId, kind }) => set.length * AMPLE <= roomOf(groupId, kind, stored));
}

/**
 * Where a group would outgrow its bound, the known facets stay and the new ones fill what room is left. The transaction holds the
 * rows of the groups.
 */
export async function boundFacets(
  client: PoolClient,
  facets: Facet[],
  stored: ReadonlyMap<string, FacetCounts>,
): Promise<Facet[]> {
  const kept: Facet[] = [];
  for (const { set, groupId, kind } of setsOf(facets)) {
    const room = roomOf(groupId, kind, stored);
    kept.push(...(set.length <= room ? set : await cutToRoom(client, { set, groupId, kind }, room)));
  }
  return kept;
}

/** Facets of one kind of one group. */
type FacetSet = { groupId: string; kind: FacetKind; set: Facet[] };

function setsOf(facets: Facet[]): FacetSet[] {
  const sets = Map.groupBy(facets, ({ groupId, kind }) => `${groupId}/${kind}`);
  return [...sets.values()].flatMap((set) => (set[0] === undefined ? [] : [{ ...set[0], set }]));
}

function roomOf(groupId: string, kind: FacetKind, stored: ReadonlyMap<string, FacetCounts>): number {
  return MAX_FACETS[kind] - (stored.get(groupId)?.[kind] ?? 0);
}

async function cutToRoom(client: PoolClient, { set, groupId, kind }: FacetSet, room: number): Promise<Facet[]> {
  const { rows } = await client.query<{ hash: string }>(
    `select replace(hash::text, '-', '') as hash
     from plumbline.group_facet
     where group_id = $1::text and kind = $2::text and hash = any($3::uuid[])`,
    [groupId, kind, set.map(({ hash }) => hash)],
  );
  const known = new Set(rows.map(({ hash }) => hash));
  const fresh = set.filter(({ hash }) => !known.has(hash)).slice(0, Math.max(room, 0));
  return [...set.filter(({ hash }) => known.has(hash)), ...fresh];
}

/** Adds facets to what is stored of them; nothing for none. */
export function facetStatement(facets: readonly Facet[]): Statement[] {
  return facets.length === 0 ? [] : [addFacets(facets)];
}

function addFacets(facets: readonly Facet[]): Statement {
  return {
    name: "add-facets",
    text: `with merged as (
       insert into plumbline.group_facet as stored (group_id, kind, hash, value, count, first_seen, last_seen)
       select group_id, kind, hash, value, count, first_seen, last_seen
       from unnest(
         $1::text[], $2::text[], $3::uuid[], $4::json[], $5::bigint[], $6::double precision[], $7::double precision[]
       ) as fresh (group_id, kind, hash, value, count, first_seen, last_seen)
       order by group_id, kind, hash
       on conflict (group_id, kind, hash) do update set
         count = stored.count + excluded.count,
         first_seen = least(stored.first_seen, excluded.first_seen),
         last_seen = greatest(stored.last_seen, excluded.last_seen)
       -- A row that was inserted, not updated, has no older version.
       returning group_id, kind, xmax = 0 as is_new
     ), fresh as (
       select
         group_id,
         count(*) filter (where kind = 'caller') as callers,
         count(*) filter (where kind = 'instance') as instances,
         count(*) filter (where kind = 'revision') as revisions,
         count(*) filter (where kind = 'trace') as traces
       from merged
       where is_new
       group by group_id
     )
     update plumbline.error_group as stored
     set callers = stored.callers + fresh.callers,
       instances = stored.instances + fresh.instances,
       revisions = stored.revisions + fresh.revisions,
       traces = stored.traces + fresh.traces
     from fresh
     where stored.id = fresh.group_id`,
    values: [
      textArray(facets.map(({ groupId }) => groupId)),
      textArray(facets.map(({ kind }) => kind)),
      uuidArray(facets.map(({ hash }) => hash)),
      jsonArray(facets.map(({ value }) => value)),
      bigintArray(facets.map(({ count }) => count)),
      floatArray(facets.map(({ firstSeen }) => firstSeen)),
      floatArray(facets.map(({ lastSeen }) => lastSeen)),
    ],
  };
}
