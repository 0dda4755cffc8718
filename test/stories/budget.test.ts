import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { failingRoute, healthyTraffic } from "../lib/failing-route.ts";
import { type LiveEnvironments, liveConfig, liveEnvironments } from "../lib/live-story.ts";
import { onlyIncident, tell } from "../lib/story.ts";

const POOL =
  "sqlalchemy.exc.TimeoutError: QueuePool limit of size 5 overflow 10 reached, connection timed out, timeout 30.00 (Background on this error at: https://sqlalche.me/e/20/3o7r)";
const SLOTS = "psycopg2.OperationalError: FATAL:  sorry, too many clients already";

let live: LiveEnvironments;
beforeAll(async () => {
  live = await liveEnvironments("create table orders (id int)", "create table orders (id int)");
});
afterAll(() => live.drop());

async function told(line: string, pool?: Record<string, number>) {
  const services = pool === undefined ? [] : [{ name: "api", pool }];
  const entries = [...healthyTraffic(), ...failingRoute({ lines: [line] })];
  return onlyIncident((await tell({ entries, config: { ...liveConfig(live), services } })).analysis);
}
const budgetOf = ({ checks }: Awaited<ReturnType<typeof told>>) => checks.find(({ kind }) => kind === "budget");

describe("the connection budget of a service", () => {
  test("that is too large is told with the numbers to change, the log's and the configuration's", async () => {
    const incident = await told(POOL, { workers: 1, maxInstances: 40 });
    const budget = budgetOf(incident);
    expect(budget).toMatchObject({ outcome: "confirmed", environment: "staging" });
    expect(budget?.detail).toMatchObject({ demand: 1200, perProcess: 15, instances: 40 });
    const step = incident.remediation.steps.find(({ id }) => id.startsWith("fix-budget"));
    expect(step?.kind).toBe("fix");
    expect(step?.detail).toMatch(/cap the instances at \d+ instead of 40 \(gcloud run services update api /);
    expect(incident.remediation.successCriteria).toContainEqual(
      expect.objectContaining({
        kind: "capacity",
        title: "All pools together fit into the connection limits",
        state: "unmet",
      }),
    );
  });

  test("supports that the service took the slots, and that it fits speaks against it", async () => {
    const weightOf = async (maxInstances: number) => {
      const incident = await told(SLOTS, { size: 5, overflow: 0, workers: 1, maxInstances });
      const cause = incident.hypotheses.find(({ family }) => family === "capacity.database-connections");
      return cause?.evidence.find(({ ref }) => ref.checkId?.startsWith("budget"))?.weight;
    };
    expect(await weightOf(400)).toBe(1.5);
    expect(await weightOf(1)).toBe(-0.5);
  });

  test("is unknown with what is missing, and no step is made of it", async () => {
    const incident = await told(POOL);
    expect(budgetOf(incident)).toMatchObject({
      outcome: "unknown",
      reason: expect.stringContaining("the number of its instances is not known"),
    });
    expect(incident.remediation.steps.map(({ id }) => id).filter((id) => id.includes("budget"))).toEqual([]);
  });
});
