import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { byIndexes } from "../../server/lib/snapshot.ts";
import { ingestBatch } from "../../server/store/ingest.ts";
import { listGroups } from "../../server/store/list-groups.ts";
import { endMutes, listMutedGroups, muteGroup, noteFirings, readMute, unmuteGroup } from "../../server/store/mutes.ts";
import { readGroup } from "../../server/store/read-group.ts";
import { groupsAlsoIn, listTwins, wasSeen } from "../../server/store/same-signature.ts";
import { countGroups } from "../../server/store/shown-groups.ts";
import type { ErrorGroup, Signature } from "../../shared/group.ts";
import { DAY, HOUR, MINUTE, toIso } from "../../shared/time.ts";
import { batchOf, groupOf, NOON, type TestEntry } from "./builders.ts";
import { groupLists } from "./group-lists.ts";
import { readActivity } from "./read-activity.ts";
import { createStore, type TestStore } from "./store.ts";

let store: TestStore;
beforeEach(async () => {
  store = await createStore();
});
afterEach(() => store.close());

const id = (letter: string) => letter.repeat(16);
const ticks = (group: string, many: number, from = NOON): TestEntry[] =>
  Array.from({ length: many }, (_, i) => ({ key: `${group}${from}${i}`, at: from + i * MINUTE, group }));

/** Stores these entries as the groups that `change` makes of them. */
async function keep(entries: TestEntry[], change: (group: ErrorGroup) => Partial<ErrorGroup> = () => ({})) {
  const plain = batchOf(entries);
  await ingestBatch(store.pool, {
    ...plain,
    facts: () => {
      const groups = [...Map.groupBy(entries, ({ group = "" }) => group)].map(([key, own]) => groupOf(key, own));
      return {
        groups: groups.map((group) => ({ ...group, ...change(group) })),
        traffic: [],
        changes: [],
        revisions: [],
      };
    },
  });
}

const RANGE = { from: NOON - HOUR, to: NOON + HOUR };
const signature = (family: Signature["family"], slots: Signature["slots"], template = "x <num>"): Signature => ({
  ...(family === undefined ? {} : { family }),
  slots,
  template,
  masks: [],
});

describe("the list of groups", () => {
  test("holds those with an entry in the range, the newest first, or by count", async () => {
    await keep([...ticks(id("a"), 3), ...ticks(id("b"), 1, NOON + 10 * MINUTE), ...ticks(id("c"), 2, NOON - DAY)]);
    const ids = async (filter: Parameters<typeof listGroups>[1]) => {
      const { groups, matching } = await listGroups(await groupLists(store, RANGE.to), filter, RANGE);
      return [matching, ...groups.map((group) => group.id[0])];
    };
    expect(await ids({})).toEqual([2, "b", "a"]);
    expect(await ids({ sort: "count" })).toEqual([2, "a", "b"]);
    expect(await ids({ sort: "first-seen", limit: 1 })).toEqual([2, "b"]);
    expect(await ids({ sort: "first-seen", limit: 1, offset: 1 })).toEqual([2, "a"]);
    expect(await ids({ offset: 2 })).toEqual([2]);
    expect(await ids({ q: "ORDERS" })).toEqual([2, "b", "a"]);
    expect(await ids({ q: id("a") })).toEqual([1, "a"]);
    expect(await ids({ environment: "production,other" })).toEqual([0]);
    expect(await ids({ environment: "staging", service: "api", kind: "message" })).toEqual([2, "b", "a"]);
  });

  test("leaves out a group that was silent in a range of the past, though it failed before and after", async () => {
    await keep([...ticks(id("a"), 1, NOON - 2 * HOUR), { key: "late", at: NOON + 2 * HOUR, group: id("a") }]);
    expect((await listGroups(await groupLists(store, NOON + DAY), {}, RANGE)).groups).toEqual([]);
  });

  test("finds groups by family, and counts what there is", async () => {
    await keep(ticks(id("a"), 1), () => ({
      signature: signature("schema.missing-relation", { relation: "a\u0000b" }),
    }));
    await keep(ticks(id("b"), 1), () => ({ signature: signature(undefined, {}) }));
    const { groups } = await listGroups(await groupLists(store, NOON), { family: "schema.missing-relation" }, RANGE);
    expect(groups.map((group) => [group.id, group.family])).toEqual([[id("a"), "schema.missing-relation"]]);
    expect((await readGroup(store.pool, id("a"), RANGE, NOON))?.signature.slots).toEqual({ relation: "a\u0000b" });
    expect(countGroups((await groupLists(store, NOON)).shown, NOON)).toEqual({
      totals: { all: 2, muted: 0 },
      facets: { environments: ["staging"], services: ["api"], families: ["schema.missing-relation"] },
    });
  });

  test("shows each group's bars, revisions and newest arrivals", async () => {
    await keep(ticks(id("a"), 3));
    const activity = await readActivity(store.pool, [id("a"), id("z")], RANGE, 3);
    expect(activity.get(id("z"))?.bars).toEqual([0, 0, 0]);
    expect(activity.get(id("a"))).toEqual({
      bars: [0, 3, 0],
      revisions: ["api-1"],
      revisionCount: 1,
      arrivals: [NOON, NOON + MINUTE, NOON + 2 * MINUTE],
      callers: [{ userAgent: "probe", count: 3 }],
    });
  });
});

test("one group is read with its minutes of the range and its count of all time", async () => {
  await keep([...ticks(id("a"), 2), { key: "old", at: NOON - DAY, group: id("a") }]);
  const group = await readGroup(store.pool, id("a"), RANGE, NOON);
  expect(group).toMatchObject({
    id: id("a"),
    total: 3,
    mutedUntil: null,
    perMinute: [
      [NOON / MINUTE, 1],
      [NOON / MINUTE + 1, 1],
    ],
    instances: [{ name: "one", count: 3 }],
    samples: [{ text: "hostile \0 text \ud800" }, {}, {}],
  });
  expect(await readGroup(store.pool, "none", RANGE, NOON)).toBe(undefined);
});

describe("the same error elsewhere", () => {
  test.each([
    [
      signature("schema.missing-relation", { relation: "a" }),
      signature("schema.missing-relation", { relation: "a" }, "other"),
      true,
      "a family and its slots are the mistake, whatever the text around",
    ],
    [
      signature("schema.missing-relation", { relation: "a" }),
      signature("schema.missing-relation", { relation: "b" }),
      false,
      "another relation is another mistake",
    ],
    [
      signature(undefined, {}, "boom <num>"),
      signature(undefined, {}, "boom <num>"),
      true,
      "without a family the template decides",
    ],
    [
      signature(undefined, {}, "boom <num>"),
      signature(undefined, {}, "bang <num>"),
      false,
      "another text is another mistake",
    ],
    [
      signature(undefined, { method: "GET", route: "/a", status: "500" }, "one"),
      signature(undefined, { method: "GET", route: "/a", status: "500" }, "two"),
      true,
      "a route and its status are the mistake",
    ],
    [
      signature("code.unhandled-exception", { exception: "E" }, "one"),
      signature("code.unhandled-exception", { exception: "E" }, "two"),
      false,
      "of unknown exceptions the message is a part",
    ],
  ])("%j and %j: %s (%s)", async (own, other, isSame, _reason) => {
    await keep(ticks(id("a"), 1), () => ({ signature: own }));
    await keep(ticks(id("b"), 1), () => ({ signature: other, environment: "production", service: "api-prod" }));
    expect((await groupsAlsoIn(store.pool, [id("a")], "production", RANGE)).has(id("a"))).toBe(isSame);
    const twins = await byIndexes(store.pool, (client) => listTwins(client, id("a"), RANGE));
    const twin = { id: id("b"), environment: "production", service: "api-prod", count: 1, lastSeen: NOON };
    expect(twins).toEqual(isSame ? [twin] : []);
  });

  test("an environment of which nothing was read in the range can't say that an error is absent", async () => {
    await keep(ticks(id("a"), 1), () => ({ environment: "production" }));
    expect(await wasSeen(store.pool, "production", RANGE)).toBe(true);
    expect(await wasSeen(store.pool, "production", { from: NOON + HOUR, to: NOON + 2 * HOUR })).toBe(false);
    expect(await wasSeen(store.pool, "nowhere", RANGE)).toBe(false);
  });
});

describe("a mute", () => {
  const wish = { groupId: id("a"), who: "Ada", reason: "known", since: NOON, until: NOON + DAY };

  test("counts what it keeps quiet: entries, and an incident once while it lasts", async () => {
    await keep([...ticks(id("a"), 5), { key: "before", at: NOON - HOUR, group: id("a") }]);
    await muteGroup(store.pool, wish);
    const firing = [{ groupId: id("a"), statement: "GET /a fails" }];
    await noteFirings(store.pool, firing, NOON + MINUTE);
    await noteFirings(store.pool, firing, NOON + 2 * MINUTE);
    await noteFirings(store.pool, [], NOON + 3 * MINUTE);
    await noteFirings(store.pool, firing, NOON + 4 * MINUTE);
    expect(await readMute(store.pool, id("a"), NOON + HOUR)).toEqual({
      who: "Ada",
      reason: "known",
      since: toIso(NOON),
      until: toIso(NOON + DAY),
      entries: 5,
      wouldHaveFired: 2,
      lastFired: { at: toIso(NOON + 4 * MINUTE), statement: "GET /a fails" },
    });
    expect((await listGroups(await groupLists(store, NOON), { state: "muted" }, RANGE)).groups[0]?.mutedUntil).toBe(
      NOON + DAY,
    );
    expect((await listGroups(await groupLists(store, NOON), { state: "active" }, RANGE)).groups).toEqual([]);
  });

  test("ends by itself, or when it is lifted", async () => {
    await muteGroup(store.pool, wish);
    expect(await listMutedGroups(store.pool, NOON)).toEqual([id("a")]);
    expect(await listMutedGroups(store.pool, NOON + DAY)).toEqual([]);
    expect(await endMutes(store.pool, NOON + HOUR)).toEqual([]);
    expect(await endMutes(store.pool, NOON + DAY)).toEqual([id("a")]);
    await muteGroup(store.pool, wish);
    expect([await unmuteGroup(store.pool, id("a")), await unmuteGroup(store.pool, id("a"))]).toEqual([true, false]);
  });
});
