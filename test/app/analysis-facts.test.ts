import { afterAll, beforeAll, expect, test } from "vitest";
import { analysisFacts } from "../../server/analysis-facts.ts";
import { ingest } from "../../server/ingest.ts";
import { openSources } from "../../server/sources/index.ts";
import { configSchema } from "../../shared/config.ts";
import { HOUR, MINUTE, toIso } from "../../shared/time.ts";
import { request } from "../lib/entries.ts";
import { createStore, type TestStore } from "../store/store.ts";

const NOW = Date.parse("2026-03-02T12:00:00Z");
const CONFIG = configSchema.parse({
  environments: [
    { name: "staging", projects: ["acme-staging"] },
    { name: "production", projects: ["acme-prod"] },
  ],
  sources: [
    { kind: "cloud-logging", project: "acme-staging" },
    { kind: "cloud-logging", project: "acme-prod" },
  ],
});

let store: TestStore;
beforeAll(async () => {
  store = await createStore();
});
afterAll(() => store.close());

test("an incident's coverage counts the sources that may hold its environment, and shows their gaps alone", async () => {
  const [staging = "", production = ""] = openSources(CONFIG.sources).map(({ name }) => name);
  const at = NOW - 10 * MINUTE;
  for (const [i, source] of [staging, production, "http"].entries()) {
    const gap = {
      kind: "disconnect",
      from: toIso(at),
      to: toIso(at + MINUTE),
      reason: `lost ${i}`,
      filler: "list",
    } as const;
    const values = Array.from({ length: i + 1 }, (_, n) => ({
      line: n + 1,
      value: request({ at, insertId: `${source}-${n}` }),
    }));
    await ingest(store.pool, CONFIG, { source, values, gaps: [gap] });
  }

  const facts = await analysisFacts(store.pool, CONFIG, { from: NOW - HOUR, now: NOW });

  const seen = (environment: string) => {
    const { coverage, sources = [] } = facts(environment);
    return {
      read: coverage.read,
      gaps: coverage.gaps.map(({ source }) => source).sort(),
      sources: [...sources].sort(),
    };
  };
  expect(seen("staging")).toStrictEqual({ read: 4, gaps: [staging, "http"].sort(), sources: [staging, "http"].sort() });
  expect(seen("production")).toStrictEqual({
    read: 5,
    gaps: [production, "http"].sort(),
    sources: [production, "http"].sort(),
  });
});
