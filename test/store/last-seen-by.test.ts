import { afterAll, beforeAll, expect, test } from "vitest";
import { ingest } from "../../server/ingest.ts";
import { listGroups } from "../../server/store/list-groups.ts";
import { readGroup } from "../../server/store/read-group.ts";
import { configSchema } from "../../shared/config.ts";
import { DAY, HOUR, MINUTE } from "../../shared/time.ts";
import { text } from "../lib/entries.ts";
import { groupLists } from "./group-lists.ts";
import { createStore, type TestStore } from "./store.ts";

const NOW = Date.parse("2026-03-02T12:00:30Z");
const RANGE = { from: NOW - DAY, to: NOW };

let store: TestStore;
beforeAll(async () => {
  store = await createStore();
});
afterAll(() => store.close());

const missing = (relation: string, at: number) =>
  text(`relation "${relation}" does not exist`, { at, severity: "ERROR", insertId: `${relation} ${at}` });

const relationIn = (title: string) => /"(\w+)"/.exec(title)?.[1];

async function keep(...entries: unknown[]): Promise<void> {
  const values = entries.map((value, i) => ({ line: i + 1, value }));
  await ingest(store.pool, configSchema.parse({}), { source: "test", values });
}

test("a group is shown and sorted by when it was last seen, not by a time that is yet to come", async () => {
  await keep(missing("orders", NOW - HOUR), missing("orders", NOW + 365 * DAY), missing("orders", NOW + 20_000));
  await keep(missing("users", NOW - MINUTE), missing("carts", NOW - 2 * HOUR));

  const { groups } = await listGroups(await groupLists(store, NOW), { sort: "last-seen" }, RANGE);
  const seen = groups.map(({ id, title, lastSeen }) => ({ id, relation: relationIn(title), lastSeen }));
  expect(seen.map(({ relation, lastSeen }) => [relation, lastSeen])).toStrictEqual([
    ["users", NOW - MINUTE],
    ["orders", NOW - HOUR],
    ["carts", NOW - 2 * HOUR],
  ]);
  const orders = await readGroup(store.pool, seen[1]?.id ?? "", RANGE, NOW);
  expect(orders?.lastSeen).toBe(NOW - HOUR);
  expect(orders?.revisions.map(({ lastSeen }) => lastSeen)).toStrictEqual([NOW - HOUR]);
  // When its time has come, it is the one seen last.
  const then = NOW + 365 * DAY + MINUTE;
  const later = await listGroups(await groupLists(store, then), { sort: "last-seen" }, { from: NOW - DAY, to: then });
  expect(later.groups[0]?.lastSeen).toBe(NOW + 365 * DAY);
});

test("an hour ago is no answer to who failed lately, though one entry claims next year", async () => {
  const { groups } = await listGroups(await groupLists(store, NOW), {}, { from: NOW - 10 * MINUTE, to: NOW });

  expect(groups.map(({ title }) => relationIn(title))).toStrictEqual(["users"]);
});
