import type { PoolClient } from "pg";
import type { ErrorEvent } from "../../shared/events.ts";
import type { ErrorGroup } from "../../shared/group.ts";
import { MAX_SAMPLES } from "../../shared/group.ts";
import { floatArray, jsonArray, textArray, uuidArray } from "../lib/binary-arrays.ts";
import type { Statement } from "../lib/statement.ts";
import { hashOf } from "./text.ts";

/** A stored sample without what it says. */
export type SampleKey = { groupId: string; hash: string; at: number };

/** A group with samples that it brings. */
type Sampled = Pick<ErrorGroup, "id" | "samples">;

/**
 * Keeps the first and last sample of each group, and a few between, of those that are stored (`known`) and those that `groups` bring.
 * Whatever others store at the same time, the first and the last of all stay: who knows of a later one alone leaves out a last one.
 */
export function sampleStatements(groups: readonly Sampled[], known: readonly SampleKey[]): Statement[] {
  const knownOf = Map.groupBy(known, ({ groupId }) => groupId);
  const left: SampleKey[] = [];
  const fresh: Sample[] = [];
  for (const { id, samples } of groups) {
    const stored = knownOf.get(id) ?? [];
    const brought = samplesBut(stored, id, samples);
    const kept = new Set<SampleKey>(spreadInTime<SampleKey>([...stored, ...brought]));
    left.push(...stored.filter((key) => !kept.has(key)));
    fresh.push(...brought.filter((sample) => kept.has(sample)));
  }
  return [...deleteSamples(left), ...insertSamples(fresh)];
}

type Sample = SampleKey & { event: ErrorEvent };

/** The samples that are not stored, each once. */
function samplesBut(stored: readonly SampleKey[], groupId: string, samples: readonly ErrorEvent[]): Sample[] {
  const taken = new Set(stored.map(({ hash }) => hash));
  return samples.flatMap((event) => {
    const hash = hashOf(event.entry.key);
    if (taken.has(hash)) return [];
    taken.add(hash);
    return [{ groupId, hash, at: event.at, event }];
  });
}

/** The samples that are stored of groups; `ids` as `textArray` gives them. */
export async function readSampleKeys(client: PoolClient, ids: Buffer): Promise<SampleKey[]> {
  const { rows } = await client.query<SampleKey>({
    name: "read-sample-keys",
    text: `select group_id as "groupId", replace(hash::text, '-', '') as hash, at
     from plumbline.group_sample
     where group_id = any($1::text[])`,
    values: [ids],
  });
  return rows;
}

/** Leaves out, until few enough are left, the sample whose neighbours are nearest to each other; never first or last. */
export function spreadInTime<T extends { at: number; hash: string }>(samples: T[]): T[] {
  const kept = [...samples].sort((a, b) => a.at - b.at || (a.hash < b.hash ? -1 : 1));
  while (kept.length > MAX_SAMPLES) {
    let densest = 1;
    for (let i = 2; i < kept.length - 1; i += 1) if (gapAround(kept, i) < gapAround(kept, densest)) densest = i;
    kept.splice(densest, 1);
  }
  return kept;
}

function gapAround(samples: { at: number }[], index: number): number {
  return (samples[index + 1]?.at ?? 0) - (samples[index - 1]?.at ?? 0);
}

function deleteSamples(keys: SampleKey[]): Statement[] {
  if (keys.length === 0) return [];
  const text = `delete from plumbline.group_sample as stored
     using unnest($1::text[], $2::uuid[]) as old (group_id, hash)
     where stored.group_id = old.group_id and stored.hash = old.hash`;
  const values = [textArray(keys.map(({ groupId }) => groupId)), uuidArray(keys.map(({ hash }) => hash))];
  return [{ name: "delete-samples", text, values }];
}

function insertSamples(samples: Sample[]): Statement[] {
  if (samples.length === 0) return [];
  const text = `insert into plumbline.group_sample (group_id, hash, at, event)
     select group_id, hash, at, event
     from unnest($1::text[], $2::uuid[], $3::double precision[], $4::json[]) as fresh (group_id, hash, at, event)
     order by group_id, hash
     on conflict do nothing`;
  const values = [
    textArray(samples.map(({ groupId }) => groupId)),
    uuidArray(samples.map(({ hash }) => hash)),
    floatArray(samples.map(({ at }) => at)),
    jsonArray(samples.map(({ event }) => JSON.stringify(event))),
  ];
  return [{ name: "insert-samples", text, values }];
}
