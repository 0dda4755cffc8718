import type { PoolClient } from "pg";
import type { Caller, ErrorEvent } from "../../shared/events.ts";
import type { ErrorGroup } from "../../shared/group.ts";
import { MAX_ARRIVALS } from "../../shared/group.ts";

const MAX_CALLERS = 20;
const MAX_INSTANCES = 50;

export type MinuteRange = { first: number; last: number };

/** The groups with a count in these minutes, by first appearance, then id. */
export async function loadGroups(client: PoolClient, minutes: MinuteRange): Promise<ErrorGroup[]> {
  const counted = await readMinutes(client, minutes);
  const ids = [...counted.keys()];
  const rows = await readGroups(client, ids);
  const samples = await readSamples(client, ids);
  const facets = await readFacets(client, ids);
  return rows.map(({ distinctCallers, ...row }) => {
    const { count, perMinute, arrivals } = counted.get(row.id) ?? { count: 0, perMinute: [], arrivals: [] };
    const lists = facets.get(row.id) ?? emptyFacets();
    return { ...row, count, perMinute, arrivals, samples: samples.get(row.id) ?? [], ...lists, distinctCallers };
  });
}

type Counted = Pick<ErrorGroup, "count" | "perMinute" | "arrivals">;

async function readMinutes(client: PoolClient, { first, last }: MinuteRange): Promise<Map<string, Counted>> {
  const { rows } = await client.query<{ groupId: string; minute: number; count: number; arrivals: number[] }>(
    `select group_id as "groupId", minute, count, arrivals
     from plumbline.group_minute
     where minute between $1::integer and $2::integer
     order by group_id, minute`,
    [first, last],
  );
  const counted = new Map<string, Counted>();
  for (const { groupId, minute, count, arrivals } of rows) {
    const group = counted.get(groupId) ?? { count: 0, perMinute: [], arrivals: [] };
    group.count += count;
    group.perMinute.push([minute, count]);
    for (const at of arrivals) group.arrivals.push(at);
    counted.set(groupId, group);
  }
  for (const group of counted.values()) group.arrivals = group.arrivals.sort((a, b) => a - b).slice(-MAX_ARRIVALS);
  return counted;
}

type GroupRow = Pick<
  ErrorGroup,
  "id" | "environment" | "service" | "kind" | "title" | "signature" | "firstSeen" | "lastSeen" | "distinctCallers"
>;

async function readGroups(client: PoolClient, ids: string[]): Promise<GroupRow[]> {
  const { rows } = await client.query<GroupRow>(
    `select
       id, environment, service, kind, title, signature,
       first_seen as "firstSeen", last_seen as "lastSeen", callers as "distinctCallers"
     from plumbline.error_group
     where id = any($1::text[])
     order by first_seen, id`,
    [ids],
  );
  return rows;
}

async function readSamples(client: PoolClient, ids: string[]): Promise<Map<string, ErrorEvent[]>> {
  const { rows } = await client.query<{ groupId: string; event: ErrorEvent }>(
    `select group_id as "groupId", event
     from plumbline.group_sample
     where group_id = any($1::text[])
     order by group_id, at, hash`,
    [ids],
  );
  const samples = new Map<string, ErrorEvent[]>();
  for (const { groupId, event } of rows) samples.set(groupId, [...(samples.get(groupId) ?? []), event]);
  return samples;
}

type Facets = Pick<ErrorGroup, "revisions" | "instances" | "callers" | "traces">;

function emptyFacets(): Facets {
  return { revisions: [], instances: [], callers: [], traces: [] };
}

type Times = { count: number; firstSeen: number; lastSeen: number };
type FacetRow = { groupId: string } & (
  | ({ kind: "revision" | "instance" | "trace"; value: string } & Times)
  | ({ kind: "caller"; value: Caller } & Times)
);

/** Of instances and callers the most frequent, of the rest all that is kept. */
async function readFacets(client: PoolClient, ids: string[]): Promise<Map<string, Facets>> {
  const { rows } = await client.query<FacetRow>(
    `select
       group_id as "groupId", kind, value, count::double precision as count,
       first_seen as "firstSeen", last_seen as "lastSeen"
     from (
       select *, row_number() over (partition by group_id, kind order by count desc, value::text) as place
       from plumbline.group_facet
       where group_id = any($1::text[])
     ) as ranked
     where place <= case kind when 'caller' then $2::integer when 'instance' then $3::integer else 2147483647 end
     order by group_id, kind, place`,
    [ids, MAX_CALLERS, MAX_INSTANCES],
  );
  const facets = new Map<string, Facets>();
  for (const row of rows) {
    const group = facets.get(row.groupId) ?? emptyFacets();
    addFacet(group, row);
    facets.set(row.groupId, group);
  }
  for (const group of facets.values()) sortLists(group);
  return facets;
}

function addFacet(group: Facets, row: FacetRow): void {
  const { count, firstSeen, lastSeen } = row;
  if (row.kind === "caller") group.callers.push({ ...row.value, count });
  else if (row.kind === "instance") group.instances.push({ name: row.value, count });
  else if (row.kind === "revision") group.revisions.push({ name: row.value, count, firstSeen, lastSeen });
  else group.traces.push(row.value);
}

/** Revisions by first appearance, traces by name. */
function sortLists(group: Facets): void {
  group.revisions.sort((a, b) => a.firstSeen - b.firstSeen || (a.name < b.name ? -1 : 1));
  group.traces.sort();
}
