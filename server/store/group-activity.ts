import type { Pool } from "pg";
import { readArrivals } from "./group-arrivals.ts";
import { readBars } from "./group-bars.ts";
import { type GroupCaller, type GroupRevisions, readCallers, readRevisions } from "./group-facets.ts";

/** Both ends in milliseconds since 1970. */
type Range = { from: number; to: number };

/** What a list shows of a group beside its row. */
export type GroupActivity = {
  /** Entries in equal parts of the range. */
  bars: number[];
  /** The newest first, a few; `revisionCount` is all of them. */
  revisions: string[];
  revisionCount: number;
  /** When the newest entries of the range came, milliseconds since 1970, ascending, and who sent most. */
  arrivals: number[];
  callers: GroupCaller[];
};

/** The activity of these groups in the range, by id. */
export async function readActivity(
  pool: Pool,
  ids: string[],
  range: Range,
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

/** Revisions and callers as they are shown. */
export function facetsShown(
  { names, all }: GroupRevisions = { names: [], all: 0 },
  callers: GroupCaller[] = [],
): Pick<GroupActivity, "revisions" | "revisionCount" | "callers"> {
  return { revisions: names, revisionCount: all, callers };
}
