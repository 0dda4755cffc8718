import type { PoolClient } from "pg";
import type { ErrorGroup } from "../../shared/group.ts";
import { MAX_ARRIVALS } from "../../shared/group.ts";
import { minuteOf } from "../../shared/time.ts";
import { prepared } from "../lib/prepared.ts";
import { together } from "../lib/together.ts";
import { noteLate } from "./late-changes.ts";
import { type FacetCounts, mergeFacets } from "./merge-facets.ts";
import { mergeSamples, readSampleKeys } from "./merge-samples.ts";
import { storableMinute } from "./partitions.ts";
import { storable } from "./text.ts";

/** Adds what `groups` counted to what is stored under their ids. */
export async function mergeGroups(client: PoolClient, groups: ErrorGroup[], isSample: boolean): Promise<void> {
  if (groups.length === 0) return;
  const [facetCounts, , sampleKeys] = await together(
    // From here on the rows of these groups are ours until the transaction ends.
    upsertGroups(client, groups, isSample),
    addMinutes(client, groups),
    readSampleKeys(client, groups),
    noteLate(client, groups),
  );
  await together(mergeSamples(client, groups, sampleKeys), mergeFacets(client, groups, facetCounts));
}

async function upsertGroups(
  client: PoolClient,
  groups: ErrorGroup[],
  isSample: boolean,
): Promise<Map<string, FacetCounts>> {
  const { rows } = await prepared<FacetCounts & { id: string }>(
    client,
    "upsert-groups",
    `insert into plumbline.error_group as stored
       (id, environment, service, kind, title, signature, first_seen, last_seen, is_sample)
     select id, environment, service, kind, title, signature, first_seen, last_seen, $9::boolean
     from unnest(
       $1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::json[], $7::double precision[],
       $8::double precision[]
     ) as fresh (id, environment, service, kind, title, signature, first_seen, last_seen)
     order by id
     on conflict (id) do update set
       first_seen = least(stored.first_seen, excluded.first_seen),
       last_seen = greatest(stored.last_seen, excluded.last_seen)
     returning id, callers as caller, instances as instance, revisions as revision, traces as trace`,
    [
      groups.map(({ id }) => id),
      groups.map(({ environment }) => storable(environment)),
      groups.map(({ service }) => storable(service)),
      groups.map(({ kind }) => kind),
      groups.map(({ title }) => storable(title)),
      groups.map(({ signature }) => JSON.stringify(signature)),
      groups.map(({ firstSeen }) => firstSeen),
      groups.map(({ lastSeen }) => lastSeen),
      isSample,
    ],
  );
  return new Map(rows.map(({ id, ...counts }) => [id, counts]));
}

async function addMinutes(client: PoolClient, groups: ErrorGroup[]): Promise<void> {
  const minutes = groups.flatMap(minutesOf);
  await prepared(
    client,
    "add-group-minutes",
    `with marked as (
       insert into plumbline.count_mark (slots) select array_agg(distinct minute / 10) from unnest($2::integer[]) as minute
     )
     insert into plumbline.group_minute as stored (group_id, minute, count, arrivals)
     select group_id, minute, count, arrivals::double precision[]
     from unnest($1::text[], $2::integer[], $3::integer[], $4::text[]) as fresh (group_id, minute, count, arrivals)
     order by group_id, minute
     on conflict (group_id, minute) do update set
       count = stored.count + excluded.count,
       arrivals = plumbline.newest_times(stored.arrivals || excluded.arrivals, $5::integer)`,
    [
      minutes.map(({ groupId }) => groupId),
      minutes.map(({ minute }) => minute),
      minutes.map(({ count }) => count),
      minutes.map(({ arrivals }) => `{${arrivals.join(",")}}`),
      MAX_ARRIVALS,
    ],
  );
}

type Minute = { groupId: string; minute: number; count: number; arrivals: number[] };

/** The minutes of a group with their arrivals, each minute once. */
function minutesOf({ id, perMinute, arrivals }: ErrorGroup): Minute[] {
  const minutes = new Map<number, Minute>();
  for (const [minute, count] of perMinute) {
    const kept = storableMinute(minute);
    const seen = minutes.get(kept) ?? { groupId: id, minute: kept, count: 0, arrivals: [] };
    seen.count += count;
    minutes.set(kept, seen);
  }
  for (const at of arrivals) minutes.get(storableMinute(minuteOf(at)))?.arrivals.push(at);
  return [...minutes.values()];
}
