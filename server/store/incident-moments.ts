import { promisify } from "node:util";
import { zstdCompress, zstdDecompress } from "node:zlib";
import type { Pool, PoolClient } from "pg";
import type { IncidentResponse } from "../../shared/api.ts";
import type { HistoryResponse, Moment } from "../../shared/api-incident.ts";
import type { Incident } from "../../shared/incident.ts";
import { changesBetween, type IncidentFieldChange } from "../../shared/incident-changes.ts";
import { MINUTE } from "../../shared/time.ts";
import { excerpt } from "../../shared/words.ts";
import { storable } from "./text.ts";
import type { AnalysisFacts } from "./write-incident.ts";

const compress = promisify(zstdCompress);
const decompress = promisify(zstdDecompress);

const PLUMBLINE = "Plumbline";
const MAX_CHANGES = 50;
const MAX_MOMENTS = 2000;

/** What a moment keeps: the incident as people saw it, and what it came from. */
type Known = Pick<IncidentResponse, "analysis"> & { incident: Incident };

export type NewMoment = {
  incident: Incident;
  analysis: AnalysisFacts;
  /** As it was until then; undefined where it was opened. */
  before: Incident | undefined;
  revision: number;
  /** Milliseconds since 1970. */
  at: number;
  /** Who changed it; Plumbline where a person did not. */
  who?: string;
  /** What a person did, in words, for a deed that changes nothing but the history. */
  note?: string;
};

/**
 * Keeps what is known now, in the transaction that writes it. Where only counts moved, one moment a minute is kept: the last.
 * A moment is never earlier than the one before it.
 */
export async function keepMoment(client: PoolClient, moment: NewMoment): Promise<void> {
  const { before, incident, revision, who = PLUMBLINE, note } = moment;
  const changes = changesOf(moment);
  const isCounts = changes.length === 0;
  const isSame = before !== undefined && note !== undefined && JSON.stringify(before) === JSON.stringify(incident);
  const { sources: _sources, ...analysis } = moment.analysis;
  const document = isSame ? null : await packed({ incident, analysis });
  if (isCounts && document !== null && (await replaceCounts(client, moment, document))) return;
  await client.query(
    `insert into plumbline.incident_moment (incident_id, revision, at, who, changes, is_counts, document)
     values (
       $1::text, $2::bigint,
       greatest($3::timestamptz, (select max(at) from plumbline.incident_moment where incident_id = $1::text)),
       $4::text, $5::json, $6::boolean, $7::bytea
     )`,
    [incident.id, revision, new Date(moment.at), storable(who), JSON.stringify(changes), isCounts, document],
  );
}

function changesOf({ before, incident, note }: NewMoment): IncidentFieldChange[] {
  if (before === undefined) return [{ field: "opened", name: null, from: null, to: excerpt(incident.title, 200) }];
  const changes = changesBetween(before, incident).slice(0, MAX_CHANGES);
  if (changes.length > 0 || note === undefined) return changes;
  return [{ field: "note", name: null, from: null, to: excerpt(note, 200) }];
}

/** Puts the newest counts in the place of those of the same minute. Whether there were any. */
async function replaceCounts(
  client: PoolClient,
  { incident, revision, at }: NewMoment,
  document: Buffer,
): Promise<boolean> {
  const { rowCount } = await client.query(
    `update plumbline.incident_moment as kept
     set revision = $2::bigint, at = greatest(kept.at, $3::timestamptz), document = $4::bytea
     from (
       select revision, at, is_counts
       from plumbline.incident_moment
       where incident_id = $1::text
       order by revision desc
       limit 1
     ) as newest
     where kept.incident_id = $1::text
       and kept.revision = newest.revision
       and newest.is_counts
       and newest.at >= $5::timestamptz`,
    [incident.id, revision, new Date(at), document, new Date(Math.floor(at / MINUTE) * MINUTE)],
  );
  return rowCount === 1;
}

/** What was known of an incident at a moment, and when it was replaced; undefined where nothing of that time is kept. */
export async function readMoment(
  pool: Pool,
  incidentId: string,
  at: number,
): Promise<(Known & { revision: number; from: string; until: string | null }) | undefined> {
  const { rows } = await pool.query<{ document: Buffer; revision: number; from: Date; until: Date | null }>(
    `select
       document, revision::double precision as revision, at as "from",
       (
         select min(later.at)
         from plumbline.incident_moment as later
         where later.incident_id = $1::text and later.revision > shown.revision and later.document is not null
       ) as until
     from plumbline.incident_moment as shown
     where incident_id = $1::text and at <= $2::timestamptz and document is not null
     order by shown.revision desc
     limit 1`,
    [incidentId, new Date(at)],
  );
  const [row] = rows;
  if (row === undefined) return undefined;
  const { document, revision, from, until } = row;
  return { ...(await unpacked(document)), revision, from: from.toISOString(), until: until?.toISOString() ?? null };
}

/** The moments that are kept of an incident, oldest first, the newest 2,000; undefined where there is no such incident. */
export async function listMoments(pool: Pool, incidentId: string): Promise<HistoryResponse | undefined> {
  const { rows: found } = await pool.query<{ openedAt: Date | null }>(
    `select (
       select min(at) from plumbline.incident_event where incident_id = incident.id and kind = 'opened'
     ) as "openedAt"
     from plumbline.incident
     where id = $1::text`,
    [incidentId],
  );
  if (found[0] === undefined) return undefined;
  const { rows } = await pool.query<Omit<Moment, "at"> & { at: Date }>(
    `select at, revision::double precision as revision, who, changes
     from plumbline.incident_moment
     where incident_id = $1::text
     order by incident_moment.revision desc
     limit $2::integer`,
    [incidentId, MAX_MOMENTS],
  );
  const moments = rows.reverse().map((row) => ({ ...row, at: row.at.toISOString() }));
  return { moments, openedAt: found[0].openedAt?.toISOString() ?? null };
}

async function packed(known: Known): Promise<Buffer> {
  return compress(JSON.stringify(known));
}

async function unpacked(document: Buffer): Promise<Known> {
  const known: Known = JSON.parse((await decompress(document)).toString("utf8"));
  return known;
}
