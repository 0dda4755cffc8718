import { expect, it } from "vitest";
import { createClusters } from "../../server/group/cluster.ts";
import { groupsOf } from "./groups-of.ts";

const item = (name: string) => `Removed, Film: ${name}, Path: <*>, Id: <*>`;

it.each([
  [["Metropolis", "Night of the Dead"].map(item), 1, "other keys have masks behind them"],
  [["Metropolis", "Charade"].map((name) => `Removed, Film: ${name}, Path: <*>`), 2, "one other key may be a chance"],
  [["lost", "refused"].map((why) => `Removed, Reason: ${why}, Path: <*>, Id: <*>`), 2, "a reason tells apart"],
  [["PING", "STOP"].map((call) => `agent node:<*> call:${call} : lost`), 1, "no blank is as good"],
  [["PING", "STOP"].map((call) => `agent call:${call} : lost`), 2, "but not alone"],
  [["PING", "STOP"].map((state) => `agent node:<*> state:${state} : lost`), 2, "a state tells apart"],
])("values behind keys: %j are %i", (keys, count, _why) => {
  expect(groupsOf(keys)).toStrictEqual([count, count]);
});

const set = (name: string) => `Remote settings changed: ${name} = <*>`;

it.each([
  [["chat.calls", "chat.media"].map(set), 1, "which setting it is varies"],
  [["memory", "stack"].map(set), 2, "two words of the language may be two statements"],
  [["chat.calls", "chat.media"].map((name) => `${set(name)} for all`), 2, "it has to end the text"],
  [["chat.calls", "chat.media"].map((name) => `Changed by=<*>: now ${name} = <*>`), 2, "and to be alone"],
  [["[<*>]", "[C=<*>, CN=<*>]"].map((who) => `tunnel up between here and ${who} now`), 1, "a list of keys is a value"],
  [["[<*>]", "[lost CN=<*>]"].map((who) => `tunnel up between here and ${who} now`), 2, "and nothing else"],
])("settings and what they are: %j are %i", (keys, count, _why) => {
  expect(groupsOf(keys)).toStrictEqual([count, count]);
});

const exited = (count: number) => Array.from({ length: count }, (_, code) => `Worker exited with status ${code}`);

it.each([
  [exited(23), 23, "as many ways to exit are mistakes"],
  [exited(24), 1, "more are values"],
  [[...exited(23), "Worker exited with status unknown"], 24, "a word is no number"],
])("numbers that were kept: %j are %i", (keys, count, _why) => {
  expect(groupsOf(keys)).toStrictEqual([count, count]);
});

it("a number that comes later joins those that were found to vary", () => {
  const clusters = createClusters();
  for (const key of exited(24)) clusters.add(key);
  clusters.settle();
  clusters.add("Worker exited with status 255");
  clusters.settle();
  expect(clusters.leaderOf("Worker exited with status 255")).toBe("Worker exited with status 0");
});
