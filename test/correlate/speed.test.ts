import { describe, expect, test } from "vitest";
import { diagnose } from "../../server/diagnose.ts";
import { configSchema } from "../../shared/config.ts";
import type { ErrorGroup } from "../../shared/group.ts";
import { errorGroup } from "../lib/error-group.ts";

const DAY = 86_400_000;
const NOW = Date.parse("2026-03-02T12:00:00Z");

/** Groups of all kinds in two services, each with hundreds of events over one day. */
function manyGroups(count: number): ErrorGroup[] {
  return Array.from({ length: count }, (_, i) => {
    const arrivals = Array.from({ length: 20 + (i % 200) }, (_, n) => NOW - DAY + ((n * 7919 * (i + 3)) % DAY)).sort(
      (a, b) => a - b,
    );
    const service = i % 4 === 0 ? "worker" : "api";
    if (i % 3 === 0)
      return errorGroup({ service, arrivals, slots: { relation: `table_${i}` }, family: "schema.missing-relation" });
    if (i % 3 === 1)
      return errorGroup({
        service,
        arrivals,
        kind: "request",
        slots: { method: "GET", route: `/r/${i}`, status: "500" },
        family: "echo.http-error",
      });
    return errorGroup({ service, arrivals, template: `unknown message ${i}` });
  });
}

describe("a day with 2,000 groups", () => {
  test("is explained within seconds", async () => {
    const groups = manyGroups(2000);
    const before = process.cpuUsage();
    const incidents = await diagnose(
      { groups, traffic: [], changes: [] },
      configSchema.parse({}),
      { from: NOW - DAY, now: NOW },
      async () => [],
    );
    const { user, system } = process.cpuUsage(before);
    expect(incidents.length).toBeGreaterThan(0);
    expect((user + system) / 1000, "milliseconds of the processor").toBeLessThan(8000);
  });
});
