import type { GroupCaller, GroupRevisions } from "./group-facets.ts";

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

/** Revisions and callers as they are shown. */
export function facetsShown(
  { names, all }: GroupRevisions = { names: [], all: 0 },
  callers: GroupCaller[] = [],
): Pick<GroupActivity, "revisions" | "revisionCount" | "callers"> {
  return { revisions: names, revisionCount: all, callers };
}
