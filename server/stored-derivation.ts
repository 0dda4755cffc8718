import type { Pool } from "pg";
import type { Config } from "../shared/config.ts";
import type { Analysis } from "../shared/incident.ts";
import type { Derivation } from "./bundle.ts";
import { loadOwners, loadShownStanding } from "./load-owners.ts";
import { loadAggregate } from "./store/load-aggregate.ts";
import { readPeopleEdits } from "./store/people-edits.ts";
import { withRevisions } from "./with-revisions.ts";

/**
 * What is stored of what a report was derived from: the counts of its window, as they are now, and what people said about its
 * incidents.
 */
export async function storedDerivation(pool: Pool, config: Config, analysis: Analysis): Promise<Derivation> {
  const window = { from: Date.parse(analysis.window.from), now: Date.parse(analysis.window.to) };
  const aggregate = withRevisions(await loadAggregate(pool, { from: window.from, to: window.now }));
  const ids = analysis.incidents.map(({ id }) => id);
  const owners = await loadOwners(pool, await loadShownStanding(pool, window.from));
  const client = await pool.connect();
  try {
    const edits = await readPeopleEdits(client, ids);
    return {
      analysis,
      aggregate,
      config,
      window,
      ...(owners.size === 0 ? {} : { owners: [...owners].map(([groupId, owner]) => ({ groupId, ...owner })) }),
      edits: [...edits].map(([incidentId, said]) => ({
        incidentId,
        ...said,
        steps: said.steps,
        answers: said.answers,
        ...(said.words === undefined || said.words.length === 0 ? {} : { words: said.words }),
      })),
    };
  } finally {
    client.release();
  }
}
