import fc from "fast-check";
import type { Pool } from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { continueIncidents, withRecovery } from "../../server/continue-incidents.ts";
import { diagnose } from "../../server/diagnose.ts";
import { ingest } from "../../server/ingest.ts";
import { loadOwners, loadShownStanding } from "../../server/load-owners.ts";
import { startLoop } from "../../server/loop.ts";
import { noteDeleted } from "../../server/store/late-changes.ts";
import { loadAggregate } from "../../server/store/load-aggregate.ts";
import { loadDerived, loadStanding } from "../../server/store/read-held.ts";
import { withRevisions } from "../../server/with-revisions.ts";
import { configSchema } from "../../shared/config.ts";
import type { Incident } from "../../shared/incident.ts";
import { DAY, HOUR, MINUTE, SECOND } from "../../shared/time.ts";
import { request, text } from "../lib/entries.ts";
import { createStore, type TestStore } from "../store/store.ts";

const CONFIG = configSchema.parse({
  environments: [
    { name: "staging", projects: ["acme-staging"] },
    { name: "production", projects: ["acme-prod"], reference: true },
  ],
});
const QUIET = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

let store: TestStore;
beforeAll(async () => {
  store = await createStore();
});
afterAll(() => store.close());

/** What goes wrong, or right, now and again; each the entries of one moment. */
const STORIES: readonly ((at: number, id: string) => Record<string, unknown>[])[] = [
  (at, insertId) => [request({ at, insertId, path: "/api/orders", status: 500, latency: "0.2s" })],
  (at, insertId) => [request({ at, insertId, path: "/api/orders" })],
  (at, insertId) => [
    request({ at, insertId, path: "/api/carts", status: 500 }),
    text('relation "carts" does not exist', { at: at + 5, insertId: `${insertId}t`, severity: "ERROR" }),
  ],
  (at, insertId) => [
    request({ at, insertId, path: "/api/orders", status: 500 }),
    text("the stock keeper is not there", { at: at + 9, insertId: `${insertId}t`, severity: "ERROR" }),
  ],
  (at, insertId) => [
    text("QueuePool limit of size 5 overflow 10 reached", { at, insertId, service: "worker", severity: "ERROR" }),
  ],
  (at, insertId) => [
    request({ at, insertId, project: "acme-prod", path: "/api/carts", revision: `api-0000${at % 3}` }),
  ],
  (at, insertId) => [request({ at, insertId, project: "acme-prod", path: "/api/carts", status: 503 })],
];

const bursts = fc.record({
  kind: fc.constant("entries" as const),
  story: fc.nat(STORIES.length - 1),
  count: fc.integer({ min: 1, max: 12 }),
  everyMs: fc.constantFrom(SECOND, 20 * SECOND, MINUTE),
  ageMs: fc.constantFrom(0, 0, 0, 4 * MINUTE, 40 * MINUTE, 5 * HOUR),
});
const looks = fc.record({
  kind: fc.constant("look" as const),
  aheadMs: fc.constantFrom(SECOND, SECOND, 10 * SECOND, MINUTE, 11 * MINUTE),
});
const steps = fc.array(fc.oneof({ weight: 3, arbitrary: bursts }, { weight: 2, arbitrary: looks }), {
  minLength: 6,
  maxLength: 12,
});

/** The incidents as somebody who knows nothing of earlier looks but what is stored would derive them. */
async function derivedAnew(pool: Pool, now: number): Promise<Incident[]> {
  const window = { from: now - DAY, now };
  const held = await loadShownStanding(pool, window.from);
  const aggregate = withRevisions(await loadAggregate(pool, { from: window.from, to: now }));
  const seen = await diagnose(aggregate, CONFIG, window, async () => [], await loadOwners(pool, held));
  return continueIncidents(seen, held).incidents.map((incident) => withRecovery(incident, now));
}

async function empty(pool: Pool): Promise<void> {
  await pool.query(
    `truncate plumbline.error_group, plumbline.group_facet, plumbline.group_minute, plumbline.route, plumbline.route_minute, plumbline.revision,
       plumbline.change_event, plumbline.entry_key, plumbline.group_join, plumbline.incident cascade`,
  );
  await noteDeleted(pool);
}

let made = 0;
let compared = 0;

test("look after look gives the incidents that one look at everything gives", async () => {
  const { pool } = store;
  const holds = async (
    work: readonly (
      | { kind: "look"; aheadMs: number }
      | { kind: "entries"; story: number; count: number; everyMs: number; ageMs: number }
    )[],
  ) => {
    await empty(pool);
    let now = Date.now();
    const loop = startLoop({
      pool,
      config: () => CONFIG,
      ask: async () => [],
      react: () => ({ events: [], messages: [] }),
      now: () => now,
      log: QUIET,
    });
    const look = async (aheadMs: number) => {
      now += aheadMs;
      const expected = (await derivedAnew(pool, now)).sort((a, b) => (a.id < b.id ? -1 : 1));
      await loop.run(false);
      compared += expected.length;
      const ids = expected.map(({ id }) => id);
      expect(await loadDerived(pool, ids)).toStrictEqual(JSON.parse(JSON.stringify(expected)));
      expect((await loadStanding(pool, now - DAY)).map(({ id }) => id)).toEqual(expect.arrayContaining(ids));
    };
    for (const step of work) {
      if (step.kind === "look") await look(step.aheadMs);
      else {
        const values = Array.from({ length: step.count }, (_, i) => {
          made += 1;
          return STORIES[step.story]?.(now - step.ageMs - i * step.everyMs, `story-${made}`) ?? [];
        }).flat();
        await ingest(pool, CONFIG, { source: "test", values: values.map((value, line) => ({ line, value })) });
      }
    }
    await look(SECOND);
    await look(20 * MINUTE);
    await loop.stop();
  };
  await fc.assert(fc.asyncProperty(steps, holds), { numRuns: 3 });
  expect(compared).toBeGreaterThan(0);
}, 240_000);
