import type { PoolClient } from "pg";
import type { ChangeEvent } from "../../shared/events.ts";
import { prepared } from "../lib/prepared.ts";
import { hashOf, storable } from "./text.ts";

/** A revision of a service, with the first and last entry that names it, milliseconds since 1970. */
export type RevisionSeen = {
  environment: string;
  service: string;
  name: string;
  firstSeen: number;
  lastSeen: number;
};

/** Stores changes that are not known yet; a change is known by its entry, kind and statement. */
export async function mergeChanges(client: PoolClient, changes: ChangeEvent[], isSample: boolean): Promise<void> {
  if (changes.length === 0) return;
  const hashes = changes.map(({ entry, kind, statement }) => hashOf(JSON.stringify([entry.key, kind, statement])));
  await prepared(
    client,
    "merge-changes",
    `insert into plumbline.change_event (hash, at, document, is_sample)
     select hash, at, document, $4::boolean
     from unnest($1::uuid[], $2::double precision[], $3::json[]) as fresh (hash, at, document)
     order by hash
     on conflict do nothing`,
    [hashes, changes.map(({ at }) => at), changes.map((change) => JSON.stringify(change)), isSample],
  );
}

/** Widens the time in which each revision was seen. */
export async function mergeRevisions(client: PoolClient, revisions: RevisionSeen[], isSample: boolean): Promise<void> {
  if (revisions.length === 0) return;
  await prepared(
    client,
    "merge-revisions",
    `insert into plumbline.revision as stored (environment, service, name, first_seen, last_seen, is_sample)
     select environment, service, name, min(first_seen), max(last_seen), $6::boolean
     from unnest($1::text[], $2::text[], $3::text[], $4::double precision[], $5::double precision[])
       as fresh (environment, service, name, first_seen, last_seen)
     group by environment, service, name
     order by environment, service, name
     on conflict (environment, service, name) do update set
       first_seen = least(stored.first_seen, excluded.first_seen),
       last_seen = greatest(stored.last_seen, excluded.last_seen)`,
    [
      revisions.map(({ environment }) => storable(environment)),
      revisions.map(({ service }) => storable(service)),
      revisions.map(({ name }) => storable(name)),
      revisions.map(({ firstSeen }) => firstSeen),
      revisions.map(({ lastSeen }) => lastSeen),
      isSample,
    ],
  );
}
