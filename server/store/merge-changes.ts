import type { ChangeEvent } from "../../shared/events.ts";
import { floatArray, jsonArray, textArray, uuidArray } from "../lib/binary-arrays.ts";
import type { Statement } from "../lib/statement.ts";
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
export function changeStatements(changes: ChangeEvent[], isSample: boolean): Statement[] {
  if (changes.length === 0) return [];
  const hashes = changes.map(({ entry, kind, statement }) => hashOf(JSON.stringify([entry.key, kind, statement])));
  const text = `insert into plumbline.change_event (hash, at, document, is_sample)
     select hash, at, document, $4::boolean
     from unnest($1::uuid[], $2::double precision[], $3::json[]) as fresh (hash, at, document)
     order by hash
     on conflict do nothing`;
  const times = floatArray(changes.map(({ at }) => at));
  const documents = jsonArray(changes.map((change) => JSON.stringify(change)));
  return [{ name: "merge-changes", text, values: [uuidArray(hashes), times, documents, isSample] }];
}

/** Widens the time in which each revision was seen. */
export function revisionStatements(revisions: RevisionSeen[], isSample: boolean): Statement[] {
  if (revisions.length === 0) return [];
  const text = `insert into plumbline.revision as stored (environment, service, name, first_seen, last_seen, is_sample)
     select environment, service, name, min(first_seen), max(last_seen), $6::boolean
     from unnest($1::text[], $2::text[], $3::text[], $4::double precision[], $5::double precision[])
       as fresh (environment, service, name, first_seen, last_seen)
     group by environment, service, name
     order by environment, service, name
     on conflict (environment, service, name) do update set
       first_seen = least(stored.first_seen, excluded.first_seen),
       last_seen = greatest(stored.last_seen, excluded.last_seen)`;
  const values = [
    textArray(revisions.map(({ environment }) => storable(environment))),
    textArray(revisions.map(({ service }) => storable(service))),
    textArray(revisions.map(({ name }) => storable(name))),
    floatArray(revisions.map(({ firstSeen }) => firstSeen)),
    floatArray(revisions.map(({ lastSeen }) => lastSeen)),
    isSample,
  ];
  return [{ name: "merge-revisions", text, values }];
}
