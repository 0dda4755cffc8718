import fc from "fast-check";
import { expect, test } from "vitest";
import { unexplainedBeside } from "../../server/explain/unexplained.ts";
import type { ErrorGroup } from "../../shared/group.ts";
import { HOUR } from "../../shared/time.ts";
import { errorGroup } from "../lib/error-group.ts";

/** A group with so many events, one an hour from this hour on. */
function failing(id: string, service: string, from: number, count: number): ErrorGroup {
  const arrivals = Array.from({ length: count }, (_, i) => (from + i) * HOUR);
  return { ...errorGroup({ service, arrivals }), id, title: `Statement ${id} failed` };
}

function failureOf(group: ErrorGroup) {
  const { environment, service } = group;
  const members = [{ group, role: "cause" as const, because: "" }];
  return { environment, service, lead: group, members, detections: [] };
}

test("errors of the same service in the same time are told beside a failure, the most frequent first", () => {
  const lead = failing("lead", "shop", 10, 3);
  const groups = [
    failing("few", "shop", 11, 2),
    lead,
    failing("many", "shop", 8, 5),
    failing("before", "shop", 1, 4),
    failing("after", "shop", 20, 9),
    failing("elsewhere", "checkout", 10, 7),
  ];
  expect(unexplainedBeside(failureOf(lead), { groups })).toStrictEqual([
    "Statement many failed (5 events)",
    "Statement few failed (2 events)",
  ]);
});

test("of many errors the ten most frequent are told, of equals those that come first among the groups", () => {
  const made = fc.array(
    fc.record({ service: fc.constantFrom("a", "b"), from: fc.nat(5), count: fc.integer({ min: 1, max: 4 }) }),
    { minLength: 1, maxLength: 60 },
  );
  const holds = (all: { service: string; from: number; count: number }[]) => {
    const groups = all.map(({ service, from, count }, i) => failing(`g${i}`, service, from, count));
    for (const lead of groups) {
      const beside = groups.filter(
        (group) =>
          group !== lead &&
          group.service === lead.service &&
          group.lastSeen >= lead.firstSeen &&
          group.firstSeen <= lead.lastSeen,
      );
      const expected = beside
        .sort((a, b) => b.count - a.count)
        .slice(0, 10)
        .map(({ title, count }) => `${title} (${count} ${count === 1 ? "event" : "events"})`);
      expect(unexplainedBeside(failureOf(lead), { groups })).toStrictEqual(expected);
    }
  };
  fc.assert(fc.property(made, holds), { numRuns: 100 });
});
