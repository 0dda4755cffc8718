import type { PoolClient } from "pg";
import type { IncidentResponse } from "../../shared/api.ts";
import type { Incident } from "../../shared/incident.ts";
import { wentInto } from "../../shared/incident-decisions.ts";
import { PlumblineError } from "../lib/errors.ts";
import { applyEdits, type PeopleEdits } from "./apply-edits.ts";
import { fingerprintOf } from "./fingerprint.ts";
import { standingOf } from "./standing.ts";
import { summarize, wordsOf } from "./summarize.ts";
import { storable } from "./text.ts";

/** An incident row as a transaction holds it, locked. */
export type HeldIncident = {
  id: string;
  derived: Incident;
  document: Incident;
  fingerprint: string;
  revision: number;
};

/** When, and from what, an incident was derived. */
export type AnalysisFacts = IncidentResponse["analysis"] & {
  /** The names of the sources that may hold entries of its environment; absent where that was not asked. */
  sources?: readonly string[];
};

/** The rows of these incidents, locked until the transaction ends, in order of the id. */
export async function holdIncidents(client: PoolClient, ids: string[]): Promise<Map<string, HeldIncident>> {
  const { rows } = await client.query<HeldIncident>(
    `select id, derived, document, fingerprint, revision::double precision as revision
     from plumbline.incident
     where id = any($1::text[])
     order by id
     for update`,
    [ids],
  );
  return new Map(rows.map((row) => [row.id, row]));
}

/** What people see of these incidents, by id, their rows locked until the transaction ends, in order of the id. */
export async function holdDocuments(client: PoolClient, ids: readonly string[]): Promise<Map<string, Incident>> {
  if (ids.length === 0) return new Map();
  const { rows } = await client.query<{ id: string; document: Incident }>(
    `select id, document
     from plumbline.incident
     where id = any($1::text[])
     order by id
     for update`,
    [ids],
  );
  return new Map(rows.map(({ id, document }) => [id, document]));
}

/**
 * Writes what was derived together with people's edits, and gives the document and its new revision. Tells listeners.
 * The row is made where it is missing.
 */
export async function writeIncident(
  client: PoolClient,
  derived: Incident,
  edits: PeopleEdits,
  analysis: AnalysisFacts,
): Promise<{ document: Incident; revision: number; isSample: boolean }> {
  const document = applyEdits(derived, edits);
  const { rows } = await client.query<{ revision: number; isSample: boolean }>(
    `insert into plumbline.incident as stored (
       id, derived, document, fingerprint, status, severity, environment, service, first_seen, last_seen,
       summary, words, analysis, person_status, merged_into, standing, is_sample
     )
     values (
       $1::text, $2::json, $3::json, $4::text, $5::text, $6::text, $7::text, $8::text, $9::text, $10::text,
       $11::json, $12::text, $13::json, $14::text, $15::text, $16::json,
       exists (select 1 from plumbline.error_group where id = any($17::text[]) and is_sample)
     )
     on conflict (id) do update set
       derived = excluded.derived,
       document = excluded.document,
       fingerprint = excluded.fingerprint,
       status = excluded.status,
       severity = excluded.severity,
       service = excluded.service,
       first_seen = excluded.first_seen,
       last_seen = excluded.last_seen,
       summary = excluded.summary,
       words = excluded.words,
       analysis = excluded.analysis,
       person_status = excluded.person_status,
       merged_into = excluded.merged_into,
       standing = excluded.standing,
       -- The number that the insert drew from the sequence.
       revision = excluded.revision,
       updated_at = now()
     returning revision::double precision as revision, is_sample as "isSample"`,
    [
      derived.id,
      JSON.stringify(derived),
      JSON.stringify(document),
      fingerprintOf(derived),
      document.status,
      document.severity,
      storable(document.environment),
      storable(document.service),
      document.firstSeen,
      document.lastSeen,
      JSON.stringify(summarize(document)),
      storable(wordsOf(document)),
      JSON.stringify(analysis),
      edits.status,
      wentInto(document)?.id ?? null,
      JSON.stringify(standingOf(derived)),
      derived.groups.map(({ id }) => id),
    ],
  );
  const { revision = 0, isSample = false } = rows[0] ?? {};
  await tellListeners(client, derived.id, revision);
  return { document, revision, isSample };
}

/** The channel on which replicas hear of changes, with `{ incidentId, revision }`. */
export const CHANGES_CHANNEL = "plumbline_changed";

/** Heard by every replica once the transaction commits. `incidentId` null means the list or the status as a whole. */
export async function tellListeners(client: PoolClient, incidentId: string | null, revision: number): Promise<void> {
  await client.query("select pg_notify($1::text, $2::text)", [
    CHANGES_CHANNEL,
    JSON.stringify({ incidentId, revision }),
  ]);
}

/** When and from what an incident was derived last. Throws `not-found`. */
export async function readAnalysis(client: PoolClient, id: string): Promise<AnalysisFacts> {
  const { rows } = await client.query<{ analysis: AnalysisFacts }>(
    "select analysis from plumbline.incident where id = $1::text",
    [id],
  );
  if (rows[0] === undefined) throw new PlumblineError("not-found", `There is no incident ${id}.`);
  return rows[0].analysis;
}
