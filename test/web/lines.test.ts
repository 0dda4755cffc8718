import { expect, test } from "vitest";
import { linesOf } from "../../server/api/incident-lines.ts";
import { linesQuerySchema } from "../../shared/api-incident.ts";
import type { Incident } from "../../shared/incident.ts";
import { storyResponse } from "./story.ts";

const NOW = Date.parse("2026-03-02T00:00:00.000Z");
const { incident } = storyResponse(NOW);
const [first, second] = incident.groups;

/** Lines of an incident as the API answers them to a query. */
function asked(query: Record<string, unknown>, of: { groups: Incident["groups"] } = incident) {
  return linesOf(of, linesQuerySchema.parse(query));
}

/** The story's first group with these lines alone. */
function incidentOf(lines: { timestamp: string; insertId: string; severity?: string; text?: string }[]) {
  const [model] = first?.samples ?? [];
  if (first === undefined || model === undefined) throw new Error("the story's first group has no line");
  return { groups: [{ ...first, id: "g1", samples: lines.map((line) => ({ ...model, ...line })) }] };
}

test("lines are those of a group, or the ones that are named, each once", () => {
  const own = first?.samples.map((line) => ({ ...line, groupId: first.id }));
  expect(asked({ group: first?.id })).toEqual({ lines: own, matching: own?.length, total: own?.length, next: null });
  const named = [second?.samples[0]?.insertId, first?.samples[0]?.insertId, "unknown"].join(",");
  expect(asked({ group: second?.id, entries: named }).lines).toEqual([
    { ...second?.samples[0], groupId: second?.id },
    { ...first?.samples[0], groupId: first?.id },
  ]);
  expect(asked({ group: "nowhere" })).toEqual({ lines: [], matching: 0, total: 0, next: null });
});

test("without a group there are the lines of all groups, in order of time", () => {
  const { lines, total } = asked({});
  expect(total).toBe(incident.groups.reduce((sum, { samples }) => sum + samples.length, 0));
  const times = lines.map(({ timestamp }) => Date.parse(timestamp));
  expect(times).toEqual([...times].sort((a, b) => a - b));
  expect(new Set(lines.map(({ groupId }) => groupId)).size).toBe(incident.groups.length);
});

test("times with few and with many digits of a second are in the order of time", () => {
  const times = ["2026-03-01T00:00:05.100000001Z", "2026-03-01T00:00:05Z", "2026-03-01T00:00:05.1Z"];
  const { lines } = asked({}, incidentOf(times.map((timestamp, index) => ({ timestamp, insertId: `i${index}` }))));
  expect(lines.map(({ timestamp }) => timestamp)).toEqual([times[1], times[2], times[0]]);
});

test.each([1, 2, 7, 1000])("pages of %d lines together are all lines, each once", (limit) => {
  const read: string[] = [];
  let after: string | null | undefined;
  for (let page = 0; after !== null && page < 100; page += 1) {
    const { lines, next } = asked({ limit, ...(after === undefined ? {} : { after }) });
    read.push(...lines.map(({ insertId, groupId }) => `${insertId} ${groupId}`));
    after = next;
  }
  expect(read).toEqual(asked({}).lines.map(({ insertId, groupId }) => `${insertId} ${groupId}`));
});

test.each([
  ["a word in any case", { q: "POOL is full" }, ["c"]],
  ["a revision", { q: "orders-00035" }, ["a", "b", "c", "d"]],
  ["a severity or worse", { severity: "ERROR" }, ["b", "c"]],
  ["a time, both ends in it", { from: "2026-03-01T00:00:02Z", to: "2026-03-01T00:00:03Z" }, ["b", "c"]],
  ["a severity that Cloud Logging has not is none", { severity: "DEBUG" }, ["a", "b", "c"]],
  ["all at once", { q: "pool", severity: "ERROR", from: "2026-03-01T00:00:00Z" }, ["c"]],
  ["what is in no line", { q: "nowhere" }, []],
])("lines are found by %s", (_what, query, expected) => {
  const lines = [
    { insertId: "a", severity: "WARNING", text: "the pool is nearly full" },
    { insertId: "b", severity: "ERROR", text: "no session" },
    { insertId: "c", severity: "CRITICAL", text: "the pool is full" },
    { insertId: "d", severity: "LOUD", text: "hello" },
  ].map((line, index) => ({ ...line, timestamp: `2026-03-01T00:00:0${index + 1}Z`, revision: "orders-00035" }));
  const found = asked(query, incidentOf(lines));
  expect(found.lines.map(({ insertId }) => insertId)).toEqual(expected);
  expect([found.matching, found.total]).toEqual([expected.length, lines.length]);
});
