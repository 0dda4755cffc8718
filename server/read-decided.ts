import type { Pool } from "pg";
import type { Incident } from "../shared/incident.ts";
import { ownersOf } from "./correlate/owners.ts";
import { PlumblineError } from "./lib/errors.ts";
import { groupsEverIn, listDecisions } from "./store/incident-decisions.ts";
import { readDocument } from "./store/read-held.ts";

/** An incident that somebody decides about, with the groups by which it is known: those that it ever held, but for echoes. */
export type DecidedIncident = { document: Incident; leading: string[] };

/** An incident as people see it, for a decision. Throws `not-found`. */
export async function readForDecision(pool: Pool, id: string): Promise<DecidedIncident> {
  const document = await readDocument(pool, id);
  if (document === undefined) throw new PlumblineError("not-found", `There is no incident ${id}.`);
  const shown = document.groups.filter(({ role }) => role !== "echo").map((group) => group.id);
  const ever = new Set([...shown, ...(await groupsEverIn(pool, [id]))]);
  // A group that was given to another incident since is that one's.
  const owners = ownersOf(
    (await listDecisions(pool)).filter(({ isUndone }) => !isUndone),
    () => [],
  );
  const leading = [...ever].filter((groupId) => (owners.get(groupId)?.incidentId ?? id) === id).sort();
  return { document, leading };
}
