import { describe, expect, it } from "vitest";
import { createClusters } from "../../server/group/cluster.ts";

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
    ["lookup failed for procedure <*> of a", "lookup failed for aggregate <*> of a", "kinds of objects"],
    ["New settings for group <*> are in effect", "New settings for device <*> are in effect", "kinds of things"],
  ])("keeps apart: %s / %s", (a, b, _reason) => {
    const clusters = createClusters();
    clusters.add(a);
    clusters.add(b);
    expect(clusters.settle()).toStrictEqual([]);
  });

  it("takes a word for a name wherever it stands, also behind one that every object of the language has", () => {
    const clusters = createClusters();
    for (const name of ["alpha-1x", "beta-x", "gamma-x"]) clusters.add(`called by constructor ${name} from <*>`);
    expect(clusters.settle()).toHaveLength(2);
  });

  it("joins what stands behind the key of an index", () => {
    const clusters = createClusters();
    for (const value of ["<*>", "fdba", "cafe"]) clusters.add(`fanout out of order: fanout[<*>] = ${value} > <*>`);
    expect(clusters.settle()).toHaveLength(2);
  });
});
