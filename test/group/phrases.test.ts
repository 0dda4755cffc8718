import { expect, it } from "vitest";
import { createClusters } from "../../server/group/cluster.ts";
import { groupsOf } from "./groups-of.ts";

const TITLES = ["Big Buck Bunny", "Sintel", "Tears of Steel", "<*>"];

it.each([
  [TITLES.map((title) => `Added torrent "${title}" to list`), 1, "a name of several words is one name"],
  [["events.>", "orders/#", "<*>"].map((topic) => `Subscribed to "${topic}" on start`), 1, "marks are of the name"],
  [["$G > jobs", "APP > mails > a", "<*>"].map((path) => `New leader for "${path}" was set`), 1, "between words too"],
  [
    ["no room", "not there", "not allowed"].map((why) => `Moved. Reason: "${why}" was said`),
    3,
    "behind a reason stands a sentence",
  ],
  [["no room", "not there", "not allowed"].map((why) => `write ended err="${why}"`), 3, "so behind a telling key"],
  [
    ["[ldap]", "[ldap, file]", "[file, ldap, saml]"].map((list) => `Factories on offer: ${list}`),
    1,
    "a list is a value",
  ],
  [["Thread[a,b]", "Thread[c,d]"].map((name) => `who has ${name} left`), 2, "what belongs to a word is no list"],
  [["'<*>'", "'<*>', '<*>'", ""].map((list) => `Devices up [${list}] are complete`), 1, "however long, or empty"],
])("values of several words: %j are %i", (keys, count, _why) => {
  expect(groupsOf(keys)).toStrictEqual([count, count]);
});

it.each([
  [["lease on <*> via <*>", "lease on <*> (laptop-anna) via <*>"], 1, "a name in brackets belongs to the value"],
  [["lease on <*> via <*>", "lease on <*> (anna) via <*>", "lease on <*> (bob) via <*>"], 1, "so do two words"],
  [["lease on <*> via <*>", "lease on <*> (cached) via <*>"], 2, "one word may be a remark"],
  [
    ["Nodes of [<*>] are gone", "Nodes of [nSWsrAm - <*>] are gone", "Nodes of [<*>,cnA] are gone"],
    1,
    "so do list items",
  ],
  [["Nodes of <*> are gone", "Nodes of <*>, sadly are gone"], 2, "and not a word of the sentence"],
  [["Nodes <*> not responding", "Nodes cn[<*>] not responding"], 1, "a range of names is a name"],
  [["Nodes <*> not responding", "Nodes - not responding"], 2, "a dash may divide"],
  [["Nodes of rack <*> not responding", "Nodes of rack - not responding"], 1, "or be no value at all"],
  [["Nodes of user=<*> not responding", "Nodes of user= not responding"], 1, "as nothing is"],
  [["Nodes of user=<*> not responding", "Nodes of user=(<*>) not responding"], 1, "as brackets around it add nothing"],
  [["took <*>", "took cn[<*>]"], 2, "where words are equal around"],
])("what is said with more: %j are %i", (keys, count, _why) => {
  expect(groupsOf(keys)).toStrictEqual([count, count]);
});

const heard = (name: string) => `Heartbeat received from ${name} agent on host <*> after <*>`;
const HEARD = ["DHCP", "L3", "IPv6", "qDHCP", "vRouter"].map(heard);

it.each([
  [[...HEARD, heard("Open vSwitch")], 1, "where one name varies another may have more words"],
  [[...HEARD, heard("no other")], 2, "words of a sentence are no name"],
  [
    ["UIView", "UILabel", "_UIReplicant"].map((view) => `Snapshotting a view (<*>, ${view}) that is gone`),
    1,
    "acronyms",
  ],
  [["ON", "OFF", "IDLE"].map((state) => `Snapshotting a view (<*>, ${state}) that is gone`), 3, "are not states"],
])("names by their looks: %j are %i", (keys, count, _why) => {
  expect(groupsOf(keys)).toStrictEqual([count, count]);
});

it.each([
  [["Kodi", "Android TV", "Living Room"].map((name) => `Playing <*> on ${name} now`), 1, "a name in capitals is one"],
  [["Link Up", "Link Down"].map((state) => `Port <*> went to ${state} after <*>`), 2, "what ends with a state is none"],
  [["Redis", "Main Postgres"].map((part) => `Writes to ${part} failed for <*>`), 2, "nor a part of systems"],
  [
    ["Not Found", "Bad Gateway", "Service Unavailable", "Forbidden"].map((why) => `Page <*> ended with ${why} at last`),
    4,
    "nor a reason",
  ],
  [
    ["Circuit Busy", "Subscriber Absent", "Number Changed"].map((why) => `Call of <*> failed: ${why}`),
    3,
    "that looks like no name",
  ],
  [["no room", "not there"].map((why) => `Playing <*> on ${why} now`), 2, "nor small letters"],
  [
    ["avx", "md-clear,stibp"].map((list) => `The host has no such features: ${list}`),
    1,
    "a list without blanks is one",
  ],
  [["min=<*>,max=<*>", "min=<*>"].map((list) => `The host takes no more than ${list}`), 2, "keys are no list"],
  [
    ["SA KE", "IDi AUTH N(DPD)", "D x"].map((list) => `parsed a message [ ${list} ]`),
    1,
    "so is one in padded brackets",
  ],
  [["on on", "off off"].map((list) => `parsed a message [ ${list} ]`), 2, "but not of states"],
  [
    ["jwt", "oidc"].map((name) => `No ${name} factory here, only [jwt, oidc]`),
    1,
    "what a list holds is a value elsewhere",
  ],
  [
    ["jwt", "oidc"].map((name) => `No ${name} factory here, only [saml, opaque]`),
    2,
    "what none holds may be another thing",
  ],
  [["main", "render"].map((name) => `[${name}:<*>] Socket in use`), 1, "in brackets before a value"],
  [["error", "warning"].map((name) => `[${name}:<*>] Socket in use`), 2, "but for what tells apart"],
])("names that no quotes enclose: %j are %i", (keys, count, _why) => {
  expect(groupsOf(keys)).toStrictEqual([count, count]);
});

it("a name of several words keeps its place after a restart", () => {
  const keys = ["Kodi", "Android TV", "Living Room"].map((name) => `Playing <*> on ${name} now`);
  const clusters = createClusters();
  for (const key of keys) clusters.add(key);
  clusters.settle();
  const template = clusters.templateOf(keys[0] ?? "");
  expect(template).toBe("Playing <*> on <*> now");
  const restored = createClusters();
  for (const key of keys) restored.restore(key, template);
  restored.add("Playing <*> on Work Phone now");
  restored.settle();
  expect(restored.leaderOf("Playing <*> on Work Phone now")).toBe(keys[0]);
});

it("a phrase keeps its place after a restart", () => {
  const keys = TITLES.slice(0, 3).map((title) => `Added torrent "${title}" to list`);
  const clusters = createClusters();
  for (const key of keys) clusters.add(key);
  clusters.settle();
  expect(clusters.templateOf(keys[0] ?? "")).toBe('Added torrent "<*>" to list');
  const restored = createClusters();
  for (const key of keys) restored.restore(key, clusters.templateOf(key));
  restored.add('Added torrent "Elephants Dream" to list');
  restored.settle();
  expect(restored.leaderOf('Added torrent "Elephants Dream" to list')).toBe(keys[0]);
});
