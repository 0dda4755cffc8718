import type { Pool } from "pg";
import type { Edit, IncidentResponse } from "../../shared/api.ts";
import type { Incident } from "../../shared/incident.ts";
import { listEvents } from "./incident-events.ts";

/** One incident with people's edits, its history and the analysis it came from; undefined where there is none. */
export async function readIncident(pool: Pool, id: string): Promise<IncidentResponse | undefined> {
  const { rows } = await pool.query<Pick<IncidentResponse, "incident" | "revision" | "isSample" | "analysis">>(
    `select document as incident, revision::double precision as revision, is_sample as "isSample", analysis
     from plumbline.incident
     where id = $1::text`,
    [id],
  );
  if (rows[0] === undefined) return undefined;
  const [events, edits] = await Promise.all([listEvents(pool, id), listEdits(pool, id)]);
  return { ...rows[0], events, edits };
}

/** The edits of steps that hold at the moment, in order of step and field. */
async function listEdits(pool: Pool, id: string): Promise<Edit[]> {
  const { rows } = await pool.query<Edit>(
    `select distinct on (step_id, field)
       to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at,
       who, step_id as "stepId", field, from_value as "from", to_value as "to"
     from plumbline.step_edit
     where incident_id = $1::text
     order by step_id, field, step_edit.id desc`,
    [id],
  );
  return rows;
}

/** Incidents of the given statuses as they were derived, without people's edits, for the next analysis; by id. */
export async function loadDerived(pool: Pool, statuses: readonly Incident["status"][]): Promise<Incident[]> {
  const { rows } = await pool.query<{ derived: Incident }>(
    "select derived from plumbline.incident where status = any($1::text[]) order by id",
    [statuses],
  );
  return rows.map(({ derived }) => derived);
}

/** What was derived of every incident that is not over, and of those last seen from `since` (ms since 1970) on, by id. */
export async function loadHeld(pool: Pool, since: number): Promise<Incident[]> {
  const { rows } = await pool.query<{ derived: Incident }>(
    `select derived
     from plumbline.incident
     where status <> 'resolved' or last_seen >= $1::text
     order by id`,
    [new Date(since).toISOString()],
  );
  return rows.map(({ derived }) => derived);
}
