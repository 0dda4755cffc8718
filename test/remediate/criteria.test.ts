import { describe, expect, test } from "vitest";
import { type CriteriaInput, recurrence, requiredSilence } from "../../server/remediate/criteria.ts";
import { phaseOf } from "../../server/remediate/steps.ts";
import type { RouteTraffic } from "../../shared/group.ts";
import type { Hypothesis, RemediationStep, SuccessCriterion } from "../../shared/incident.ts";
import { errorGroup } from "../lib/error-group.ts";

const MINUTE = 60_000;
const START = Date.parse("2026-03-02T10:00:00Z");
const ROUTE = { method: "GET", route: "/orders" };

const arrivals = Array.from({ length: 10 }, (_, i) => START + i * MINUTE);
const LAST = arrivals.at(-1) ?? START;
const lead = errorGroup({ family: "schema.missing-relation", slots: { relation: "orders" }, arrivals });
const symptom = errorGroup({
  kind: "request",
  family: "echo.http-error",
  slots: { ...ROUTE, status: "500" },
  arrivals,
});
const served = (at: number, more: Partial<RouteTraffic> = {}): RouteTraffic => ({
  environment: "staging",
  service: "api",
  ...ROUTE,
  origin: "edge",
  perMinute: [[Math.floor(at / MINUTE), 3, 0]],
  revisions: [{ name: "api-00002-new", ok: 3, failed: 0 }],
  ...more,
});
const stateOf = (input: Partial<CriteriaInput>) =>
  recurrence({
    lead,
    symptoms: [symptom],
    periodSeconds: undefined,
    traffic: [],
    checks: [],
    now: LAST + 11 * MINUTE,
    ...input,
  }).state;

describe("the criterion of recurrence", () => {
  test.each<[string, Partial<CriteriaInput>, SuccessCriterion["state"]]>([
    ["ten minutes must pass", { now: LAST + 9 * MINUTE, traffic: [served(LAST + 2 * MINUTE)] }, "unmet"],
    ["is met when they passed with success on the route", { traffic: [served(LAST + 2 * MINUTE)] }, "met"],
    ["is not met by success before the last failure", { traffic: [served(LAST - 2 * MINUTE)] }, "unverified"],
    ["nor by that of another route", { traffic: [served(LAST + 2 * MINUTE, { route: "/items" })] }, "unverified"],
    ["nor by that of another service", { traffic: [served(LAST + 2 * MINUTE, { service: "web" })] }, "unverified"],
    [
      "nor by that of another environment",
      { traffic: [served(LAST + 2 * MINUTE, { environment: "production" })] },
      "unverified",
    ],
    [
      "nor by requests that failed",
      { traffic: [served(LAST + 2 * MINUTE, { perMinute: [[Math.floor(LAST / MINUTE) + 2, 0, 4]] })] },
      "unverified",
    ],
    [
      "a slow rhythm needs three of its periods",
      { periodSeconds: 600, now: LAST + 29 * MINUTE, traffic: [served(LAST + 2 * MINUTE)] },
      "unmet",
    ],
    [
      "and is met after them",
      { periodSeconds: 600, now: LAST + 31 * MINUTE, traffic: [served(LAST + 2 * MINUTE)] },
      "met",
    ],
    [
      "where no request is known to fail any of the service's counts",
      { symptoms: [], traffic: [served(LAST + 2 * MINUTE, { route: "/items" })] },
      "met",
    ],
  ])("%s", (_name, input, state) => {
    expect(stateOf(input)).toBe(state);
  });

  test("a minor route need not be seen, a major one must", () => {
    const many = errorGroup({
      kind: "request",
      slots: { method: "GET", route: "/orders", status: "500" },
      arrivals: Array.from({ length: 30 }, (_, i) => START + i * 1000),
    });
    const rare = errorGroup({
      kind: "request",
      slots: { method: "GET", route: "/rare", status: "500" },
      arrivals: [START, START + 1000],
    });
    const traffic = [served(LAST + 2 * MINUTE)];
    expect(stateOf({ symptoms: [many, rare], traffic })).toBe("met");
    expect(stateOf({ symptoms: [rare, symptom], traffic })).toBe("unverified");
  });

  test("a revision that did not start is over when it or a newer one serves", () => {
    const boot = errorGroup({
      family: "boot.import-error",
      slots: { module: "a" },
      arrivals,
      revision: "api-00002-new",
    });
    const by = (name: string) => [
      served(LAST + 2 * MINUTE, { route: "/items", revisions: [{ name, ok: 3, failed: 0 }] }),
    ];
    expect(stateOf({ lead: boot, symptoms: [], traffic: by("api-00001-old") })).toBe("unverified");
    expect(stateOf({ lead: boot, symptoms: [], traffic: by("api-00002-new") })).toBe("met");
    expect(stateOf({ lead: boot, symptoms: [], traffic: by("api-00003-fix"), newerRevisions: ["api-00003-fix"] })).toBe(
      "met",
    );
  });

  test("the reason says the same while nothing changes", () => {
    const input = { lead, symptoms: [symptom], periodSeconds: undefined, traffic: [], checks: [] };
    const [sooner, later] = [11, 40].map((minutes) => recurrence({ ...input, now: LAST + minutes * MINUTE }));
    expect(later).toEqual(sooner);
  });

  test("waits ten minutes, or three periods", () => {
    expect([undefined, 60, 600].map(requiredSilence)).toEqual([10 * MINUTE, 10 * MINUTE, 30 * MINUTE]);
  });
});

describe("the phase of the work", () => {
  const root = { role: "root-cause", verdict: "confirmed" } as Hypothesis;
  const step = (kind: RemediationStep["kind"], status: RemediationStep["status"]): RemediationStep => ({
    id: kind,
    kind,
    status,
    title: "",
    detail: "",
    owner: null,
  });
  const criterion = (state: SuccessCriterion["state"]): SuccessCriterion => ({
    id: "recurrence",
    kind: "recurrence",
    title: "",
    reason: "",
    state,
  });
  const todo = [step("fix", "todo"), step("prevent", "todo")];

  test.each<[string, Hypothesis | undefined, Hypothesis[], RemediationStep[], SuccessCriterion["state"], string]>([
    ["nothing is known", undefined, [], todo, "unmet", "evidence"],
    ["hypotheses compete", undefined, [{ ...root, verdict: "possible" }], todo, "unmet", "root-cause"],
    ["the cause is known", root, [root], todo, "unmet", "fix"],
    ["the fix is done", root, [root], [step("fix", "done"), step("prevent", "todo")], "unmet", "validation"],
    ["it stays away", root, [root], todo, "met", "prevention"],
    ["all is done", root, [root], [step("fix", "verified"), step("prevent", "done")], "met", "closed"],
    ["it is gone for want of traffic", root, [root], todo, "unverified", "fix"],
  ])("%s", (_name, cause, hypotheses, steps, state, phase) => {
    expect(phaseOf(cause, hypotheses, steps, [criterion(state)])).toBe(phase);
  });
});
