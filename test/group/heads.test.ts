import { describe, expect, it } from "vitest";
import { createClusters } from "../../server/group/cluster.ts";
import { groupsOf } from "./groups-of.ts";

const RESTS = ["Started", "Closing", "Rejoined", "Idle"];
const QUEUES = ["queue 'bills' in '<*>':", "queue 'mail' in 'shop':"];
const lines = (heads: readonly string[], count: number): string[] =>
  RESTS.slice(0, count).flatMap((rest) => heads.map((head) => `${head} ${rest}`));

describe("what texts begin with", () => {
  it.each([
    [["RAFT [<*>]", "RAFT [<*> - _meta_]"], 4, 4, "varies where several texts follow both"],
    [QUEUES, 2, 4, "two texts say too little"],
    [["RAFT [<*>]", "LEAF [<*>]"], 4, 8, "a word of the language is none of its values"],
    [QUEUES, 4, 4, "what is in quotes is one"],
    [["packOffset: fell", "packPlace: fell"], 4, 8, "a name that no bracket holds may be what the text is about"],
    [["relation 'bills' of <*>: failed:", "relation 'mails' of <*>: failed:"], 4, 8, "an object that failed is none"],
  ])("%j before %i texts: %i groups", (heads, count, groups, _why) => {
    expect(groupsOf(lines(heads, count))).toStrictEqual([groups, groups]);
  });

  it("joins the next text behind a head that was found to vary", () => {
    const clusters = createClusters();
    for (const line of lines(QUEUES, 3)) clusters.add(line);
    expect(clusters.settle()).toHaveLength(3);
    for (const head of QUEUES) clusters.add(`${head} Elected`);
    expect(clusters.settle()).toStrictEqual([
      { from: "queue 'mail' in 'shop': Elected", into: "queue 'bills' in '<*>': Elected" },
    ]);
  });
});
