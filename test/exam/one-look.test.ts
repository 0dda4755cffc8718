import { expect, test } from "vitest";
import { analyze } from "../../server/analyze.ts";
import { liveChecks } from "../../server/live-checks.ts";
import type { FileBatch } from "../../server/sources/file.ts";
import { configSchema } from "../../shared/config.ts";
import { isJsonObject } from "../../shared/json.ts";
import { failingRoute, healthyTraffic } from "../lib/failing-route.ts";

const NOW = Date.parse("2026-03-02T10:31:00Z");
const LINES = [
  "redis.exceptions.ReadOnlyError: You can't write against a read only replica.",
  'asyncpg.exceptions.UndefinedTableError: relation "orders" does not exist',
  "asyncpg.exceptions.DeadlockDetectedError: deadlock detected",
  "psycopg2.errors.QueryCanceled: canceling statement due to statement timeout",
];

async function* batch(entries: readonly Record<string, unknown>[]): AsyncGenerator<FileBatch> {
  const values = entries.flatMap((value, i) => (isJsonObject(value) ? [{ line: i + 1, value }] : []));
  yield { file: "entries", values, rejections: [], read: values.length };
}

test("all incidents of a look ask in one call, each question once, and each judges by its own onset", async () => {
  const services = ["a", "b", "c", "d"];
  const entries = services.flatMap((service, i) => [
    ...healthyTraffic({ service }),
    ...failingRoute({ lines: [LINES[i] ?? ""], place: { service }, from: `2026-03-02T10:0${i}:00Z`, count: 25 }),
  ]);
  const config = configSchema.parse({
    environments: [
      {
        name: "staging",
        projects: ["acme-staging"],
        database: { url: "postgres://nobody:secret@127.0.0.1:9/none" },
      },
    ],
  });
  const live = liveChecks(config, () => NOW);
  const calls: string[][] = [];
  const { incidents } = await analyze(batch(entries), {
    config,
    now: NOW,
    ask: (questions) => {
      calls.push(questions.map(({ id }) => id));
      return live(questions);
    },
  });

  expect(incidents).toHaveLength(4);
  expect(calls).toHaveLength(2);
  expect(calls[0]?.length).toBeGreaterThan(3);
  for (const { checks } of incidents.filter(({ checks }) => checks.length > 0)) {
    for (const { outcome, reason } of checks) expect([outcome, reason]).toEqual(["unknown", expect.any(String)]);
  }
});
