import type { Pool, PoolClient } from "pg";
import type { IncidentEvent } from "../../shared/api.ts";
import { iso, storable } from "./text.ts";

/** A line of an incident's history. `kind` is for programs (`opened`, `acknowledged`, `step`, `comment` …). */
export type NewEvent = {
  /** Milliseconds since 1970. */
  at: number;
  kind: string;
  /** A person's name, or `Plumbline`. */
  who: string;
  what: string;
  why: string | null;
};

/** Adds lines to an incident's history; none is ever changed or removed. */
export async function addEvents(client: PoolClient, incidentId: string, events: NewEvent[]): Promise<void> {
  if (events.length === 0) return;
  await client.query(
    `insert into plumbline.incident_event (incident_id, at, kind, who, what, why)
     select $1::text, at, kind, who, what, why
     from unnest($2::timestamptz[], $3::text[], $4::text[], $5::text[], $6::text[]) as fresh (at, kind, who, what, why)`,
    [
      incidentId,
      events.map(({ at }) => new Date(at)),
      events.map(({ kind }) => kind),
      events.map(({ who }) => storable(who)),
      events.map(({ what }) => storable(what)),
      events.map(({ why }) => (why === null ? null : storable(why))),
    ],
  );
}

/** The newest lines of an incident's history, up to a moment (milliseconds since 1970) where one is given, newest first. */
export async function listEvents(
  client: Pool | PoolClient,
  incidentId: string,
  limit = 500,
  at?: number,
): Promise<IncidentEvent[]> {
  const { rows } = await client.query<IncidentEvent>(
    `select
       id::text as id,
       ${iso("at")} as at,
       kind, who, what, why
     from plumbline.incident_event
     where incident_id = $1::text and ($3::timestamptz is null or incident_event.at <= $3::timestamptz)
     order by incident_event.id desc
     limit $2::integer`,
    [incidentId, limit, at === undefined ? null : new Date(at)],
  );
  return rows;
}
