import type { PoolClient } from "pg";
import type { ErrorEvent } from "../../shared/events.ts";
import type { ErrorGroup, Signature } from "../../shared/group.ts";
import { MAX_ARRIVALS } from "../../shared/group.ts";
import { readJoinedTexts, readParts } from "./group-parts.ts";
import { emptyFacets, readFacets } from "./load-facets.ts";
import { spreadInTime } from "./merge-samples.ts";

export type MinuteRange = { first: number; last: number };

/** The groups that are shown and have a count in these minutes, by first appearance, then id. */
export async function loadGroups(client: PoolClient, minutes: MinuteRange): Promise<ErrorGroup[]> {
  const keptOf = await readParts(client);
  const counted = await readMinutes(client, minutes, keptOf);
  const family = familiesOf([...counted.keys()], keptOf);
  const rows = await readGroups(client, family);
  const samples = await readSamples(client, family);
  const facets = await readFacets(client, family);
  return rows.map((row) => {
    const { count, perMinute, arrivals } = counted.get(row.id) ?? { count: 0, perMinute: [], arrivals: [] };
    const lists = facets.get(row.id) ?? { ...emptyFacets(), distinctCallers: 0 };
    return { ...row, count, perMinute, arrivals, samples: samples.get(row.id) ?? [], ...lists };
  });
}

/** Groups that are shown, each with all whose counts are shown in it, itself first. */
export type Families = Map<string, string[]>;

export function familiesOf(ids: readonly string[], keptOf: ReadonlyMap<string, string>): Families {
  const families: Families = new Map(ids.map((id) => [id, [id]]));
  for (const [memberId, keptId] of keptOf) families.get(keptId)?.push(memberId);
  return families;
}

type Counted = Pick<ErrorGroup, "count" | "perMinute" | "arrivals">;

async function readMinutes(
  client: PoolClient,
  { first, last }: MinuteRange,
  keptOf: ReadonlyMap<string, string>,
): Promise<Map<string, Counted>> {
  // Of a day of many errors only the newest arrivals are looked up: reading all of them would take seconds.
  const { rows } = await client.query<{ groupId: string; minute: number; count: number; arrivals: number[] }>(
    `select
       group_id as "groupId", minute, count,
       case when newer < $3::integer then (
         select arrivals
         from plumbline.group_minute
         where group_minute.group_id = counted.group_id and group_minute.minute = counted.minute
       ) else '{}' end as arrivals
     from (
       select
         group_id, minute, count,
         coalesce(sum(count) over (
           partition by group_id order by minute desc rows between unbounded preceding and 1 preceding
         ), 0) as newer
       from plumbline.group_minute
       where minute between $1::integer and $2::integer
     ) as counted
     order by group_id, minute`,
    [first, last, MAX_ARRIVALS],
  );
  const counted = new Map<string, Counted>();
  const joined = new Set<Counted>();
  for (const { groupId, minute, count, arrivals } of rows) {
    const keptId = keptOf.get(groupId) ?? groupId;
    const group = counted.get(keptId) ?? { count: 0, perMinute: [], arrivals: [] };
    if (keptId !== groupId) joined.add(group);
    group.count += count;
    group.perMinute.push([minute, count]);
    for (const at of arrivals) group.arrivals.push(at);
    counted.set(keptId, group);
  }
  for (const group of joined) group.perMinute = addedUp(group.perMinute);
  for (const group of counted.values()) group.arrivals = group.arrivals.sort((a, b) => a - b).slice(-MAX_ARRIVALS);
  return counted;
}

/** Each minute once, ascending. */
export function addedUp(perMinute: [number, number][]): [number, number][] {
  const counts = new Map<number, number>();
  for (const [minute, count] of perMinute) counts.set(minute, (counts.get(minute) ?? 0) + count);
  return [...counts].sort(([a], [b]) => a - b);
}

export type GroupRow = Pick<
  ErrorGroup,
  "id" | "environment" | "service" | "kind" | "title" | "signature" | "firstSeen" | "lastSeen"
>;

async function readGroups(client: PoolClient, families: Families): Promise<(GroupRow & Pick<ErrorGroup, "parts">)[]> {
  const byId = await readGroupRows(client, [...families.values()].flat());
  const texts = await readJoinedTexts(client, [...families.keys()]);
  return [...families]
    .flatMap(([id, ids]) => {
      const own = byId.get(id);
      if (own === undefined) return [];
      const parts = ids.slice(1).flatMap((partId) => byId.get(partId) ?? []);
      return [parts.length === 0 ? own : joinedRow(own, parts, texts.get(id))];
    })
    .sort(byAppearance);
}

/** By first appearance, then id. */
export function byAppearance(a: Pick<ErrorGroup, "firstSeen" | "id">, b: Pick<ErrorGroup, "firstSeen" | "id">): number {
  return a.firstSeen - b.firstSeen || (a.id < b.id ? -1 : 1);
}

/** The rows of these groups, each as if it stood alone, by id. */
export async function readGroupRows(client: PoolClient, ids: readonly string[]): Promise<Map<string, GroupRow>> {
  const { rows } = await client.query<GroupRow>(
    `select
       id, environment, service, kind, title, signature, first_seen as "firstSeen", last_seen as "lastSeen"
     from plumbline.error_group
     where id = any($1::text[])`,
    [ids],
  );
  return new Map(rows.map((row) => [row.id, row]));
}

/** A group as it is shown: with the times of its parts, and in the words that fit them all. */
export function joinedRow(
  own: GroupRow,
  parts: GroupRow[],
  text: { template: string; title: string } | undefined,
): GroupRow & Pick<ErrorGroup, "parts"> {
  const signature: Signature = text === undefined ? own.signature : { ...own.signature, template: text.template };
  return {
    ...own,
    signature,
    title: text?.title ?? own.title,
    firstSeen: Math.min(own.firstSeen, ...parts.map(({ firstSeen }) => firstSeen)),
    lastSeen: Math.max(own.lastSeen, ...parts.map(({ lastSeen }) => lastSeen)),
    parts: parts.map(({ id, signature: { template } }) => ({ id, template })),
  };
}

export type Sample = { groupId: string; hash: string; at: number; event: ErrorEvent };

async function readSamples(client: PoolClient, families: Families): Promise<Map<string, ErrorEvent[]>> {
  const byGroup = await readSampleRows(client, [...families.values()].flat());
  return new Map([...families].map(([id, ids]) => [id, shownSamples(ids.map((partId) => byGroup.get(partId) ?? []))]));
}

/** The samples of each of these groups by itself, oldest first. */
export async function readSampleRows(client: PoolClient, ids: readonly string[]): Promise<Map<string, Sample[]>> {
  const { rows } = await client.query<Sample>(
    `select group_id as "groupId", hash::text as hash, at, event
     from plumbline.group_sample
     where group_id = any($1::text[])
     order by group_id, at, group_sample.hash`,
    [ids],
  );
  return Map.groupBy(rows, ({ groupId }) => groupId);
}

/** The samples of a group that is shown with these parts, its own first. */
export function shownSamples(parts: readonly (readonly Sample[])[]): ErrorEvent[] {
  const all = parts.flat();
  return (parts.length === 1 ? all : spreadInTime(all)).map(({ event }) => event);
}
