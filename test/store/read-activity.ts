import type { Pool } from "pg";
import { facetsShown, type GroupActivity } from "../../server/store/group-activity.ts";
import { readArrivals } from "../../server/store/group-arrivals.ts";
import { readBars } from "../../server/store/group-bars.ts";
import { readCallers, readRevisions } from "../../server/store/group-facets.ts";

/** The activity of these groups in the range (both ends in milliseconds since 1970), by id, as the store tells it when nothing is kept. */
export async function readActivity(
  pool: Pool,
  ids: string[],
  range: { from: number; to: number },
  barCount: number,
): Promise<Map<string, GroupActivity>> {
  const [bars, arrivals, revisions, callers] = await Promise.all([
    readBars(pool, ids, range, barCount),
    readArrivals(pool, ids, range),
    readRevisions(pool, ids),
    readCallers(pool, ids),
  ]);
  return new Map(
    ids.map((id) => [
      id,
      {
        ...{ bars: bars.get(id) ?? [], arrivals: arrivals.get(id) ?? [] },
        ...facetsShown(revisions.get(id), callers.get(id)),
      },
    ]),
  );
}
