import type { Pool } from "pg";
import type { Edit, IncidentResponse } from "../../shared/api.ts";
import type { Incident } from "../../shared/incident.ts";
import { toIso } from "../../shared/time.ts";
import { PlumblineError } from "../lib/errors.ts";
import { withCurrentGaps } from "./current-gaps.ts";
import { listEvents } from "./incident-events.ts";
import { listMoments, readMoment } from "./incident-moments.ts";
import { iso } from "./text.ts";

/** An incident with all that is known of it: what the API shows comes from it, and reports hold it. */
export type StoredIncident = Omit<IncidentResponse, "incident" | "chart"> & { incident: Incident };

/** What surrounds an incident. `version` is another one whenever anything of its row changed, also where its revision stays. */
export type IncidentFrame = Omit<StoredIncident, "incident" | "past"> & { version: string };

/** One incident with people's edits, its history and the analysis it came from; undefined where there is none. */
export async function readIncident(pool: Pool, id: string): Promise<StoredIncident | undefined> {
  const [frame, incident] = await Promise.all([readIncidentFrame(pool, id), readIncidentDocument(pool, id)]);
  if (frame === undefined || incident === undefined) return undefined;
  const { version: _version, ...rest } = frame;
  return { incident, ...rest };
}

/** The history of an incident and the analysis it came from, without the incident itself, which may be large. */
export async function readIncidentFrame(pool: Pool, id: string): Promise<IncidentFrame | undefined> {
  const { rows } = await pool.query<Omit<IncidentFrame, "events" | "edits"> & { firstSeen: string }>(
    `select revision::double precision as revision, is_sample as "isSample", analysis, first_seen as "firstSeen",
       xmin::text as version
     from plumbline.incident
     where id = $1::text`,
    [id],
  );
  if (rows[0] === undefined) return undefined;
  const { firstSeen, ...row } = rows[0];
  const [events, edits] = await Promise.all([listEvents(pool, id), listEdits(pool, id)]);
  return { ...row, events, edits, analysis: await withCurrentGaps(pool, row.analysis, { firstSeen }) };
}

/** The incident alone, with people's edits; undefined where there is none. */
export async function readIncidentDocument(pool: Pool, id: string): Promise<Incident | undefined> {
  const { rows } = await pool.query<{ incident: Incident }>(
    "select document as incident from plumbline.incident where id = $1::text",
    [id],
  );
  return rows[0]?.incident;
}

/**
 * One incident as it was known at a moment (milliseconds since 1970): the document of then, people's edits and words up to
 * then. Undefined where there is no such incident; throws `not-found` where nothing is known of that time.
 */
export async function readIncidentAt(pool: Pool, id: string, at: number): Promise<StoredIncident | undefined> {
  const { rows } = await pool.query<{ isSample: boolean }>(
    `select is_sample as "isSample" from plumbline.incident where id = $1::text`,
    [id],
  );
  if (rows[0] === undefined) return undefined;
  const moment = await readMoment(pool, id, at);
  if (moment === undefined) throw new PlumblineError("not-found", await whyUnknown(pool, id, at));
  const [events, edits] = await Promise.all([listEvents(pool, id, 500, at), listEdits(pool, id, at)]);
  const { incident, analysis, revision, from, until } = moment;
  return { incident, revision, ...rows[0], events, edits, analysis, past: { at: toIso(at), from, until } };
}

async function whyUnknown(pool: Pool, id: string, at: number): Promise<string> {
  const { moments = [], openedAt = null } = (await listMoments(pool, id)) ?? {};
  if (openedAt !== null && at < Date.parse(openedAt)) {
    return `Incident ${id} was not known at ${toIso(at)}: it was opened at ${openedAt}.`;
  }
  const since = moments[0]?.at;
  const kept = since === undefined ? "nothing of its history is kept yet" : `its history is kept from ${since} on`;
  return `What was known of incident ${id} at ${toIso(at)} is not kept: ${kept}.`;
}

/** The edits of steps that hold at the moment, or at an earlier one (milliseconds since 1970), in order of step and field. */
async function listEdits(pool: Pool, id: string, at?: number): Promise<Edit[]> {
  const { rows } = await pool.query<Edit>(
    `select distinct on (step_id, field)
       ${iso("at")} as at,
       who, step_id as "stepId", field, from_value as "from", to_value as "to"
     from plumbline.step_edit
     where incident_id = $1::text and ($2::timestamptz is null or at <= $2::timestamptz)
     order by step_id, field, step_edit.id desc`,
    [id, at === undefined ? null : new Date(at)],
  );
  return rows;
}
