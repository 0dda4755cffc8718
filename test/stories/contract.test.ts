import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { every, json, request, text } from "../lib/entries.ts";
import { failingRoute, healthyTraffic } from "../lib/failing-route.ts";
import { tell } from "../lib/story.ts";
import { FAMILY_CASES } from "./family-cases.ts";

const START = Date.parse("2026-03-02T09:30:00Z");
const MINUTE = 60_000;

/** Failures of any family, on few services, instances and routes, so that they meet. */
const failure = fc
  .record({
    known: fc.constantFrom(...FAMILY_CASES),
    startMinute: fc.integer({ min: 0, max: 60 }),
    count: fc.integer({ min: 1, max: 40 }),
    path: fc.constantFrom("/api/orders", "/api/orders/17", "/login", "/"),
    service: fc.constantFrom("api", "worker"),
    project: fc.constantFrom("acme-staging", "acme-production"),
    isOneInstance: fc.boolean(),
    hasTraces: fc.boolean(),
  })
  .map(({ known, startMinute, service, project, isOneInstance, ...rest }) => {
    const { family: _family, slots: _slots, what: _what, ...route } = known;
    const place = { service, project, ...(isOneInstance ? { instance: "instance-0" } : {}) };
    return failingRoute({ ...route, ...rest, place, from: new Date(START + startMinute * MINUTE).toISOString() });
  });

const message = fc
  .record({
    words: fc.constantFrom("queue is full", "cache miss storm", "unexpected end of file in feed 7", "Error: it broke"),
    everySeconds: fc.integer({ min: 1, max: 300 }),
    count: fc.integer({ min: 1, max: 60 }),
    isJson: fc.boolean(),
  })
  .map(({ words, everySeconds, count, isJson }) =>
    every(everySeconds * 1000, count, "2026-03-02T09:40:00Z").map((at) =>
      isJson ? json({ message: words }, { at }) : text(words, { at, severity: "ERROR" }),
    ),
  );

const access = fc
  .integer({ min: 1, max: 50 })
  .map((count) =>
    every(31_000, count, "2026-03-02T09:45:00Z").map((at, i) =>
      text(`10.8.0.1:4187 - "GET /api/orders HTTP/1.1" ${i % 3 === 0 ? 500 : 200}`, { at }),
    ),
  );

const refused = fc
  .integer({ min: 1, max: 50 })
  .map((count) =>
    every(17_000, count, "2026-03-02T09:45:00Z").map((at) => request({ at, path: "/api/me", status: 401 })),
  );

const mixture = fc
  .record({
    failures: fc.array(failure, { maxLength: 5 }),
    rest: fc.array(fc.oneof(message, access, refused), { maxLength: 3 }),
    isBusy: fc.boolean(),
    repeated: fc.integer({ min: 0, max: 20 }),
    broken: fc.array(fc.constantFrom<unknown>({}, { timestamp: "yesterday" }, { textPayload: "no time" }), {
      maxLength: 3,
    }),
    hasReference: fc.boolean(),
  })
  .map(({ failures, rest, isBusy, repeated, broken, hasReference }) => {
    const entries: unknown[] = [...failures.flat(), ...rest.flat(), ...(isBusy ? healthyTraffic() : []), ...broken];
    const environments = [
      { name: "staging", projects: ["acme-staging"] },
      { name: "production", projects: ["acme-production"], reference: true },
    ];
    return { entries: [...entries, ...entries.slice(0, repeated)], config: hasReference ? { environments } : {} };
  });

describe("any mixture of failures and noise", () => {
  test("gives an analysis that keeps the contract, and the same one whatever the order of the entries", async () => {
    await fc.assert(
      fc.asyncProperty(mixture, async ({ entries, config }) => {
        const now = "2026-03-02T11:00:00Z";
        const { analysis } = await tell({ entries, config, now });
        const reversed = await tell({ entries: entries.toReversed(), config, now });
        expect(reversed.analysis.incidents.map(({ id, title }) => [id, title])).toEqual(
          analysis.incidents.map(({ id, title }) => [id, title]),
        );
      }),
      { numRuns: 60, seed: 20_260_302 },
    );
  });
});
