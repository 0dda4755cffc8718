import type { ErrorGroup } from "../../shared/group.ts";
import { MAX_ARRIVALS } from "../../shared/group.ts";
import { minuteOf } from "../../shared/time.ts";
import { floatArray, integerArray, jsonArray, textArray } from "../lib/binary-arrays.ts";
import type { Statement } from "../lib/statement.ts";
import { facetStatement } from "./merge-facets.ts";
import { sampleStatements } from "./merge-samples.ts";
import { storableMinute } from "./partitions.ts";
import type { StoredParts } from "./stored-parts.ts";
import { storable } from "./text.ts";

/**
 * Adds what `groups` counted to what is stored under their ids. With the first statement the rows of these groups belong to the
 * transaction until it ends, and so does what a group has beside its minutes.
 */
export function groupStatements(groups: ErrorGroup[], stored: StoredParts, isSample: boolean): Statement[] {
  if (groups.length === 0) return [];
  return [
    upsertGroups(groups, stored, isSample),
    addMinutes(groups),
    ...sampleStatements(groups, stored.samples),
    ...facetStatement(stored.facets),
  ];
}

/** What is sent of a group that is stored already in the place of its signature; see plumbline.group_is_whole(). */
const KNOWN = "null";

function upsertGroups(groups: ErrorGroup[], { known }: StoredParts, isSample: boolean): Statement {
  const textOf = (group: ErrorGroup, text: string) => (known.has(group.id) ? "" : storable(text));
  return {
    name: "upsert-groups",
    text: `insert into plumbline.error_group as stored
       (id, environment, service, kind, title, signature, first_seen, last_seen, is_sample)
     select id, environment, service, kind, title, signature, first_seen, last_seen, $9::boolean
     from unnest(
       $1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::json[], $7::double precision[],
       $8::double precision[]
     ) as fresh (id, environment, service, kind, title, signature, first_seen, last_seen)
     order by id
     on conflict (id) do update set
       first_seen = least(stored.first_seen, excluded.first_seen),
       last_seen = greatest(stored.last_seen, excluded.last_seen)`,
    values: [
      textArray(groups.map(({ id }) => id)),
      textArray(groups.map((group) => textOf(group, group.environment))),
      textArray(groups.map((group) => textOf(group, group.service))),
      textArray(groups.map((group) => textOf(group, group.kind))),
      textArray(groups.map((group) => textOf(group, group.title))),
      jsonArray(groups.map(({ id, signature }) => (known.has(id) ? KNOWN : JSON.stringify(signature)))),
      floatArray(groups.map(({ firstSeen }) => firstSeen)),
      floatArray(groups.map(({ lastSeen }) => lastSeen)),
      isSample,
    ],
  };
}

function addMinutes(groups: ErrorGroup[]): Statement {
  const minutes = groups.flatMap(minutesOf);
  const ends: number[] = [];
  for (const { arrivals } of minutes) ends.push((ends.at(-1) ?? 0) + arrivals.length);
  return {
    name: "add-group-minutes",
    text: `insert into plumbline.group_minute as stored (group_id, minute, count, arrivals)
     select group_id, minute, count, ($5::double precision[])[from_place:to_place]
     from unnest($1::text[], $2::integer[], $3::integer[], $4::integer[], $7::integer[])
       as fresh (group_id, minute, count, from_place, to_place)
     order by group_id, minute
     on conflict (group_id, minute) do update set
       count = stored.count + excluded.count,
       arrivals = case
         when cardinality(stored.arrivals) + cardinality(excluded.arrivals) <= $6::integer
           and stored.arrivals[cardinality(stored.arrivals)] <= excluded.arrivals[1]
         then stored.arrivals || excluded.arrivals
         else plumbline.newest_times(stored.arrivals || excluded.arrivals, $6::integer)
       end`,
    values: [
      textArray(minutes.map(({ groupId }) => groupId)),
      integerArray(minutes.map(({ minute }) => minute)),
      integerArray(minutes.map(({ count }) => count)),
      integerArray(minutes.map(({ arrivals }, index) => (ends[index] ?? 0) - arrivals.length + 1)),
      floatArray(minutes.flatMap(({ arrivals }) => arrivals)),
      MAX_ARRIVALS,
      integerArray(ends),
    ],
  };
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
