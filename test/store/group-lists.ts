import { expect } from "vitest";
import { createGroupDirectory } from "../../server/store/group-directory.ts";
import type { GroupLists } from "../../server/store/list-groups.ts";
import { createRangeCounts } from "../../server/store/range-counts.ts";
import type { ShownGroups } from "../../server/store/shown-groups.ts";
import type { TestStore } from "./store.ts";

/** What lists of groups are made of, as of now: what the store's directory learned bit by bit is what one that is new reads. */
export async function groupLists({ pool, directory }: TestStore, now: number): Promise<GroupLists> {
  const shown = await directory.read();
  expect(inOrder(shown)).toEqual(inOrder(await createGroupDirectory(pool).read()));
  return { pool, shown, counts: createRangeCounts(pool), now };
}

function inOrder({ groups, ...rest }: ShownGroups) {
  return { ...rest, groups: groups.toSorted((a, b) => (a.id < b.id ? -1 : 1)) };
}
