import type { Pool } from "pg";
import type { Regrouping } from "../shared/incident-decisions.ts";
import { type Owners, ownersOf } from "./correlate/owners.ts";
import { withShownGroups } from "./joined-incidents.ts";
import { readParts } from "./store/group-parts.ts";
import { listDecisions } from "./store/incident-decisions.ts";
import { loadStanding } from "./store/read-held.ts";
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
  const keptOf = await readParts(pool);
  const shown = (ids: readonly string[]) => ids.map((id) => keptOf.get(id) ?? id);
  const now = [...decisions, ...more].map((one) => ({ ...one, moved: shown(one.moved), kept: shown(one.kept) }));
  return ownersOf(now, leadingGroups(held));
}

/** What is held since a time (milliseconds since 1970), with each group under the id of the one in which it is shown. */
export async function loadShownStanding(pool: Pool, since: number): Promise<Standing[]> {
  return withShownGroups(await loadStanding(pool, since), await readParts(pool));
}

/** The groups that an incident holds by now, but for echoes. */
function leadingGroups(held: readonly Standing[]): (incidentId: string) => string[] {
  const byId = new Map(held.map(({ id, groups }) => [id, groups]));
  return (id) => (byId.get(id) ?? []).filter(({ role }) => role !== "echo").map((group) => group.id);
}
