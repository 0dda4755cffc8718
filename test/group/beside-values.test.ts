import { expect, it } from "vitest";
import { createClusters } from "../../server/group/cluster.ts";
import { groupsOf } from "./groups-of.ts";

const installed = (name: string) => `Setting up ${name} (<*>) ...`;
const chosen = (name: string) => `Selecting previously unselected package ${name}.`;
const unpacked = (name: string) => `<*> status unpacked ${name} <*>`;

it.each([
  [
    [...["less", "perl", "apt-utils"].map(installed), "Setting up <*> ..."],
    1,
    "a name before a value, and one with digits in it",
  ],
  [[installed("less"), "Setting up <*> ..."], 2, "one word may be of the sentence"],
  [["web-front (<*>)", "<*>"].map((name) => `Probe of pod ${name} went well`), 1, "one that looks like a name is none"],
  [["less", "apt-utils", "<*>"].map(chosen), 1, "a name that ends a sentence"],
  [["<*>:amd64", "<*>:all"].map(unpacked), 1, "what belongs to a name"],
  [["<*>:amd64", "<*>:all", "less:all", "perl:all", "doc-en:all"].map(unpacked), 1, "of one without digits, too"],
  [["<*>:failed", "<*>:ok"].map(unpacked), 2, "but not what became of it"],
  [["<*>:http", "<*>:grpc"].map(unpacked), 2, "nor words of which none looks like a name"],
])("values beside each other: %j are %i", (keys, count, _why) => {
  expect(groupsOf(keys)).toStrictEqual([count, count]);
});

const sent = (file: string, host = "<*>") => `Uploading ${file} to ${host}`;
const FILES = ["a.csv", "b.csv", "c.csv", "notes.txt", "<*>"];
const SENT = ["<*>", "db-main"].flatMap((host) => FILES.map((file) => sent(file, host)));

it.each([
  [[...SENT, sent("img.png", "cache")], 1, "where names may stand, names are of the statement"],
  [[...SENT, "Uploading began to stall"], 2, "and other words are not"],
])("few words around names: %j are %i", (keys, count, _why) => {
  expect(groupsOf(keys)).toStrictEqual([count, count]);
});

it("a name that is seen later is of the statement, too", () => {
  const clusters = createClusters();
  for (const key of [...["less", "perl", "apt-utils"].map(installed), "Setting up <*> ..."]) clusters.add(key);
  clusters.settle();
  clusters.add(installed("vim"));
  expect(clusters.settle()).toStrictEqual([{ from: installed("vim"), into: installed("less") }]);
});

it("a word that is no name joins few words once these were said of many", () => {
  const aborted = (job: string) => `${job} aborted by <*>`;
  const clusters = createClusters();
  for (const job of ["close-month", "nightly-sync", "import-prices", "send-digest", "dry-run"]) {
    clusters.add(aborted(job));
  }
  clusters.settle();
  clusters.add(aborted("reindex"));
  expect(clusters.settle()).toStrictEqual([]);
  clusters.add(aborted("load-orders"));
  expect(clusters.settle().map(({ from }) => from)).toStrictEqual([aborted("reindex"), aborted("load-orders")]);
});
