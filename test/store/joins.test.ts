import { randomUUID } from "node:crypto";
import { Readable } from "node:stream";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { analyzeKeeping } from "../../server/analyze.ts";
import { ingest } from "../../server/ingest.ts";
import { createGroupJoiner } from "../../server/join-groups.ts";
import { byIndexes } from "../../server/lib/snapshot.ts";
import { readFiles } from "../../server/sources/file.ts";
import { joinByPerson, splitByPerson, undoJoinEvent } from "../../server/store/edit-joins.ts";
import { expire } from "../../server/store/expire.ts";
import { listGroups } from "../../server/store/list-groups.ts";
import { listJoinEvents, listJoinedParts } from "../../server/store/list-joins.ts";
import { loadAggregate } from "../../server/store/load-aggregate.ts";
import { muteGroup } from "../../server/store/mutes.ts";
import { readGroup } from "../../server/store/read-group.ts";
import { groupsAlsoIn, listTwins } from "../../server/store/same-signature.ts";
import { countGroups } from "../../server/store/shown-groups.ts";
import { configSchema } from "../../shared/config.ts";
import type { ErrorGroup } from "../../shared/group.ts";
import { retentionSchema } from "../../shared/retention-config.ts";
import { DAY, HOUR, MINUTE } from "../../shared/time.ts";
import { text } from "../lib/entries.ts";
import { groupLists } from "./group-lists.ts";
import { readActivity } from "./read-activity.ts";
import { createStore, type TestStore } from "./store.ts";

const NOON = Date.parse("2026-03-02T12:00:00Z");
const WINDOW = { from: NOON - HOUR, to: NOON + HOUR };
const CONFIG = configSchema.parse({});
const ANN = { who: "ann@example.com", reason: "they are one mistake", at: NOON };

let store: TestStore;
beforeEach(async () => {
  store = await createStore();
});
afterEach(() => store.close());

const closed = (name: string, minute: number, options: { project?: string; insertId?: string } = {}) =>
  text(`session closed early for user ${name}`, { at: NOON + minute * MINUTE, severity: "ERROR", ...options });

async function keep(...entries: unknown[]): Promise<void> {
  await ingest(store.pool, CONFIG, {
    source: "test",
    values: entries.map((value, i) => ({ line: i + 1, value })),
  });
}

const look = (name = "replica") => createGroupJoiner(store.pool, name).look(NOON);
const shown = async (): Promise<ErrorGroup[]> => (await loadAggregate(store.pool, WINDOW)).groups;
const brief = async () => (await shown()).map(({ title, count }) => [title, count]);
const idOf = async (word: string) => {
  const { rows } = await store.pool.query<{ id: string }>("select id from plumbline.error_group where title like $1", [
    `%${word}`,
  ]);
  return rows[0]?.id ?? "";
};

describe("groups whose texts vary in words only", () => {
  test("are shown as one, which keeps the id of the one that came first, with all counts added up", async () => {
    await keep(closed("alice", 0), closed("bob", 1), closed("bob", 2), closed("carol", 3));
    expect((await shown()).length).toBe(3);
    await look();
    const [group, ...others] = await shown();
    expect(others).toEqual([]);
    expect(group).toMatchObject({
      id: await idOf("alice"),
      title: "session closed early for user <*>",
      signature: { template: "session closed early for user <*>" },
      count: 4,
      firstSeen: NOON,
      lastSeen: NOON + 3 * MINUTE,
      instances: [{ name: "instance-1", count: 4 }],
      arrivals: [0, 1, 2, 3].map((minute) => NOON + minute * MINUTE),
    });
    expect(group?.samples.map(({ at }) => at)).toEqual([0, 1, 2, 3].map((minute) => NOON + minute * MINUTE));
    expect(group?.parts?.map(({ template }) => template)).toEqual(
      expect.arrayContaining(["session closed early for user bob", "session closed early for user carol"]),
    );
  });

  test("an entry of a joined text that comes later counts to the group that is shown, once, whichever replica reads it", async () => {
    await keep(closed("alice", 0), closed("bob", 1), closed("carol", 2));
    const late = closed("bob", 9);
    await Promise.all([look(), keep(late), keep(late), keep(closed("carol", 8), late)]);
    await look();
    expect(await brief()).toEqual([["session closed early for user <*>", 5]]);
  });

  test("one that is new joins those of before, also where another replica compares them", async () => {
    await keep(closed("alice", 0), closed("bob", 1), closed("carol", 2));
    await look("one");
    await keep(closed("dave", 3));
    await look("two");
    await keep(closed("erin", -5));
    await look("one");
    expect((await shown()).map(({ id, count }) => [id, count])).toEqual([[await idOf("alice"), 5]]);
  });

  test("read the same in lists, on their page, in activity and under the ids of their parts", async () => {
    await keep(closed("alice", 0), closed("bob", 1), closed("carol", 2));
    await look();
    const [id, bob] = [await idOf("alice"), await idOf("bob")];
    const list = await listGroups(await groupLists(store, WINDOW.to), { sort: "count", q: bob }, WINDOW);
    expect(list).toMatchObject({
      matching: 1,
      groups: [{ id, title: "session closed early for user <*>", lastSeen: NOON + 2 * MINUTE }],
    });
    expect(countGroups((await groupLists(store, NOON)).shown, NOON).totals.all).toBe(1);
    const page = await readGroup(store.pool, bob, WINDOW, NOON);
    expect(page).toMatchObject({ id, total: 3, perMinute: [0, 1, 2].map((minute) => [NOON / MINUTE + minute, 1]) });
    const activity = (await readActivity(store.pool, [id], WINDOW, 1)).get(id);
    expect(activity).toMatchObject({ bars: [3], revisionCount: 1 });
    const parts = await listJoinedParts(store.pool, id, WINDOW);
    expect(parts.map(({ rule, count, differences }) => [rule, count, differences])).toEqual([
      [null, 1, null],
      ["words", 1, [{ a: "alice", b: expect.stringMatching(/bob|carol/) }]],
      ["words", 1, [{ a: "alice", b: expect.stringMatching(/bob|carol/) }]],
    ]);
  });

  test("are twins of those in another environment of which any part is the same", async () => {
    const production = { project: "acme-production" };
    await keep(closed("alice", 0), closed("bob", 1), closed("carol", 2));
    await keep(closed("carol", 3, production), closed("dave", 4, production));
    await look();
    const here = await idOf("alice");
    expect(await groupsAlsoIn(store.pool, [here], "production", WINDOW)).toEqual(new Set([here]));
    expect(
      (await byIndexes(store.pool, (client) => listTwins(client, here, WINDOW))).map(({ environment, count }) => [
        environment,
        count,
      ]),
    ).toEqual([["production", 2]]);
  });

  test("a muted group and one that is not stay apart", async () => {
    await keep(closed("alice", 0), closed("bob", 1), closed("carol", 2));
    await muteGroup(store.pool, { groupId: await idOf("bob"), ...ANN, since: NOON, until: NOON + HOUR });
    const joiner = createGroupJoiner(store.pool, "replica");
    await joiner.look(NOON);
    expect(await brief()).toEqual([
      ["session closed early for user <*>", 2],
      ["session closed early for user bob", 1],
    ]);
    await joiner.look(NOON + 2 * HOUR);
    expect(await brief()).toEqual([["session closed early for user <*>", 3]]);
  });

  test("count every entry once while three replicas read the same entries, one looks, and a person joins and splits", async () => {
    const names = ["alice", "bob", "carol", "dave", "erin"];
    const entries = Array.from({ length: 200 }, (_, i) =>
      closed(names[i % 5] ?? "", i % 60, { insertId: `entry-${i}` }),
    );
    const lamp = text("the lamp is broken", { at: NOON, severity: "ERROR" });
    await keep(lamp, ...entries.slice(0, 5));
    const [alice, bob] = [await idOf("alice"), await idOf("bob")];
    const batches = (from: number) =>
      Array.from({ length: 10 }, (_, i) => entries.slice((from + i * 20) % 200).slice(0, 40));
    const replica = async (from: number) => {
      for (const batch of batches(from)) await keep(...batch);
    };
    const people = async () => {
      await look();
      for (let i = 0; i < 4; i++) {
        await splitByPerson(store.pool, alice, bob, ANN);
        await look();
        await joinByPerson(store.pool, alice, bob, ANN);
        await look(randomUUID());
      }
    };
    await Promise.all([replica(0), replica(60), replica(120), people()]);
    await look();
    expect(await brief()).toEqual([
      ["session closed early for user <*>", 200],
      ["the lamp is broken", 1],
    ]);
  });

  test("stay one when the first of them expires before the others", async () => {
    await keep(closed("alice", 0), closed("bob", 1), closed("carol", 2));
    await look();
    await keep(text("session closed early for user bob", { at: NOON + 20 * DAY, severity: "ERROR" }));
    await expire(
      store.pool,
      NOON + 25 * DAY,
      retentionSchema.parse({ entryKeysDays: 10, minutesDays: 10, samplesDays: 10 }),
    );
    const later = { from: NOON + 19 * DAY, to: NOON + 21 * DAY };
    expect((await loadAggregate(store.pool, later)).groups.map(({ id, count }) => [id, count])).toEqual([
      [await idOf("alice"), 1],
    ]);
  });
});

test("analyze and the store show the same groups of the same entries", async () => {
  const names = ["alice", "bob", "carol", "dave"];
  const entries = Array.from({ length: 60 }, (_, i) => [
    closed(names[i % 4] ?? "", i),
    text(`could not fetch ${i} rows from shard ${["red", "blue", "green"][i % 3]}`, {
      at: NOON + i * MINUTE,
      severity: "ERROR",
    }),
    text(`relation "${i % 2 === 0 ? "a" : "b"}" does not exist`, { at: NOON + i * MINUTE, severity: "ERROR" }),
  ]).flat();
  await keep(...entries);
  await look();
  const batches = readFiles(["-"], { stdin: Readable.from([JSON.stringify(entries)]) });
  const { aggregate } = await analyzeKeeping(batches, { config: CONFIG, ask: async () => [] });
  const plain = (groups: ErrorGroup[]) =>
    groups.map(({ id, title, signature, count, firstSeen, lastSeen, perMinute, arrivals, instances, parts }) => ({
      ...{ id, title, template: signature.template, count, firstSeen, lastSeen, perMinute, arrivals, instances },
      parts: parts?.map((part) => part.id).sort(),
    }));
  expect(plain(await shown())).toEqual(plain(aggregate.groups));
  expect(aggregate.groups.map(({ count, parts = [] }) => [count, parts.length])).toContainEqual([60, 3]);
});

describe("people", () => {
  const other = (minute: number) => text("the lamp is broken", { at: NOON + minute * MINUTE, severity: "ERROR" });

  test("join two groups and take that back", async () => {
    await keep(closed("alice", 0), other(1), other(2));
    const [alice, lamp] = [await idOf("alice"), await idOf("broken")];
    expect(await joinByPerson(store.pool, alice, lamp, ANN)).toBe(alice);
    expect(await brief()).toEqual([["session closed early for user alice", 3]]);
    await look();
    const [event] = await listJoinEvents(store.pool, alice);
    expect(event).toMatchObject({ kind: "join", rule: "person", who: ANN.who, reason: ANN.reason, undone: null });
    await undoJoinEvent(store.pool, event?.id ?? "", alice, { ...ANN, reason: "they are not" });
    expect((await brief()).map(([, count]) => count)).toEqual([1, 2]);
    expect(await listJoinEvents(store.pool, alice)).toMatchObject([{ undone: { reason: "they are not" } }]);
    await expect(undoJoinEvent(store.pool, event?.id ?? "", alice, ANN)).rejects.toThrow("no such change");
  });

  test("split a group out, which no later look joins again, and take that back", async () => {
    await keep(closed("alice", 0), closed("bob", 1), closed("carol", 2));
    await look();
    const [alice, bob] = [await idOf("alice"), await idOf("bob")];
    await splitByPerson(store.pool, alice, bob, ANN);
    await keep(closed("dave", 3), closed("bob", 4));
    await look(randomUUID());
    expect(await brief()).toEqual([
      ["session closed early for user <*>", 3],
      ["session closed early for user bob", 2],
    ]);
    const split = (await listJoinEvents(store.pool, alice)).find(({ kind }) => kind === "split");
    await undoJoinEvent(store.pool, split?.id ?? "", alice, ANN);
    expect((await brief()).map(([, count]) => count)).toEqual([5]);
  });

  test("split out a group to which others were joined: those stay", async () => {
    await keep(closed("alice", 0), closed("bob", 1), closed("carol", 2), other(3));
    await look();
    const [alice, lamp] = [await idOf("alice"), await idOf("broken")];
    await joinByPerson(store.pool, lamp, alice, ANN);
    expect((await brief()).map(([, count]) => count)).toEqual([4]);
    await splitByPerson(store.pool, lamp, alice, ANN);
    expect((await brief()).map(([title, count]) => [title, count])).toEqual([
      ["session closed early for user alice", 1],
      ["the lamp is broken", 3],
    ]);
  });

  test("a group because of words that a person takes back is set apart", async () => {
    await keep(closed("alice", 0), closed("bob", 1), closed("carol", 2));
    await look();
    const bob = await idOf("bob");
    const event = (await listJoinEvents(store.pool, await idOf("alice"))).find(({ memberId }) => memberId === bob);
    await undoJoinEvent(store.pool, event?.id ?? "", bob, ANN);
    await look(randomUUID());
    expect((await shown()).map(({ count }) => count)).toEqual([2, 1]);
  });

  test("what a person joined is shown as one though the clustering found another place for it since", async () => {
    await keep(closed("alice", 0), other(1));
    await joinByPerson(store.pool, await idOf("broken"), await idOf("alice"), ANN);
    await keep(closed("bob", 2), closed("carol", 3));
    await look();
    const groups = await shown();
    expect(groups.map(({ id, count }) => [id, count])).toContainEqual([await idOf("broken"), 2]);
    expect(groups.reduce((sum, { count }) => sum + count, 0)).toBe(4);
  });

  test("are told why two groups cannot be one", async () => {
    await keep(closed("alice", 0), closed("alice", 1, { project: "acme-production" }));
    const ids = (await shown()).map(({ id }) => id);
    await expect(joinByPerson(store.pool, ids[0] ?? "", ids[1] ?? "", ANN)).rejects.toThrow(
      "only groups of one service",
    );
    await expect(joinByPerson(store.pool, ids[0] ?? "", ids[0] ?? "", ANN)).rejects.toThrow("already");
    await expect(joinByPerson(store.pool, ids[0] ?? "", "none", ANN)).rejects.toThrow("no group none");
    await expect(splitByPerson(store.pool, ids[0] ?? "", ids[0] ?? "", ANN)).rejects.toThrow("shown in none");
  });
});
