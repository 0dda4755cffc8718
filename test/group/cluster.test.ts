import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { createClusters } from "../../server/group/cluster.ts";
import { Grouper } from "../../server/group/grouper.ts";

const SETS = new URL("./sets/", import.meta.url);
/** Share of blocks of all sets that come out as exactly one group, as F1 over groups. */
const MIN_FGA = 0.95;

describe("the sets in test/group/sets, one block a statement", () => {
  const blocks = readdirSync(SETS).flatMap((file) =>
    blocksOf(readFileSync(new URL(file, SETS), "utf8")).map((lines) => ({ file, lines })),
  );

  it.each(["in order", "reversed", "dealt out in turn"])("are told apart, %s", (order) => {
    let right = 0;
    let predicted = 0;
    for (const file of new Set(blocks.map((block) => block.file))) {
      const score = scoreOf(
        blocks.filter((block) => block.file === file).map(({ lines }) => lines),
        order,
      );
      right += score.right;
      predicted += score.predicted;
    }
    expect((2 * right) / (predicted + blocks.length)).toBeGreaterThan(MIN_FGA);
  });
});

describe("clusters", () => {
  it("joins statements that differ in a name after a noun", () => {
    const clusters = createClusters();
    for (const name of ["root", "news", "cyrus"]) clusters.add(`session closed for user ${name}`);
    expect(clusters.settle()).toStrictEqual([
      { from: "session closed for user news", into: "session closed for user root" },
      { from: "session closed for user cyrus", into: "session closed for user root" },
    ]);
    expect(clusters.templateOf("session closed for user news")).toBe("session closed for user <*>");
  });

  it("keeps a group's id when later entries refine its template", () => {
    const clusters = createClusters();
    clusters.add("session closed for user root");
    clusters.settle();
    for (const name of ["news", "cyrus"]) clusters.add(`session closed for user ${name}`);
    clusters.settle();
    clusters.add("session closed for user mail");
    expect(clusters.settle()).toStrictEqual([
      { from: "session closed for user mail", into: "session closed for user root" },
    ]);
    expect(clusters.leaderOf("session closed for user mail")).toBe("session closed for user root");
  });

  it.each([
    ["cupsd startup succeeded", "klogd startup succeeded", "what starts is the point"],
    ["Task Transitioned from NEW to RUNNING", "Task Transitioned from NEW to FAILED", "states"],
    ["could not connect to redis", "could not connect to kafka", "parts of a system"],
    ['no relation "a" for user', 'no relation "b" for user', "quoted names"],
    ["GET /a <*> for user", "GET /b <*> for user", "routes"],
    ["failed to open the file", "failed to read the file", "verbs after to"],
  ])("keeps apart: %s / %s", (a, b, _reason) => {
    const clusters = createClusters();
    clusters.add(a);
    clusters.add(b);
    expect(clusters.settle()).toStrictEqual([]);
  });
});

function blocksOf(text: string): string[][] {
  return text
    .trim()
    .split(/\n\n+/)
    .map((block) => block.split("\n"));
}

function scoreOf(blocks: string[][], order: string): { right: number; predicted: number } {
  const rows = blocks.flatMap((lines, block) => lines.map((line, place) => ({ line, block, place })));
  if (order === "reversed") rows.reverse();
  if (order === "dealt out in turn") rows.sort((a, b) => a.place - b.place || a.block - b.block);
  const grouper = new Grouper();
  const placed = rows.map(({ line, block }) => ({ block, place: grouper.placeText(line) }));
  grouper.settle();
  const groups = new Map<string, number[]>();
  for (const { block, place } of placed) groups.set(place.group, [...(groups.get(place.group) ?? []), block]);
  const isRight = (members: number[]) =>
    new Set(members).size === 1 && members.length === blocks[members[0] ?? 0]?.length;
  return { right: [...groups.values()].filter(isRight).length, predicted: groups.size };
}
