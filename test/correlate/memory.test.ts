import fc from "fast-check";
import { expect, test } from "vitest";
import { causeOf } from "../../server/causes/index.ts";
import { correlate } from "../../server/correlate/correlate.ts";
import { correlateMemory } from "../../server/correlate/memory.ts";
import { detect } from "../../server/detect/detect.ts";
import type { ErrorGroup } from "../../shared/group.ts";
import { HOUR, MINUTE, SECOND } from "../../shared/time.ts";
import { errorGroup, type GroupOptions } from "../lib/error-group.ts";

const NOW = Date.parse("2026-03-02T12:00:00Z");
const KINDS: readonly GroupOptions[] = [
  { family: "schema.missing-relation", slots: { relation: "orders" } },
  { family: "schema.missing-relation", slots: { relation: "carts" } },
  { family: "capacity.pool-exhausted" },
  { family: "echo.transaction-aborted" },
  { template: "the stock keeper is not there" },
  { template: "mail was not sent" },
  { kind: "request", slots: { method: "GET", route: "/orders", status: "500" }, latencyMs: 300 },
  { kind: "request", slots: { method: "GET", route: "/carts", status: "503" } },
];

/** One kind of group, how far its events lie from those of others, how many there are, and in which service. */
const one = fc.record({
  kind: fc.nat(KINDS.length - 1),
  shiftMs: fc.constantFrom(0, 0, 100, SECOND, 20 * SECOND, 3 * MINUTE),
  count: fc.constantFrom(1, 8, 30, 60),
  service: fc.constantFrom("api", "worker"),
});
type One = typeof one extends fc.Arbitrary<infer T> ? T : never;

function groupOf({ kind, shiftMs, count, service }: One): ErrorGroup {
  const arrivals = Array.from({ length: count }, (_, i) => NOW - HOUR + i * 40 * SECOND + shiftMs);
  return errorGroup({ ...KINDS[kind], service, arrivals });
}

function found(groups: readonly ErrorGroup[], memory = correlateMemory()) {
  return correlate(groups, detect(groups, { traffic: [], from: NOW - 24 * HOUR, now: NOW }), causeOf, memory);
}

test("who remembers finds in groups of which some came, went or changed what somebody finds who remembers nothing", () => {
  const looks = fc.array(fc.array(one, { minLength: 1, maxLength: 10 }), { minLength: 2, maxLength: 5 });
  let explained = 0;
  const holds = (all: readonly (readonly One[])[]) => {
    const memory = correlateMemory();
    const kept = new Map<string, ErrorGroup>();
    for (const look of all) {
      // What is the same again is the same object.
      const made = look.map((each): [string, ErrorGroup] => {
        const group = kept.get(JSON.stringify(each)) ?? groupOf(each);
        kept.set(JSON.stringify(each), group);
        return [group.id, group];
      });
      const groups = [...new Map(made).values()].sort((a, b) => a.firstSeen - b.firstSeen || (a.id < b.id ? -1 : 1));
      const anew = found(groups);
      expect(found(groups, memory)).toStrictEqual(anew);
      explained += anew.flatMap(({ members }) => members).filter(({ explainedBy }) => explainedBy !== undefined).length;
    }
  };
  fc.assert(fc.property(looks, holds), { numRuns: 60 });
  expect(explained).toBeGreaterThan(0);
});
