import { expect, test } from "vitest";
import { analyze } from "../../server/analyze.ts";
import { liveChecks } from "../../server/live-checks.ts";
import { configSchema } from "../../shared/config.ts";
import { isJsonObject } from "../../shared/json.ts";
import { failingRoute, healthyTraffic } from "../lib/failing-route.ts";

const LINE = 'asyncpg.exceptions.UndefinedTableError: relation "orders" does not exist';

test("with nothing to look at, two analyses at different times are the same byte for byte", async () => {
  const [one, other] = [await analysisAt("2026-05-01T08:00:00Z"), await analysisAt("2026-07-01T09:30:00Z")];
  expect(one).toContain("add it under environments");
  expect(other).toBe(one);
});

/** What the wall clock says is the only difference. */
async function analysisAt(time: string): Promise<string> {
  const config = configSchema.parse({});
  const entries = [...healthyTraffic(), ...failingRoute({ lines: [LINE] })];
  const values = entries.flatMap((value, i) => (isJsonObject(value) ? [{ line: i + 1, value }] : []));
  const ask = liveChecks(config, () => Date.parse(time));
  return JSON.stringify(
    await analyze(one({ file: "x", values, rejections: [], read: values.length }), { config, ask }),
  );
}

async function* one<T>(batch: T): AsyncGenerator<T> {
  yield batch;
}
