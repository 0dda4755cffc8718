import { afterAll, beforeAll, expect, test } from "vitest";
import { addJoins, changingJoins } from "../../server/store/group-joins.ts";
import { ingestBatch } from "../../server/store/ingest.ts";
import { loadAggregate } from "../../server/store/load-aggregate.ts";
import { MINUTE } from "../../shared/time.ts";
import { batchOf, groupOf, NOON } from "./builders.ts";
import { createStore, type TestStore } from "./store.ts";

let store: TestStore;
beforeAll(async () => {
  store = await createStore();
});
afterAll(() => store.close());

const [ALONE, KEPT, PART, SILENT] = ["a", "b", "c", "d"].map((letter) => letter.repeat(16)) as [
  string,
  string,
  string,
  string,
];

function tracedGroup(id: string, name: string, traces: string[]) {
  const entry = { key: `${id}-${name}`, at: NOON, instance: name, caller: name };
  return { ...groupOf(id, [entry]), traces };
}

test("of groups shown as one each trace, instance and caller is told once, those of a group alone in order, and none of one that has none", async () => {
  const { pool } = store;
  const groups = [
    tracedGroup(ALONE, "one", ["t-2", 'hostile "\0" trace', "t-1"]),
    tracedGroup(KEPT, "one", ["shared", "own"]),
    tracedGroup(PART, "two", ["part", "shared"]),
    tracedGroup(SILENT, "one", []),
  ];
  const entries = groups.map(({ id }) => ({ key: id, at: NOON }));
  const facts = () => ({ groups, traffic: [], changes: [], revisions: [] });
  await ingestBatch(pool, batchOf(entries, { facts }), NOON);
  const who = { rule: "person" as const, who: "x", reason: null, differences: [], at: NOON };
  const join = { memberId: PART, parentId: KEPT, keptId: KEPT, ...who };
  await changingJoins(pool, (client) => addJoins(client, [join]));

  const window = { from: NOON - MINUTE, to: NOON + MINUTE };
  const shown = await loadAggregate(pool, window);

  const told = shown.groups.map(({ id, traces, instances, distinctCallers }) => ({
    id,
    traces,
    instances: instances.map(({ name, count }) => `${name} ${count}`),
    distinctCallers,
  }));
  expect(told).toStrictEqual([
    { id: ALONE, traces: ['hostile "\0" trace', "t-1", "t-2"], instances: ["one 1"], distinctCallers: 1 },
    { id: KEPT, traces: ["own", "part", "shared"], instances: ["one 1", "two 1"], distinctCallers: 2 },
    { id: SILENT, traces: [], instances: ["one 1"], distinctCallers: 1 },
  ]);
});
