import type { Pool } from "pg";
import type { Regrouping } from "../shared/incident-decisions.ts";
import { type Owners, ownersOf } from "./correlate/owners.ts";
import { listDecisions } from "./store/incident-decisions.ts";
import type { Standing } from "./store/standing.ts";

/** A decision that is not written down yet, and one (by id) that is to be taken back. */
type Otherwise = { more?: readonly Regrouping[]; without?: string };

/** Which incident each group belongs to by what people decided, or would have decided. */
export async function loadOwners(
  pool: Pool,
  held: readonly Standing[],
  { more = [], without }: Otherwise = {},
): Promise<Owners> {
  const decisions = (await listDecisions(pool)).filter(({ id, isUndone }) => !isUndone && id !== without);
  return ownersOf([...decisions, ...more], leadingGroups(held));
}

/** The groups that an incident holds by now, but for echoes. */
function leadingGroups(held: readonly Standing[]): (incidentId: string) => string[] {
  const byId = new Map(held.map(({ id, groups }) => [id, groups]));
  return (id) => (byId.get(id) ?? []).filter(({ role }) => role !== "echo").map((group) => group.id);
}
