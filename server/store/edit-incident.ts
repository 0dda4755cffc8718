import type { Pool, PoolClient } from "pg";
import type { StepPatch } from "../../shared/api.ts";
import { type Incident, type RemediationStep, STEP_FIELDS, type StepField } from "../../shared/incident.ts";
import { toIso } from "../../shared/time.ts";
import { withTransaction } from "../lib/database.ts";
import { PlumblineError } from "../lib/errors.ts";
import { addEvents, type NewEvent } from "./incident-events.ts";
import { keepMoment } from "./incident-moments.ts";
import { addMessages, type NewMessage } from "./outbox.ts";
import { readPeopleEdits } from "./people-edits.ts";
import type { IncidentChange } from "./save-incidents.ts";
import { storable } from "./text.ts";
import { type HeldIncident, holdIncidents, readAnalysis, writeIncident } from "./write-incident.ts";

/** Who edits, and when (milliseconds since 1970). */
export type Editor = {
  who: string;
  at: number;
  /** The messages that the edit leads to, stored with it. Pure: called again when the transaction is repeated. */
  announce?: (change: IncidentChange) => NewMessage[];
};

export type Edited = { incident: Incident; revision: number };

/** Notes that a person looks after the incident. Throws `not-found`. Again changes nothing. */
export async function acknowledge(pool: Pool, id: string, editor: Editor): Promise<Edited> {
  return edit(pool, id, editor, async (client, held) => {
    if (held.document.status !== "open") return [];
    await setPersonStatus(client, id, "acknowledged");
    return [line(editor, "acknowledged", "acknowledged the incident", null)];
  });
}

/** Silences the incident, or lifts that. Throws `not-found`. */
export async function mute(pool: Pool, id: string, isMuted: boolean, editor: Editor): Promise<Edited> {
  return edit(pool, id, editor, async (client, held) => {
    if ((held.document.status === "muted") === isMuted) return [];
    await setPersonStatus(client, id, isMuted ? "muted" : null);
    const what = isMuted ? "muted the incident" : "lifted the mute of the incident";
    return [line(editor, isMuted ? "muted" : "unmuted", what, null)];
  });
}

/** Sets fields of a remediation step, and gives the step. Throws `not-found`. */
export async function editStep(
  pool: Pool,
  id: string,
  stepId: string,
  patch: StepPatch,
  editor: Editor,
): Promise<Edited & { step: RemediationStep }> {
  const edited = await edit(pool, id, editor, async (client, held) => {
    const step = findStep(held.document, stepId);
    const events: NewEvent[] = [];
    for (const field of STEP_FIELDS) {
      const to = patch[field];
      const from = step[field] ?? null;
      if (to === undefined || to === from) continue;
      await insertStepEdit(client, { id, stepId, field, from, to }, editor);
      events.push(stepEvent(editor, step.title, { field, from, to }));
    }
    return events;
  });
  return { ...edited, step: findStep(edited.incident, stepId) };
}

/** Gives a person's answer to a why; it replaces what was derived. Throws `not-found`. */
export async function answerWhy(
  pool: Pool,
  id: string,
  whyId: string,
  answer: string,
  editor: Editor,
): Promise<Edited> {
  return edit(pool, id, editor, async (client, held) => {
    const why = held.document.fiveWhys.find((one) => one.id === whyId);
    if (why === undefined) throw new PlumblineError("not-found", `Incident ${id} has no why ${whyId}.`);
    await client.query(
      `insert into plumbline.why_answer (incident_id, why_id, answer, who, at)
       values ($1::text, $2::text, $3::text, $4::text, $5::timestamptz)`,
      [id, whyId, storable(answer), storable(editor.who), toIso(editor.at)],
    );
    return [line(editor, "answer", `answered “${why.question}”`, answer)];
  });
}

/** Adds a comment to the incident's history. Throws `not-found`. */
export async function addComment(pool: Pool, id: string, text: string, editor: Editor): Promise<Edited> {
  return edit(pool, id, editor, async () => [line(editor, "comment", "commented", text)]);
}

function line({ who, at }: Editor, kind: string, what: string, why: string | null): NewEvent {
  return { at, kind, who, what, why };
}

/** Runs one edit under the incident's lock. Without an event nothing was changed, and the revision stays. */
export async function edit(
  pool: Pool,
  id: string,
  { who, at, announce = () => [] }: Editor,
  change: (client: PoolClient, held: HeldIncident) => Promise<NewEvent[]>,
): Promise<Edited> {
  return withTransaction(pool, async (client) => {
    const held = (await holdIncidents(client, [id])).get(id);
    if (held === undefined) throw new PlumblineError("not-found", `There is no incident ${id}.`);
    const events = await change(client, held);
    if (events.length === 0) return { incident: held.document, revision: held.revision };
    await addEvents(client, id, events);
    const edits = (await readPeopleEdits(client, [id])).get(id);
    if (edits === undefined) throw new PlumblineError("not-found", `There is no incident ${id}.`);
    const analysis = await readAnalysis(client, id);
    const { document, revision, isSample } = await writeIncident(client, held.derived, edits, analysis);
    await addMessages(client, id, announce({ before: held.document, after: document, revision, isSample }));
    const note = events.map(({ what, why }) => (why === null ? what : `${what}: ${why}`)).join("; ");
    await keepMoment(client, { before: held.document, incident: document, analysis, revision, at, who, note });
    return { incident: document, revision };
  });
}

async function setPersonStatus(client: PoolClient, id: string, status: "acknowledged" | "muted" | null): Promise<void> {
  await client.query("update plumbline.incident set person_status = $2::text where id = $1::text", [id, status]);
}

function findStep(incident: Incident, stepId: string): RemediationStep {
  const step = incident.remediation.steps.find(({ id }) => id === stepId);
  if (step === undefined) throw new PlumblineError("not-found", `Incident ${incident.id} has no step ${stepId}.`);
  return step;
}

type StepChange = { field: StepField; from: string | null; to: string | null };

const FIELD_WORDS = {
  status: "status",
  owner: "owner",
  due: "due date",
  link: "link",
  note: "note",
} as const satisfies Record<StepField, string>;

function stepEvent(editor: Editor, title: string, { field, from, to }: StepChange): NewEvent {
  const none = field === "owner" ? "nobody" : "none";
  if (field === "note" && to !== null) return line(editor, "step", `wrote a note on “${title}”`, to);
  const what = `set the ${FIELD_WORDS[field]} of “${title}” from ${from ?? none} to ${to ?? none}`;
  return line(editor, "step", what, null);
}

async function insertStepEdit(
  client: PoolClient,
  edit: StepChange & { id: string; stepId: string },
  { who, at }: Editor,
): Promise<void> {
  await client.query(
    `insert into plumbline.step_edit (incident_id, step_id, field, from_value, to_value, who, at)
     values ($1::text, $2::text, $3::text, $4::text, $5::text, $6::text, $7::timestamptz)`,
    [
      edit.id,
      edit.stepId,
      edit.field,
      edit.from,
      edit.to === null ? null : storable(edit.to),
      storable(who),
      toIso(at),
    ],
  );
}
