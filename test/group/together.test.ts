import { expect, it } from "vitest";
import { createClusters } from "../../server/group/cluster.ts";
import { groupsOf } from "./groups-of.ts";

const NAMES = ["alpha", "bravo", "carol", "delta", "echo"];

it.each([
  [
    ["user alice left room lobby early", "user bob left room attic early", "user carol left room hall early"],
    1,
    "two nouns announce two names",
  ],
  [["user alice left room lobby early", "user bob left room attic early"], 1, "be it two alone"],
  [
    ["user alice left in lobby early", "user bob left in attic early"],
    2,
    "two that no noun announces may be two mistakes",
  ],
  [NAMES.map((name) => `[${name}] Retrying request to ${name}d (<*>)`), 1, "no two texts share a name"],
  [
    ["started to stopped", "stopped to failed", "failed to closed"].map(
      (move, i) => `user ${NAMES[i]} moved from ${move}`,
    ),
    3,
    "states tell apart, whoever is named",
  ],
  [
    ["user alice read room lobby early", "user bob left room attic early", "user carol kept room hall early"],
    3,
    "what was done tells apart",
  ],
  [
    ["redis", "kafka", "mysql"].map((part, i) => `connect to ${part} failed for user ${NAMES[i]}`),
    3,
    "which part failed is the point",
  ],
])("places that differ at once vary together where each varies by itself: %j are %i", (keys, count, _why) => {
  expect(groupsOf(keys)).toStrictEqual([count, count]);
});

it("what turns out to be a value later lets places vary together that did not before", () => {
  const pair = ["[alpha] started with 'x-ray' <*>", "[bravo] started with 'zulu' <*>"];
  const clusters = createClusters();
  for (const key of pair) clusters.add(key);
  expect(clusters.settle()).toStrictEqual([]);
  for (const name of NAMES) clusters.add(`[${name}] lost contact <*>`);
  for (const name of ["x-ray", "zulu", "tango", "sierra", "kilo"]) clusters.add(`queue '${name}' was purged after <*>`);
  clusters.settle();
  expect(clusters.leaderOf(pair[1] ?? "")).toBe(pair[0]);
});

it.each([
  [["CHF", "USD", "SEK", "GBP", "JPY"].map((name) => `rate EUR/${name} updated to <*>`), 1, "a part is shared"],
  [["column users.name does not exist", "column users.locale does not exist"], 2, "what is not there is the mistake"],
  [["PCI link [LNKA] set to <*>", "PCI link [LNKB] set to <*>"], 1, "a last capital counts"],
  [["PCI link [LINE] set to <*>", "PCI link [WIRE] set to <*>"], 2, "other constants do not"],
  [["fans ( <*> )", "fans ( <*> **** <*> )"], 1, "what stands for no value is a value"],
  [["visible is system.clock.show", "visible is system.power.show"], 1, "names of one tree"],
  [["event order.created taken in <*>", "event order.removed taken in <*>"], 2, "a part says what happened"],
  [["action: intent.SCREEN_ON seen", "action: intent.TIME_TICK seen"], 2, "a part is a constant"],
])("compound names that are kin vary: %j are %i", (keys, count, _why) => {
  expect(groupsOf(keys)).toStrictEqual([count, count]);
});

it.each([
  [["worker-a: gone <*>", "<*>: gone <*>"], 2, "one word that is equal is too little"],
  [["worker-a: Destroying volume <*>", "<*>: Destroying volume <*>"], 1, "a name where a value stood before"],
  [["cleaner: Destroying volume <*>", "<*>: Destroying volume <*>"], 2, "a word of a sentence"],
  [["params={q=<*>:cedar&rows=<*>}", "params={q=<*>:elder&rows=<*>}"], 1, "what a colon divides from a key's value"],
  [["read q=<*>: cedar", "read q=<*>: elder"], 2, "a sentence goes on behind the value"],
])("values at one place: %j are %i", (keys, count, _why) => {
  expect(groupsOf(keys)).toStrictEqual([count, count]);
});
