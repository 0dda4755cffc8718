import type { PoolClient } from "pg";
import type { ErrorGroup } from "../../shared/group.ts";
import { MAX_SAMPLES } from "../../shared/group.ts";
import { prepared } from "../lib/prepared.ts";
import { together } from "../lib/together.ts";
import { hashOf } from "./text.ts";

/** A stored sample without what it says. */
export type SampleKey = { groupId: string; hash: string; at: number };

/**
 * Keeps the first and last sample of each group, and a few between, of those stored (`known`, read in this transaction) and those
 * that `groups` bring.
 */
export async function mergeSamples(
  client: PoolClient,
  groups: ErrorGroup[],
  known: readonly SampleKey[],
): Promise<void> {
  const events = new Map(
    groups.flatMap(({ id, samples }) =>
      samples.map((event) => {
        const key = { groupId: id, hash: hashOf(event.entry.key), at: event.at };
        return [placeOf(key), { ...key, event }] as const;
      }),
    ),
  );
  const stored = new Map(known.map((key) => [placeOf(key), key]));
  const all = new Map<string, SampleKey>([...events, ...stored]);
  const byGroup = Map.groupBy(all.values(), ({ groupId }) => groupId);
  const kept = new Set([...byGroup.values()].flatMap(spreadInTime).map(placeOf));
  const left = [...stored.values()].filter((key) => !kept.has(placeOf(key)));
  const fresh = [...events.values()].filter((sample) => kept.has(placeOf(sample)) && !stored.has(placeOf(sample)));
  await together(deleteSamples(client, left), insertSamples(client, fresh));
}

function placeOf({ groupId, hash }: SampleKey): string {
  return `${groupId}/${hash}`;
}

/** The samples that are stored of groups. */
export async function readSampleKeys(client: PoolClient, groups: ErrorGroup[]): Promise<SampleKey[]> {
  const { rows } = await prepared<SampleKey>(
    client,
    "read-sample-keys",
    `select group_id as "groupId", replace(hash::text, '-', '') as hash, at
     from plumbline.group_sample
     where group_id = any($1::text[])`,
    [groups.map(({ id }) => id)],
  );
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

async function deleteSamples(client: PoolClient, keys: SampleKey[]): Promise<void> {
  if (keys.length === 0) return;
  await prepared(
    client,
    "delete-samples",
    `delete from plumbline.group_sample as stored
     using unnest($1::text[], $2::uuid[]) as old (group_id, hash)
     where stored.group_id = old.group_id and stored.hash = old.hash`,
    [keys.map(({ groupId }) => groupId), keys.map(({ hash }) => hash)],
  );
}

async function insertSamples(client: PoolClient, samples: (SampleKey & { event: unknown })[]): Promise<void> {
  if (samples.length === 0) return;
  await prepared(
    client,
    "insert-samples",
    `insert into plumbline.group_sample (group_id, hash, at, event)
     select group_id, hash, at, event
     from unnest($1::text[], $2::uuid[], $3::double precision[], $4::json[]) as fresh (group_id, hash, at, event)
     order by group_id, hash
     on conflict do nothing`,
    [
      samples.map(({ groupId }) => groupId),
      samples.map(({ hash }) => hash),
      samples.map(({ at }) => at),
      samples.map(({ event }) => JSON.stringify(event)),
    ],
  );
}
