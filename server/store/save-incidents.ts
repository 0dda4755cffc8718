import type { Pool, PoolClient } from "pg";
import type { Incident } from "../../shared/incident.ts";
import { withTransaction } from "../lib/database.ts";
import { applyEdits, NO_EDITS, type PeopleEdits } from "./apply-edits.ts";
import { fingerprintOf } from "./fingerprint.ts";
import { addEvents, type NewEvent } from "./incident-events.ts";
import { keepMoment } from "./incident-moments.ts";
import { addMessages, type NewMessage } from "./outbox.ts";
import { readPeopleEdits } from "./people-edits.ts";
import { type AnalysisFacts, holdDocuments, writeIncident } from "./write-incident.ts";

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
  /** What the analysis rests on; where that differs by environment, of each. */
  analysis: AnalysisFacts | ((environment: string) => AnalysisFacts);
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
    const known = await readFingerprints(client, ids);
    const edits = await readPeopleEdits(client, ids);
    const isSame = (incident: Incident) => known.get(incident.id) === fingerprintOf(incident);
    const [same, different] = [incidents.filter(isSame), incidents.filter((incident) => !isSame(incident))];
    await refresh(client, same, edits, derivation);
    const held = await holdDocuments(
      client,
      different.map(({ id }) => id),
    );
    const changes: IncidentChange[] = [];
    for (const incident of different) {
      changes.push(await saveOne(client, incident, held.get(incident.id), edits.get(incident.id), derivation));
    }
    return changes;
  });
}

/** Fingerprints of what is stored under these ids, by id. */
export async function readFingerprints(
  client: Pool | PoolClient,
  ids: readonly string[],
): Promise<Map<string, string>> {
  const { rows } = await client.query<{ id: string; fingerprint: string }>(
    "select id, fingerprint from plumbline.incident where id = any($1::text[])",
    [ids],
  );
  return new Map(rows.map(({ id, fingerprint }) => [id, fingerprint]));
}

/** Notes that incidents which did not change were looked at again. */
export async function noteLook(
  pool: Pool,
  incidents: readonly Incident[],
  analysis: Derivation["analysis"],
): Promise<void> {
  for (const [environment, own] of Map.groupBy(incidents, (incident) => incident.environment)) {
    await pool.query("update plumbline.incident set analysis = $2::json where id = any($1::text[])", [
      own.map(({ id }) => id),
      JSON.stringify(factsFor(environment, analysis)),
    ]);
  }
}

function factsFor(environment: string, analysis: Derivation["analysis"]): AnalysisFacts {
  return typeof analysis === "function" ? analysis(environment) : analysis;
}

async function saveOne(
  client: PoolClient,
  incident: Incident,
  held: Incident | undefined,
  edits: PeopleEdits = NO_EDITS,
  { analysis: facts, react }: Derivation,
): Promise<IncidentChange> {
  const analysis = factsFor(incident.environment, facts);
  const isOver = incident.status === "resolved" && edits.status === "acknowledged";
  const kept = isOver ? { ...edits, status: null } : edits;
  const { document, revision, isSample } = await writeIncident(client, incident, kept, analysis);
  const before = held === undefined ? {} : { before: held };
  const change = { ...before, after: document, revision, isSample };
  const { events, messages } = react(change);
  await addEvents(client, incident.id, events);
  // A change is known when it is told, not when the look at it began.
  const at = Math.max(Date.parse(analysis.generatedAt), ...events.map((event) => event.at));
  await keepMoment(client, { before: held, incident: document, analysis, revision, at });
  await addMessages(client, incident.id, messages);
  return change;
}

/** Stores what the latest analysis says of incidents that did not change, all in one statement. */
async function refresh(
  client: PoolClient,
  incidents: Incident[],
  edits: Map<string, PeopleEdits>,
  { analysis }: Derivation,
): Promise<void> {
  if (incidents.length === 0) return;
  await client.query(
    `update plumbline.incident
     set derived = fresh.derived, document = fresh.document, analysis = fresh.analysis
     from unnest($1::text[], $2::json[], $3::json[], $4::json[]) as fresh (id, derived, document, analysis)
     where incident.id = fresh.id`,
    [
      incidents.map(({ id }) => id),
      incidents.map((incident) => JSON.stringify(incident)),
      incidents.map((incident) => JSON.stringify(applyEdits(incident, edits.get(incident.id) ?? NO_EDITS))),
      incidents.map(({ environment }) => JSON.stringify(factsFor(environment, analysis))),
    ],
  );
}
