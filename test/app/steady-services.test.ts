import { expect, test } from "vitest";
import { steadyServices } from "../../server/steady-services.ts";
import { atOnce } from "../../shared/in-steps.ts";
import { SECOND } from "../../shared/time.ts";
import { errorGroup } from "../lib/error-group.ts";

const NOW = Date.parse("2026-03-02T12:00:00Z");
const SOON = { isWhole: false, lookMs: 100 };
const ended = (group: ReturnType<typeof errorGroup>, count: number, lastSeen = NOW) => ({ ...group, count, lastSeen });
const counts = (...groups: ReturnType<typeof errorGroup>[]) => ({ groups, traffic: [] });

const api = ended(errorGroup({ service: "api", template: "always there" }), 400);
const other = ended(errorGroup({ service: "api", template: "there as well" }), 90);
const worker = ended(errorGroup({ service: "worker", template: "elsewhere" }), 100);

test("a service in which only counts moved stays as it was for five seconds, and is then as it is", () => {
  const steady = steadyServices();
  const first = counts(api, worker);
  const more = counts({ ...api, count: 410 }, { ...worker, count: 101 });

  expect(atOnce(steady.hold(first, NOW, SOON))).toStrictEqual({ counts: first, held: 0 });
  expect(atOnce(steady.hold(more, NOW + 4 * SECOND, SOON))).toStrictEqual({ counts: first, held: 2 });
  expect(atOnce(steady.hold(more, NOW + 5 * SECOND, SOON))).toStrictEqual({ counts: more, held: 0 });
});

test.each([
  ["a group that is new", counts(api, other)],
  ["an event of a young group", counts({ ...api, count: 12 }), counts({ ...api, count: 11 })],
  ["an event after a minute of silence", counts(ended(api, 401, NOW + 61 * SECOND))],
  ["half as many again", counts({ ...api, count: 601 })],
  ["an earlier beginning", counts({ ...api, firstSeen: api.firstSeen - 1 })],
])("%s is seen at once", (_what, now, before = counts(api)) => {
  const steady = steadyServices();
  atOnce(steady.hold(before, NOW, SOON));

  expect(atOnce(steady.hold(now, NOW + SECOND, SOON))).toStrictEqual({ counts: now, held: 0 });
});

test("what is news in one service leaves another held, and shows all of its own", () => {
  const steady = steadyServices();
  atOnce(steady.hold(counts(api, worker), NOW, SOON));
  const [moved, busy] = [
    { ...api, count: 401 },
    { ...worker, count: 120 },
  ];

  expect(atOnce(steady.hold(counts(moved, busy, other), NOW + SECOND, SOON))).toStrictEqual({
    counts: counts(moved, worker, other),
    held: 1,
  });
});

test("the longer a look takes, the longer a service stays as it was", () => {
  const steady = steadyServices();
  atOnce(steady.hold(counts(api), NOW, SOON));
  const more = counts({ ...api, count: 401 });

  expect(atOnce(steady.hold(more, NOW + 7 * SECOND, { isWhole: false, lookMs: 2 * SECOND })).held).toBe(1);
  expect(atOnce(steady.hold(more, NOW + 8 * SECOND, { isWhole: false, lookMs: 2 * SECOND })).held).toBe(0);
});

test("nothing is held from somebody who asked for all", () => {
  const steady = steadyServices();
  atOnce(steady.hold(counts(api), NOW, SOON));
  const more = counts({ ...api, count: 401 });

  expect(atOnce(steady.hold(more, NOW + SECOND, { isWhole: true, lookMs: 100 }))).toStrictEqual({
    counts: more,
    held: 0,
  });
});
