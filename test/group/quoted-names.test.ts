import { describe, expect, it } from "vitest";
import { createClusters } from "../../server/group/cluster.ts";
import { groupsOf } from "./groups-of.ts";

const NAMES = ["alpha", "bravo", "carol", "delta", "echo"];

describe("names in quotes", () => {
  it.each([
    [5, 1, (name: string) => `queue '${name}' was purged after <*>`, "many are values"],
    [3, 1, (name: string) => `queue '${name}' was purged after <*>`, "what went well is no mistake, whatever it names"],
    [2, 2, (name: string) => `queue '${name}' was purged after <*>`, "two say too little"],
    [2, 1, (name: string) => `queue '${name}-queue' was purged after <*>`, "unless they look like names"],
    [3, 3, (name: string) => `guest is running, reason '${name}', event <*>`, "a reason is no name"],
    [3, 3, (name: string) => `"Sync ${name}" source=<*> pods=<*>`, "beside keys alone it is the message"],
    [3, 3, (name: string) => `queue '${name}' refused after <*>`, "a few may each be a mistake of its own"],
    [4, 1, (name: string) => `queue '${name}' refused after <*>`, "more are values"],
    [4, 1, (name: string) => `mailer: cannot write \`${name}' of the spool`, "as programs of GNU quote"],
    [3, 1, (name: string) => `Copied table "${name}" to the archive`, "nor is an object where nothing failed"],
    [5, 5, (name: string) => `Configuring '${name}'`, "a word beside says too little"],
    [
      3,
      3,
      (name: string) => `"${{ alpha: "GET", bravo: "PUT" }[name] ?? "POST"} <*> HTTP" took <*>`,
      "methods tell apart",
    ],
    [5, 1, (name: string) => `Error on folder '${name}' of <*>`, "the word error alone is no type"],
    [5, 5, (name: string) => `Error '${name}' in folder <*>`, "but what is named behind it is the mistake"],
    [5, 5, (name: string) => `relation "${name}" does not exist here`, "an object of a database is the mistake"],
    [5, 5, (name: string) => `Unknown codec '${name}' in stream <*>`, "what is unknown is the mistake"],
    [
      5,
      5,
      (name: string) => `TypeError: cannot read '${name}' of the cart`,
      "what an exception is about is the mistake",
    ],
    [5, 1, (name: string) => `[user: ${name}] signed in at <*>`, "a noun introduces its name across marks"],
  ])("of %i texts %i groups are left", (count, groups, text) => {
    expect(groupsOf(NAMES.slice(0, count).map(text))).toStrictEqual([groups, groups]);
  });

  it("are values beside a single word where there are many", () => {
    const names = [...NAMES, "foxtrot", "golf", "hotel"];
    expect(groupsOf(names.map((name) => `Configuring '${name}'`))).toStrictEqual([1, 1]);
    expect(groupsOf(names.map((name) => `Unknown '${name}'`))).toStrictEqual([8, 8]);
  });

  it("one more joins what was found to vary, also after a restart, and the group keeps its leader", () => {
    const text = (name: string) => `user '${name}' left room '${name}ville' of the server`;
    const keys = NAMES.map((name) => `user '${name}' left room 'x' of the server`);
    const clusters = createClusters();
    for (const key of keys) clusters.add(key);
    expect(clusters.settle()).toHaveLength(4);
    const restored = createClusters();
    for (const key of keys) restored.restore(key, clusters.templateOf(key));
    for (const one of [clusters, restored]) {
      one.add(text("x").replace("xville", "x"));
      one.settle();
      expect(one.leaderOf("user 'x' left room 'x' of the server")).toBe(keys[0]);
    }
  });
});

describe("what varies in one text", () => {
  const started = NAMES.map((name) => `[${name}] worker started with pid <*>`);
  const two = ["[alpha] lost contact <*>", "[bravo] lost contact <*>"];

  it("is a value in others too, whichever came first", () => {
    expect(groupsOf(two)).toStrictEqual([2, 2]);
    expect(groupsOf([...started, ...two])).toStrictEqual([2, 2]);
    expect(groupsOf([...two, ...started])).toStrictEqual([2, 2]);
    const late = createClusters();
    for (const key of two) late.add(key);
    late.settle();
    for (const key of started) late.add(key);
    late.settle();
    expect(late.leaderOf(two[1] ?? "")).toBe(two[0]);
  });
});
