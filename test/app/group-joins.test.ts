import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { auditResponseSchema } from "../../shared/api-access.ts";
import { comparisonResponseSchema, groupExplanationSchema } from "../../shared/api-group-joins.ts";
import { groupResponseSchema, groupsResponseSchema } from "../../shared/api-groups.ts";
import { MINUTE } from "../../shared/time.ts";
import { text } from "../lib/entries.ts";
import { eventually, type RunningApp, startRunningApp } from "../lib/running-app.ts";

let app: RunningApp;
const START = Date.now() - 60 * MINUTE;
const failed = (words: string, minute: number) => text(words, { at: START + minute * MINUTE, severity: "ERROR" });
const get = async (path: string) => (await app.call("GET", path)).body;
const groups = async () => groupsResponseSchema.parse(await get("/groups?service=api&environment=staging")).groups;
const explain = async (id: string) => groupExplanationSchema.parse(await get(`/groups/${id}/explain`));
const idOf = async (title: string) => (await groups()).find((group) => group.title === title)?.id ?? "";

beforeAll(async () => {
  app = await startRunningApp({ sample: false });
  const names = ["alice", "bob", "carol", "alice"];
  const entries = [
    ...names.map((name, i) => failed(`session ${i + 7} closed early for user ${name}`, i)),
    failed("the lamp is broken", 1),
    failed("the lamp is broken", 2),
  ];
  await app.call("POST", "/entries", entries);
  await eventually(async () => ((await groups()).length === 2 ? true : undefined));
});
afterAll(() => app.stop());

const JOINED = "session <num> closed early for user <*>";

describe("a group of texts that vary in words", () => {
  test("counts all of them, also under the id of each part", async () => {
    const id = await idOf(JOINED);
    const { parts } = await explain(id);
    expect(parts.map(({ count, rule }) => [count, rule])).toEqual([
      [2, null],
      [1, "words"],
      [1, "words"],
    ]);
    for (const part of parts) {
      const page = groupResponseSchema.parse(await get(`/groups/${part.id}`));
      expect([page.group.id, page.group.count]).toEqual([id, 4]);
    }
  });

  test("says which rule masked what, what stood there, and in which words the parts differ", async () => {
    const explanation = await explain(await idOf(JOINED));
    expect(explanation).toMatchObject({ decidedBy: "text", rule: null, newestGoesTo: explanation.groupId });
    expect(explanation.masks).toEqual([
      { rule: "number", mask: "<num>", count: 1, why: expect.any(String), examples: ["7", "10"] },
    ]);
    expect(explanation.parts.flatMap(({ differences }) => differences)).toEqual([
      { a: "alice", b: expect.stringMatching(/^(bob|carol)$/) },
      { a: "alice", b: expect.stringMatching(/^(bob|carol)$/) },
    ]);
  });

  test("says whether two groups or texts are one, and because of which word", async () => {
    const id = await idOf(JOINED);
    const ask = async (a: string, b: string) =>
      comparisonResponseSchema.parse(await get(`/groups/explain?${new URLSearchParams({ a, b })}`));
    expect(await ask(id, "session 99 closed early for user dave")).toMatchObject({
      isSame: true,
      reasons: [{ a: "alice", b: "dave" }],
    });
    const apart = await ask('relation "a" does not exist', 'relation "b" does not exist');
    expect(apart).toMatchObject({ isSame: false, reasons: [{ a: "a", b: "b" }] });
    expect(apart.reasons[0]?.why).toContain("relation is identity");
    expect((await ask(id, await idOf("the lamp is broken"))).isSame).toBe(false);
    expect((await app.call("GET", "/groups/explain?a=x")).status).toBe(400);
  });
});

describe("people", () => {
  test("split a part out, with a reason, and take that back", async () => {
    const id = await idOf(JOINED);
    const bob = (await explain(id)).parts.find(({ title }) => title.endsWith("bob"))?.id ?? "";
    const split = await app.call("POST", `/groups/${id}/split`, { member: bob, reason: "bob is a robot" });
    expect([split.status, split.body]).toEqual([200, { groupId: id }]);
    expect((await groups()).map(({ count }) => count).sort()).toEqual([1, 2, 3]);
    const { history } = await explain(id);
    expect(history[0]).toMatchObject({ kind: "split", memberId: bob, who: "Operator", reason: "bob is a robot" });
    await app.call("POST", "/entries", [failed("session 1 closed early for user dave", 9)]);
    await eventually(async () => ((await groups()).some(({ count }) => count === 4) ? true : undefined));
    const undone = await app.call("POST", `/groups/${id}/undo`, { event: history[0]?.id, reason: "he is not" });
    expect(undone.status).toBe(200);
    expect((await groups()).map(({ count }) => count).sort()).toEqual([2, 5]);
  });

  test("join another group, which the list shows no more, and find it in the audit log", async () => {
    const [id, lamp] = [await idOf(JOINED), await idOf("the lamp is broken")];
    const joined = await app.call("POST", `/groups/${id}/join`, { group: lamp, reason: "he broke the lamp" });
    expect([joined.status, joined.body]).toEqual([200, { groupId: id }]);
    expect((await groups()).map((group) => [group.id, group.count])).toEqual([[id, 7]]);
    const { rows } = auditResponseSchema.parse(await get("/audit"));
    expect(rows.map(({ action }) => action)).toContain("POST /groups/:id/join");
    const [event] = (await explain(id)).history;
    await app.call("POST", `/groups/${id}/undo`, { event: event?.id, reason: "it was the cat" });
    expect((await groups()).length).toBe(2);
  });

  test.each([
    ["join", { group: "none", reason: "x" }, 404, "no group none"],
    ["join", { group: "none", reason: " " }, 400, "expected a reason"],
    ["split", { member: "none", reason: "x" }, 404, "is not shown in"],
    ["undo", { event: "999999", reason: "x" }, 404, "no such change"],
    ["undo", { event: "x", reason: "x" }, 400, "expected an id"],
  ])("are told what is wrong: %s of %j", async (what, body, status, words) => {
    const answer = await app.call("POST", `/groups/${await idOf(JOINED)}/${what}`, body);
    expect([answer.status, JSON.stringify(answer.body)]).toEqual([status, expect.stringContaining(words)]);
  });
});

describe("a user's rule", () => {
  const RULE = {
    match: { message: "shard (?P<shard>\\d+)" },
    fingerprint: ["shard", "{{ shard }}"],
    title: "Shard {{ shard }}",
  };
  let ruled: RunningApp;
  let id: string;

  beforeAll(async () => {
    const rules = [{ match: { service: "none" }, fingerprint: ["none"] }, RULE];
    ruled = await startRunningApp({ sample: false, config: { grouping: { rules } } });
    await ruled.call(
      "POST",
      "/entries",
      [7, 7, 8].map((shard, i) => failed(`no word of shard ${shard} for ${i} s`, i)),
    );
    id = await eventually(async () => {
      const { groups: found } = groupsResponseSchema.parse((await ruled.call("GET", "/groups")).body);
      return found.length === 2 ? found.find(({ title }) => title === "Shard 7")?.id : undefined;
    });
  });
  afterAll(() => ruled.stop());

  test("is named where its group is explained, with its fingerprint and its place in the file", async () => {
    const explanation = groupExplanationSchema.parse((await ruled.call("GET", `/groups/${id}/explain`)).body);
    expect(explanation).toMatchObject({
      decidedBy: "rule",
      rule: { number: 2, fingerprint: ["shard", "7"], today: 2 },
      newestGoesTo: id,
    });
  });

  test("holds for texts that are compared", async () => {
    const query = new URLSearchParams({ a: id, b: "shard 7 is late again" });
    const answer = comparisonResponseSchema.parse((await ruled.call("GET", `/groups/explain?${query}`)).body);
    expect([answer.isSame, answer.b.title]).toEqual([true, "Shard 7"]);
    const other = new URLSearchParams({ a: id, b: "shard 8 is late again" });
    const apart = comparisonResponseSchema.parse((await ruled.call("GET", `/groups/explain?${other}`)).body);
    expect(apart).toMatchObject({ isSame: false, reasons: [{ a: "shard · 7", b: "shard · 8" }] });
  });
});
