import { expect } from "vitest";
import { createGroupDirectory } from "../../server/store/group-directory.ts";
import type { GroupLists } from "../../server/store/list-groups.ts";
import { createRangeCounts } from "../../server/store/range-counts.ts";
import type { ShownGroups } from "../../server/store/shown-groups.ts";
import type { ListedGroup } from "../../server/store/stored-groups.ts";
import type { TestStore } from "./store.ts";

/** What lists of groups are made of, as of now: what the store's directory learned bit by bit is what one that is new reads. */
export async function groupLists({ pool, directory }: TestStore, now: number): Promise<GroupLists> {
  const shown = await directory.read();
  expect(inOrder(shown)).toEqual(inOrder(await createGroupDirectory(pool).read()));
  return { pool, shown, counts: createRangeCounts(pool), now };
}

/** Without what depends on the order in which groups became known: of the same signature is said who comes first. */
function inOrder({ groups, columns, partsOf, stored, ...beside }: ShownGroups) {
  const byId = (list: readonly ListedGroup[]) => list.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  const all = byId(stored.byPlace);
  const plain = (group: ListedGroup) => ({
    ...group,
    place: stored.byPlace[group.place]?.id,
    identity: all.find(({ identity }) => identity === group.identity)?.id,
  });
  const inColumns = groups.map(({ id }, index) => [id, columns.firstSeen[index], columns.lastSeen[index]]);
  expect(inColumns).toEqual(groups.map(({ id, firstSeen, lastSeen }) => [id, firstSeen, lastSeen]));
  expect([...columns.places].map((place) => stored.byPlace[place]?.id)).toEqual(groups.map(({ id }) => id));
  return {
    ...{ ...beside, names: stored.names, all: all.map(plain), groups: byId(groups).map(plain) },
    partsOf: new Map([...partsOf].map(([id, parts]) => [id, byId(parts).map(plain)])),
  };
}
