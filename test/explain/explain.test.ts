import { describe, expect, test } from "vitest";
import { causeOf } from "../../server/causes/index.ts";
import { correlate } from "../../server/correlate/correlate.ts";
import { detect } from "../../server/detect/detect.ts";
import type { ExplainContext } from "../../server/explain/context.ts";
import { severityOf } from "../../server/explain/severity.ts";
import { explain } from "../../server/explain-case.ts";
import type { Check } from "../../shared/check.ts";
import { configSchema } from "../../shared/config.ts";
import type { ErrorGroup, RouteTraffic } from "../../shared/group.ts";
import type { Incident } from "../../shared/incident.ts";
import { expectContract } from "../lib/contract.ts";
import { errorGroup, type GroupOptions } from "../lib/error-group.ts";

const MINUTE = 60_000;
const START = Date.parse("2026-03-02T10:00:00Z");
const NOW = START + 60 * MINUTE;
const NO_CONFIG = configSchema.parse({});
const times = (offset = 0) => Array.from({ length: 20 }, (_, i) => START + i * MINUTE + ((i * 7919) % 23_000) + offset);

const failed = errorGroup({
  kind: "request",
  family: "echo.http-error",
  slots: { method: "GET", route: "/orders", status: "500" },
  arrivals: times(),
});
const missing = (more: GroupOptions = {}) =>
  errorGroup({
    kind: "exception",
    family: "schema.missing-relation",
    slots: { relation: "orders" },
    arrivals: times(20),
    ...more,
  });

function check(kind: Check["kind"], target: string, outcome: Check["outcome"], detail: Check["detail"] = {}): Check {
  return {
    id: `${kind}:staging:${target}`,
    kind,
    environment: "staging",
    target,
    outcome,
    reason: outcome === "unknown" ? "no connection" : "seen",
    statement: `The ${kind} ${target} was looked at and is ${outcome}.`,
    at: new Date(NOW).toISOString(),
    durationMs: 3,
    how: "select 1",
    detail,
  };
}
const ABSENT = { schemas: [], schemaUsage: true, inSearchPath: false, canSelect: null, nearNames: [] };
const ELSEWHERE = { ...ABSENT, schemas: ["billing"] };

function told(groups: ErrorGroup[], checks: Check[] = [], more: Partial<ExplainContext> = {}): Incident {
  const context: ExplainContext = {
    config: NO_CONFIG,
    causeOf,
    groups,
    traffic: [],
    changes: [],
    from: START,
    now: NOW,
    ...more,
  };
  const [failure] = correlate(groups, detect(groups, { traffic: [], from: START, now: NOW }), causeOf);
  if (failure === undefined) throw new Error("these groups are no case");
  const incident = explain(failure, checks, context);
  const window = { from: new Date(START).toISOString(), to: new Date(NOW).toISOString() };
  const coverage = { read: 0, accepted: 0, duplicates: 0, rejected: 0, rejections: [], gaps: [] };
  expectContract({ schema: "plumbline.analysis/v1", generatedAt: window.to, window, coverage, incidents: [incident] });
  return incident;
}
const ranking = ({ hypotheses }: Incident) =>
  hypotheses.map(({ family, role, verdict }) => `${family} ${role} ${verdict}`);

describe("how sure it is", () => {
  test("a text with several meanings alone is capped, and says what else it can mean", () => {
    const incident = told([failed, missing()]);
    expect(incident.hypotheses[0]).toMatchObject({ role: "root-cause", verdict: "probable", confidence: 0.8 });
    expect(incident.hypotheses[0]?.sum).toContain("capped at 0.80");
    expect(incident.fiveWhys.some(({ status, answer }) => status === "open" && answer.includes("can also mean"))).toBe(
      true,
    );
  });

  test("an unambiguous text alone is enough", () => {
    const pool = errorGroup({
      family: "config.pool-class-mismatch",
      slots: { pool: "QueuePool" },
      arrivals: times(20),
    });
    expect(told([failed, pool]).hypotheses[0]).toMatchObject({ role: "root-cause", verdict: "confirmed" });
  });

  test("a check that shows the fault confirms it", () => {
    const incident = told([failed, missing()], [check("relation", "orders", "confirmed", ABSENT)]);
    expect(incident.hypotheses[0]).toMatchObject({ family: "schema.missing-relation", verdict: "confirmed" });
    expect(ranking(incident)).toContain("schema.relation-in-other-schema ruled-out refuted");
  });

  test("a check that shows another meaning turns the ranking round", () => {
    const incident = told([failed, missing()], [check("relation", "orders", "confirmed", ELSEWHERE)]);
    expect(incident.rootCause?.family).toBe("schema.relation-in-other-schema");
    expect(ranking(incident)).toContain("schema.missing-relation ruled-out refuted");
    expect(incident.title).not.toContain('"orders" does not exist');
  });

  test("a fault that is gone in a look after the failure had ended was mended: the cause of the time before stays", () => {
    const THERE = { schemas: ["public"], schemaUsage: true, inSearchPath: true, canSelect: true, nearNames: [] };
    const applied = check("migrations", "applied migrations", "refuted", { state: "at-head" });
    const looks = [check("relation", "orders", "refuted", THERE), applied];
    const last = START + 20 * MINUTE;
    const meanwhile = looks.map((one) => ({ ...one, at: new Date(last).toISOString() }));
    expect(told([failed, missing()], meanwhile).rootCause).toBeNull();
    const incident = told([failed, missing()], looks);
    expect(incident.rootCause?.family).toBe("schema.missing-relation");
    const said = incident.hypotheses[0]?.evidence.filter(({ kind }) => kind === "check");
    expect(said?.map(({ effect, weight }) => [effect, weight])).toEqual([
      ["neutral", 0],
      ["neutral", 0],
    ]);
    expect(said?.[0]?.statement).toContain("seen after the failure had ended");
  });

  test("a check that could not look changes nothing but the list of checks", () => {
    const [blind, without] = [
      told([failed, missing()], [check("relation", "orders", "unknown")]),
      told([failed, missing()]),
    ];
    expect(blind.hypotheses).toEqual(without.hypotheses);
    expect(blind.checks).toMatchObject([{ outcome: "unknown", reason: "no connection" }]);
  });

  test("what explains nothing of its own is an echo, refuted by what comes first", () => {
    const account = errorGroup({ family: "auth.system-user", slots: { account: "system" }, arrivals: times(40) });
    expect(ranking(told([failed, missing(), account]))).toContain("auth.system-user echo refuted");
  });

  test("a message of no family is no cause", () => {
    const incident = told([failed, errorGroup({ template: "it broke", arrivals: times(20) })]);
    expect(incident.rootCause).toBeNull();
    expect(incident.title).toContain("cause not known yet");
    expect(incident.remediation.steps.map(({ kind }) => kind)).toEqual(["mitigate", "fix", "validate", "prevent"]);
  });
});

describe("what was found beside it", () => {
  test("a fault that no entry speaks of is latent: listed, never the cause", () => {
    const pool = errorGroup({
      family: "config.pool-class-mismatch",
      slots: { pool: "QueuePool" },
      arrivals: times(20),
    });
    const incident = told([failed, pool], [check("relation", "mcp_servers", "confirmed", ABSENT)]);
    const latent = incident.hypotheses.find(({ role }) => role === "latent");
    expect(latent).toMatchObject({ family: "schema.missing-relation", verdict: "refuted", confidence: 0 });
    expect(incident.rootCause?.family).toBe("config.pool-class-mismatch");
    expect(incident.headline).toContain("Found beside it, not its cause");
    expect(incident.remediation.steps.some(({ title }) => title.startsWith("Follow up"))).toBe(true);
  });
});

describe("the reference environment", () => {
  const config = configSchema.parse({
    environments: [{ name: "staging" }, { name: "production", reference: true }],
  });
  const route = (count: number): RouteTraffic => ({
    environment: "production",
    service: "api",
    method: "GET",
    route: "/orders",
    origin: "edge",
    perMinute: [[START / MINUTE, count, 0]],
    revisions: [],
  });

  test("that serves the same requests without the error speaks for a cause of this environment", () => {
    const incident = told([failed, missing()], [], { config, traffic: [route(500)] });
    expect(incident.hypotheses[0]?.evidence).toContainEqual(
      expect.objectContaining({ kind: "comparison", effect: "supports" }),
    );
    expect(incident.fiveWhys.find(({ question }) => question.includes("what about production"))?.status).toBe(
      "answered",
    );
  });

  test("that served too little says nothing", () => {
    const incident = told([failed, missing()], [], { config, traffic: [route(3)] });
    expect(incident.hypotheses[0]?.evidence.filter(({ kind }) => kind === "comparison")).toEqual([]);
  });
});

describe("severity", () => {
  const reach = (more: object) => ({
    failedRequests: 500,
    perDay: 500,
    distinctCallers: 40,
    automatedShare: 0,
    capability: null,
    monthlyRevenueUsd: null,
    statement: "",
    failedShare: 1,
    ...more,
  });
  test.each([
    ["production", {}, false, "critical"],
    ["production", { failedShare: 0.1 }, false, "high"],
    ["production", { failedRequests: 5, distinctCallers: 2 }, false, "high"],
    ["production", { automatedShare: 1 }, false, "high"],
    ["production", { automatedShare: 1, failedShare: 0.1 }, false, "medium"],
    ["production", { failedRequests: 0 }, false, "medium"],
    ["production", { failedRequests: 0 }, true, "high"],
    ["staging", {}, false, "high"],
    ["staging", { failedShare: 0.1 }, false, "medium"],
    ["staging", { automatedShare: 1 }, false, "medium"],
    ["staging", { automatedShare: 1, failedShare: 0.1 }, false, "low"],
    ["staging", { failedRequests: 0 }, false, "low"],
    ["staging", { failedRequests: 0 }, true, "medium"],
    ["shop-prod", {}, false, "critical"],
    ["preproduction", {}, false, "high"],
  ])("in %s with %o, starts failing %s: %s", (environment, more, isBoot, severity) => {
    expect(severityOf(environment, NO_CONFIG, reach(more), isBoot).severity).toBe(severity);
  });

  test("the environment that others are compared with is production, whatever its name", () => {
    const config = configSchema.parse({ environments: [{ name: "blue", reference: true }] });
    expect(severityOf("blue", config, reach({}), false).severity).toBe("critical");
  });
});
