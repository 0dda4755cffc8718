import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { prepare } from "../server/ingest.ts";
import { readEntry } from "../server/normalize/read-entry.ts";
import { createCounter } from "../server/pipeline.ts";
import { configSchema } from "../shared/config.ts";

const GENERATOR = fileURLToPath(new URL("../../shared/throughput/gen.mjs", import.meta.url));
const TEXT = 'Traceback (most recent call last):\n  File "/app/a.py", line 1, in f\nValueError: no such order';
const START = Date.parse("2026-03-02T10:00:00Z");

/** The groups of entries, each in the words of its service at its second: service, template, count. */
function groupsOf(
  config: ReturnType<typeof configSchema.parse>,
  entries: readonly { service: string; text: string }[],
) {
  const counter = createCounter(config);
  for (const [second, { service, text }] of entries.entries()) {
    const result = readEntry({
      insertId: String(second),
      timestamp: new Date(START + second * 10_000).toISOString(),
      severity: "ERROR",
      logName: "projects/demo/logs/run.googleapis.com%2Fstderr",
      resource: { type: "cloud_run_revision", labels: { service_name: service, project_id: "demo" } },
      textPayload: text,
    });
    if ("entry" in result) counter.push(result.entry);
  }
  counter.flush();
  const { groups } = counter.read();
  const redactions = Object.fromEntries(counter.redactions());
  return { redactions, groups: groups.map(({ service, title, count }) => ({ service, title, count })) };
}

const many = (count: number, service: string, text = TEXT) => Array.from({ length: count }, () => ({ service, text }));

test("an error that is said again and again counts each time, in the group of its own service", () => {
  const config = configSchema.parse({});

  const { groups } = groupsOf(config, [...many(5, "api"), ...many(4, "jobs"), ...many(3, "api")]);

  expect(groups).toStrictEqual([
    { service: "api", title: "ValueError: no such order", count: 8 },
    { service: "jobs", title: "ValueError: no such order", count: 4 },
  ]);
});

test("secrets are counted each time that they are said", () => {
  const config = configSchema.parse({});
  const text = `${TEXT}, password=hunter2hunter2`;

  const once = groupsOf(config, many(1, "api", text));
  const often = groupsOf(config, many(6, "api", text));

  expect(often.redactions).toStrictEqual({ password: 6 * (once.redactions.password ?? Number.NaN) });
  expect(often.groups.map(({ count }) => count)).toStrictEqual([6]);
});

test("what was known under other rules is asked of the rules anew", () => {
  groupsOf(configSchema.parse({}), many(6, "api"));
  const rules = [{ match: { message: "no such order" }, fingerprint: ["orders"], title: "An order is missing" }];

  const { groups } = groupsOf(configSchema.parse({ grouping: { rules } }), many(6, "api"));

  expect(groups).toStrictEqual([{ service: "api", title: "An order is missing", count: 6 }]);
});

test.skipIf(!existsSync(GENERATOR))(
  "generated traffic says the third time, all of it known, what it said the first time",
  () => {
    const lines = execFileSync(process.execPath, [GENERATOR, "--lines", "600"], {
      encoding: "utf8",
      maxBuffer: 2 ** 24,
    });
    const values = lines
      .trimEnd()
      .split("\n")
      .map((line, index) => ({ line: index + 1, value: JSON.parse(line) }));
    const config = configSchema.parse({});

    const [first, , third] = [1, 2, 3].map(() => prepare(values, config).facts(new Set()));

    expect(third).toStrictEqual(first);
  },
);
