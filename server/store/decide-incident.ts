import type { Pool, PoolClient } from "pg";
import type { Incident, IncidentDecision } from "../../shared/incident.ts";
import type { Regrouping } from "../../shared/incident-decisions.ts";
import { withTransaction } from "../lib/database.ts";
import { PlumblineError } from "../lib/errors.ts";
import { deedOf } from "./apply-decisions.ts";
import { NO_EDITS } from "./apply-edits.ts";
import type { Editor } from "./edit-incident.ts";
import { addDecision, decisionsOf, undoDecision } from "./incident-decisions.ts";
import { addEvents, type NewEvent } from "./incident-events.ts";
import { keepMoment } from "./incident-moments.ts";
import { addMessages } from "./outbox.ts";
import { readPeopleEdits } from "./people-edits.ts";
import { type AnalysisFacts, type HeldIncident, holdIncidents, readAnalysis, writeIncident } from "./write-incident.ts";

export type NewRegrouping = Regrouping & { fromTitle: string; intoTitle: string; reason: string };

/**
 * Writes a decision with what follows from it, in one transaction: both incidents, a line of each one's history, a moment of
 * each, messages. `derived` stands in the place of what they hold; one that is new is made. Gives the decision's id.
 */
export async function decide(
  pool: Pool,
  wish: NewRegrouping,
  derived: readonly Incident[],
  editor: Editor,
): Promise<string> {
  const { who, at } = editor;
  return rewrite(pool, wish, derived, editor, async (client) => addDecision(client, { ...wish, who, at }));
}

/** Takes a decision back, and writes what follows, as `decide` does. Throws `conflict` where somebody was faster. */
export async function takeBack(
  pool: Pool,
  { decision, reason }: { decision: IncidentDecision; reason: string },
  derived: readonly Incident[],
  editor: Editor,
): Promise<void> {
  const { who, at } = editor;
  const both = { from: decision.from.id, into: decision.into.id };
  await rewrite(pool, both, derived, editor, async (client) => {
    if (await undoDecision(client, decision.id, { who, at, reason })) return decision.id;
    throw new PlumblineError("conflict", "Somebody took this back just now.");
  });
}

/** Runs `change`, which gives a decision's id, and writes the two incidents that it concerns anew. */
async function rewrite(
  pool: Pool,
  { from, into }: { from: string; into: string },
  derived: readonly Incident[],
  editor: Editor,
  change: (client: PoolClient) => Promise<string>,
): Promise<string> {
  return withTransaction(pool, async (client) => {
    const held = await holdIncidents(client, [from, into]);
    const analysis = await readAnalysis(client, from);
    const decisionId = await change(client);
    for (const id of [from, into]) {
      const next = derived.find((one) => one.id === id) ?? held.get(id)?.derived;
      if (next !== undefined) await writeOne(client, next, { held: held.get(id), analysis, decisionId, editor });
    }
    return decisionId;
  });
}

type Writing = { held: HeldIncident | undefined; analysis: AnalysisFacts; decisionId: string; editor: Editor };

async function writeOne(client: PoolClient, next: Incident, { held, analysis, decisionId, editor }: Writing) {
  const { who, at, announce = () => [] } = editor;
  const { id } = next;
  // A row that is new has no edits yet; what was decided about it is there already.
  const edits = (await readPeopleEdits(client, [id])).get(id) ?? (await editsOfNew(client, id));
  const { document, revision, isSample } = await writeIncident(client, next, edits, analysis);
  const event = eventOf(document, decisionId, { who, at, isNew: held === undefined });
  await addEvents(client, id, [event]);
  const before = held === undefined ? {} : { before: held.document };
  await addMessages(client, id, announce({ ...before, after: document, revision, isSample }));
  const note = `${event.what}: ${event.why}`;
  await keepMoment(client, { before: held?.document, incident: document, analysis, revision, at, who, note });
}

async function editsOfNew(client: PoolClient, id: string) {
  const decisions = (await decisionsOf(client, [id])).get(id);
  return decisions === undefined ? NO_EDITS : { ...NO_EDITS, decisions };
}

function eventOf(
  { id, decisions = [] }: Incident,
  decisionId: string,
  { who, at, isNew }: { who: string; at: number; isNew: boolean },
): NewEvent {
  const decision = decisions.find((one) => one.id === decisionId);
  if (decision === undefined) throw new Error("a decision concerns the incidents that it names");
  const deed = deedOf(decision, id);
  const { kind, undone, reason } = decision;
  if (undone !== null)
    return { at, who, kind: "undo", what: `took back that ${decision.who} ${deed}`, why: undone.reason };
  return { at, who, kind: isNew ? "opened" : kind, what: deed, why: reason };
}
