import { describe, expect, test } from "vitest";
import { instanceQuestions, withInstances } from "../../server/budget-instances.ts";
import { judge } from "../../server/checks/index.ts";
import type { Observation, Question } from "../../shared/check.ts";

const AT = Date.parse("2026-03-01T12:00:00Z");
const LIMITS = { max: 100, reserved: 3, role: "app", roleLimit: null, database: "shop", databaseLimit: null };
const KNOWN = {
  service: "api",
  size: "5",
  sizeFrom: "the log's own words",
  overflow: "10",
  overflowFrom: "the log's own words",
  workers: "2",
  workersFrom: "services[].pool.workers",
  instances: "4",
  instancesFrom: "services[].pool.maxInstances",
};

function asked(params: Record<string, string>): Question {
  return {
    id: "budget:staging:connection budget of api",
    kind: "budget",
    environment: "staging",
    target: "connection budget of api",
    params,
  };
}
function seen(question: Question, facts: Record<string, unknown>): Observation {
  return { questionId: question.id, how: "select", at: AT, durationMs: 3, result: { ok: true, facts } };
}
function judged(params: Record<string, string>, facts: Record<string, unknown> = LIMITS) {
  const question = asked(params);
  return judge(question, seen(question, facts));
}

describe("the connection budget", () => {
  test("that is larger than what there is: confirmed, each number with where it comes from, and what would fit", () => {
    const check = judged(KNOWN);
    expect(check).toMatchObject({ outcome: "confirmed", reason: "240 of 97" });
    expect(check.statement).toBe(
      "While a revision is rolled out, api can ask for 240 connections (15 per pool × 2 processes × 4 instances, twice); staging has 97 for it (max_connections 100 less 3 reserved). It is too many without a roll-out as well: 120. Read from: pool size 5 from the log's own words, overflow 10 from the log's own words, processes 2 from services[].pool.workers and instances 4 from services[].pool.maxInstances.",
    );
    expect(check.detail).toMatchObject({ demand: 240, limit: 97, fittingPerProcess: 6, fittingInstances: 1 });
  });

  test("that fits: refuted", () => {
    expect(judged({ ...KNOWN, workers: "1", instances: "3" })).toMatchObject({
      outcome: "refuted",
      reason: "90 of 97",
    });
  });

  test("is held against the limit that is reached first", () => {
    const check = judged({ ...KNOWN, workers: "1", instances: "2" }, { ...LIMITS, roleLimit: 50 });
    expect(check).toMatchObject({ outcome: "confirmed", reason: "60 of 50" });
    expect(check.statement).toContain("the limit of role app");
  });

  test("with a number missing is unknown, and says which and how to state it", () => {
    const { instances: _, instancesFrom: __, ...withoutInstances } = KNOWN;
    expect(judged(withoutInstances)).toMatchObject({
      outcome: "unknown",
      reason: "the number of its instances is not known; set services[].pool.maxInstances for api",
    });
    expect(judged({ service: "api", instances: "2" }).reason).toBe(
      "the size of its pools is not known; set services[].pool.size for api",
    );
  });

  test("is too large all the same where what is known already exceeds the limit, else the missing number is named", () => {
    const { workers: _, ...withoutWorkers } = KNOWN;
    expect(judged(withoutWorkers)).toMatchObject({ outcome: "confirmed", reason: "120 of 97" });
    expect(judged(withoutWorkers).statement).toContain("at least 120");
    expect(judged({ ...withoutWorkers, instances: "1" })).toMatchObject({
      outcome: "unknown",
      reason:
        "processes of an instance (services[].pool.workers) is not known; with what is known it is at least 30 of 97",
    });
  });
});

describe("the number of instances", () => {
  const { instances: _, instancesFrom: __, ...params } = KNOWN;
  const question = asked(params);
  const metricFacts = (series: { label: string; points: [string, number][] }[]) => ({
    metric: "instance_count",
    title: "instances",
    unit: "instances",
    project: "p",
    series,
  });
  const id = `${question.id} instances`;

  test("is asked of Cloud Monitoring where nothing says it, and only there", () => {
    expect(instanceQuestions([question, asked(KNOWN)], AT)).toMatchObject([
      {
        id,
        kind: "metric",
        environment: "staging",
        params: { service: "api", from: "2026-02-28T12:00:00.000Z", to: "2026-03-01T12:00:00.000Z" },
      },
    ]);
  });

  test("is the most at once, active and idle together", () => {
    const facts = metricFacts([
      {
        label: "active",
        points: [
          ["2026-03-01T11:00:00.000Z", 6],
          ["2026-03-01T11:01:00.000Z", 2],
        ],
      },
      {
        label: "idle",
        points: [
          ["2026-03-01T11:00:00.000Z", 1],
          ["2026-03-01T11:01:00.000Z", 3],
        ],
      },
    ]);
    const metrics = new Map([[id, seen(question, facts)]]);
    const check = judge(question, withInstances(question, seen(question, LIMITS), metrics));
    expect(check).toMatchObject({ outcome: "confirmed", reason: "420 of 97" });
    expect(check.statement).toContain("instances 7 from Cloud Monitoring, the most at once");
  });

  test("stays unknown with Cloud Monitoring's reason", () => {
    const refusedBy = { ...seen(question, {}), result: { ok: false as const, reason: "no credentials were found" } };
    const check = judge(question, withInstances(question, seen(question, LIMITS), new Map([[id, refusedBy]])));
    expect(check.outcome).toBe("unknown");
    expect(check.reason).toBe(
      "the number of its instances is not known (no credentials were found); set services[].pool.maxInstances for api",
    );
  });
});
