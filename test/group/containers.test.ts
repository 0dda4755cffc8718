import { expect, it } from "vitest";
import { createClusters } from "../../server/group/cluster.ts";
import { groupsOf } from "./groups-of.ts";

const loaded = (held: string) => `Loaded properties {${held}} from environment`;
const PROPERTIES = ["home=<*>, shell=zsh, lang=<*>", "home=<*>", "a-b=<*>, c=<*>", "lang=de, home=<*>"];
const dropped = (list: string) => `Dropping tables ${list} as they are unused`;
const denied = (list: string) => `Access denied, no such roles (${list}) at all`;
const nested = (count: number) =>
  `Replicas by broker Map(${Array.from({ length: count }, (_, index) => `<*> -> List(shard${"abcdefghij".charAt(index % 10)}, <*>)`).join(", ")})`;

it.each([
  [["", ...PROPERTIES].map(loaded), 1, "however many there are, and none"],
  [PROPERTIES.slice(0, 2).map(loaded), 2, "two may be two statements"],
  [["home=<*>, error=refused", "home=<*>, error=reset", "error=denied"].map(loaded), 3, "but not what went wrong"],
  [["as before", "by hand", "in two steps"].map(loaded), 3, "nor words of a sentence"],
  [["as before", ...PROPERTIES].map(loaded), 1, "but where lists were seen"],
  [["orders, users-old", "carts", "mails, a-b, users", "<*>, jobs"].map(dropped), 1, "without brackets, too"],

  [
    ["please wait", "then stop", "not now"].map((words) => `Draining, ${words}: all is well`),
    3,
    "a comma makes no list",
  ],
  [["a-b, <*>", "c-d, e", "c-d, f-g"].map(denied), 3, "of a failure few may be as many mistakes"],
  [["a-b, <*>", "c-d, h-i", "c-d, f-g", "c-d, k-l", "m-n, f-g"].map(denied), 1, "many are not"],
  [
    ["a-b c-d", "e f-g h-i", "<*> a-b"].map((names) => `Plugins that are enabled: ${names}`),
    1,
    "blanks divide the last",
  ],
  [
    ["with a note", "once more", "in haste now"].map((words) => `Plugins that are enabled: ${words}`),
    3,
    "unless words end it",
  ],
  [[1, 2, 3, 40, 60].map(nested), 1, "whatever their length"],
])("lists at one place: %j are %i", (keys, count, _why) => {
  expect(groupsOf(keys)).toStrictEqual([count, count]);
});

it("a list that is seen later, and one after a restart, is of the statement, too", () => {
  const keys = PROPERTIES.map(loaded);
  const clusters = createClusters();
  for (const key of keys) clusters.add(key);
  clusters.settle();
  clusters.add(loaded("path=<*>"));
  expect(clusters.settle()).toStrictEqual([{ from: loaded("path=<*>"), into: keys[0] }]);
  const restored = createClusters();
  for (const key of keys) restored.restore(key, clusters.templateOf(key));
  restored.add(loaded("path=<*>"));
  restored.settle();
  expect(restored.leaderOf(loaded("path=<*>"))).toBe(keys[0]);
});
