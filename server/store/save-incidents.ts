import type { Pool, PoolClient } from "pg";
import type { Incident } from "../../shared/incident.ts";
import { withTransaction } from "../lib/database.ts";
import { applyEdits, NO_EDITS, type PeopleEdits } from "./apply-edits.ts";
import { fingerprintOf } from "./fingerprint.ts";
import { addEvents, type NewEvent } from "./incident-events.ts";
import { keepMoment } from "./incident-moments.ts";
import { addMessages, type NewMessage } from "./outbox.ts";
import { readPeopleEdits } from "./people-edits.ts";
import { type AnalysisFacts, type HeldIncident, holdIncidents, writeIncident } from "./write-incident.ts";

/** An incident that changed, as people see it: with their edits. */
export type IncidentChange = {
  /** Absent for an incident that is new. */
  before?: Incident;
  after: Incident;
  revision: number;
  isSample: boolean;
};

/** What a change leads to, stored with it: lines of the incident's history, messages for webhooks. */
export type Reaction = { events: NewEvent[]; messages: NewMessage[] };

export type Derivation = {
  incidents: Incident[];
  analysis: AnalysisFacts;
  /** Pure: called inside the transaction for each change, and again when the transaction is repeated. */
  react: (change: IncidentChange) => Reaction;
};

/** One analysis at a time writes incidents. Any fixed number. */
const SAVE_LOCK = 77_004;

/**
 * Stores what was derived, in one transaction, and gives what changed, in order of the id. Where nothing changed but the
 * times of checks, the row is refreshed without a new revision. People's edits stay; an acknowledgement ends when its
 * incident is resolved.
 */
export async function saveIncidents(pool: Pool, derivation: Derivation): Promise<IncidentChange[]> {
  const incidents = derivation.incidents.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  if (incidents.length === 0) return [];
  const ids = incidents.map(({ id }) => id);
  return withTransaction(pool, async (client) => {
    await client.query("select pg_advisory_xact_lock($1::bigint)", [SAVE_LOCK]);
    const held = await holdIncidents(client, ids);
    const edits = await readPeopleEdits(client, ids);
    const isSame = (incident: Incident) => held.get(incident.id)?.fingerprint === fingerprintOf(incident);
    const [same, different] = [incidents.filter(isSame), incidents.filter((incident) => !isSame(incident))];
    await refresh(client, same, edits, derivation.analysis);
    const changes: IncidentChange[] = [];
    for (const incident of different) {
      changes.push(await saveOne(client, incident, held.get(incident.id), edits.get(incident.id), derivation));
    }
    return changes;
  });
}

async function saveOne(
  client: PoolClient,
  incident: Incident,
  held: HeldIncident | undefined,
  edits: PeopleEdits = NO_EDITS,
  { analysis, react }: Derivation,
): Promise<IncidentChange> {
  const isOver = incident.status === "resolved" && edits.status === "acknowledged";
  const kept = isOver ? { ...edits, status: null } : edits;
  const { document, revision, isSample } = await writeIncident(client, incident, kept, analysis);
  const before = held === undefined ? {} : { before: held.document };
  const change = { ...before, after: document, revision, isSample };
  const { events, messages } = react(change);
  await addEvents(client, incident.id, events);
  // A change is known when it is told, not when the look at it began.
  const at = Math.max(Date.parse(analysis.generatedAt), ...events.map((event) => event.at));
  await keepMoment(client, { before: held?.document, incident: document, analysis, revision, at });
  await addMessages(client, incident.id, messages);
  return change;
}

/** Stores what the latest analysis says of incidents that did not change, all in one statement. */
async function refresh(
  client: PoolClient,
  incidents: Incident[],
  edits: Map<string, PeopleEdits>,
  analysis: AnalysisFacts,
): Promise<void> {
  if (incidents.length === 0) return;
  await client.query(
    `update plumbline.incident
     set derived = fresh.derived, document = fresh.document, analysis = $4::json
     from unnest($1::text[], $2::json[], $3::json[]) as fresh (id, derived, document)
     where incident.id = fresh.id`,
    [
      incidents.map(({ id }) => id),
      incidents.map((incident) => JSON.stringify(incident)),
      incidents.map((incident) => JSON.stringify(applyEdits(incident, edits.get(incident.id) ?? NO_EDITS))),
      JSON.stringify(analysis),
    ],
  );
}
