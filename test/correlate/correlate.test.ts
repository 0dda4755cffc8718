import { describe, expect, test } from "vitest";
import { causeOf } from "../../server/causes/index.ts";
import { correlate } from "../../server/correlate/correlate.ts";
import { detect } from "../../server/detect/detect.ts";
import type { ErrorGroup } from "../../shared/group.ts";
import { errorGroup, type GroupOptions } from "../lib/error-group.ts";

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const START = Date.parse("2026-03-02T10:00:00Z");
const NOW = START + 60 * MINUTE;

/** Times without rhythm, one in each minute. */
const loose = (count: number, offset = 0) =>
  Array.from({ length: count }, (_, i) => START + i * MINUTE + ((i * 7919) % 23_000) + offset);
const request = (route: string, arrivals: readonly number[], more: GroupOptions = {}) =>
  errorGroup({
    kind: "request",
    family: "echo.http-error",
    slots: { method: "GET", route, status: "500" },
    arrivals,
    ...more,
  });
const table = (name: string, arrivals: readonly number[], more: GroupOptions = {}) =>
  errorGroup({ kind: "exception", family: "schema.missing-relation", slots: { relation: name }, arrivals, ...more });

/** Each case as its lead and the roles of its members, in order of first event. */
function cases(groups: ErrorGroup[]) {
  const detections = detect(groups, { traffic: [], from: START, now: NOW });
  return correlate(groups, detections, causeOf).map(({ service, lead, members }) => ({
    service,
    lead: lead.title,
    roles: Object.fromEntries(members.map(({ group, role }) => [group.title, role])),
  }));
}
const leads = (groups: ErrorGroup[]) => cases(groups).map(({ lead }) => lead);

describe("groups that belong together", () => {
  test("by time: the error is the cause, the request its symptom", () => {
    const [error, failed] = [table("orders", loose(20, 50)), request("/orders", loose(20))];
    expect(cases([error, failed])).toEqual([
      { service: "api", lead: error.title, roles: { [error.title]: "cause", [failed.title]: "symptom" } },
    ]);
  });

  test("by trace, in whatever service, however far apart in time", () => {
    const traces = Array.from({ length: 20 }, (_, i) => `trace-${i}`);
    const [error, failed] = [
      table("orders", loose(20, 20_000), { traces }),
      request("/buy", loose(20), { traces, service: "web" }),
    ];
    expect(cases([error, failed])).toMatchObject([{ service: "api", lead: error.title }]);
  });

  test("but not by time where both are traced and no trace is the same", () => {
    const traced = (prefix: string) => Array.from({ length: 20 }, (_, i) => `${prefix}-${i}`);
    const error = table("orders", loose(20, 50), { traces: traced("a") });
    const failed = request("/orders", loose(20), { traces: traced("b") });
    expect(leads([error, failed])).toHaveLength(2);
  });

  test("not in another environment", () => {
    const [error, failed] = [
      table("orders", loose(20, 50)),
      request("/orders", loose(20), { environment: "production" }),
    ];
    expect(leads([error, failed])).toHaveLength(2);
  });

  test("not where one comes so often that chance would do as much", () => {
    const noise = errorGroup({
      template: "queue is full",
      arrivals: Array.from({ length: 1800 }, (_, i) => START - 30 * MINUTE + i * 3 * SECOND),
    });
    const failed = request("/orders", loose(25));
    expect(leads([noise, failed])).toHaveLength(2);
  });

  test("by latency: an error at the end of a slow request is of that request", () => {
    const failed = request("/orders", loose(20), { latencyMs: 30_000 });
    const error = errorGroup({
      family: "capacity.pool-exhausted",
      slots: { pool: "QueuePool" },
      arrivals: loose(20, 30_000),
    });
    expect(leads([error, failed])).toEqual([error.title]);
  });

  test("by instance: what ends it comes before what its requests saw, half a minute around", () => {
    const instances = ["i-1", "i-2", "i-3", "i-4"];
    const killed = errorGroup({ family: "capacity.memory", instances, arrivals: loose(4) });
    const failed = request("/orders", loose(4, 15_000), { instances });
    expect(leads([killed, failed])).toEqual([killed.title]);
  });

  test("in part: five of a hundred failures with a cause beside them are enough where nothing else was logged", () => {
    const failed = request("/orders", loose(50));
    const error = table(
      "orders",
      loose(50, 40).filter((_, i) => i % 8 === 0),
    );
    expect(leads([error, failed])).toEqual([error.title]);
  });
});

describe("who leads", () => {
  test("is the earliest layer, not the loudest, not the first", () => {
    const pool = errorGroup({
      family: "config.pool-class-mismatch",
      slots: { pool: "QueuePool" },
      arrivals: loose(20, 40),
    });
    const missing = table("orders", loose(20, 20));
    const failed = request("/orders", loose(20));
    expect(cases([failed, missing, pool])).toEqual([
      {
        service: "api",
        lead: pool.title,
        roles: { [pool.title]: "cause", [missing.title]: "echo", [failed.title]: "symptom" },
      },
    ]);
  });

  test("is what was logged rather than what only shows a failure", () => {
    const account = errorGroup({ family: "auth.system-user", slots: { account: "system" }, arrivals: loose(20, 30) });
    const missing = table("orders", loose(20, 20));
    expect(cases([account, missing])).toMatchObject([{ lead: missing.title, roles: { [account.title]: "echo" } }]);
  });

  test("is a message of no family where nothing else is known", () => {
    const message = errorGroup({ template: "it broke", arrivals: loose(20, 30) });
    const failed = request("/orders", loose(20));
    expect(cases([failed, message])).toMatchObject([
      { lead: "it broke", roles: { "it broke": "cause", [failed.title]: "symptom" } },
    ]);
  });

  test("is the service that was called, where requests wait for each other and nothing says why", () => {
    const traces = Array.from({ length: 20 }, (_, i) => `trace-${i}`);
    const outer = request("/buy", loose(20), { traces, service: "web", latencyMs: 300 });
    const inner = request("/reserve", loose(20, 20), { traces, service: "stock", latencyMs: 100 });
    expect(cases([outer, inner])).toMatchObject([{ service: "stock", lead: inner.title }]);
  });
});

describe("one failure or several", () => {
  test("two errors that meet no request in common are two", () => {
    const [one, other] = [
      table("orders", loose(20)),
      errorGroup({ family: "dependency.redis-readonly", arrivals: loose(20, 31_000) }),
    ];
    expect(leads([one, other])).toHaveLength(2);
  });

  test("mistakes of one layer that begin together are one, later ones another", () => {
    const [one, same, later] = [
      table("a", loose(20)),
      table("b", loose(20, 5 * MINUTE)),
      table("c", loose(20, 25 * MINUTE + 31_000)),
    ];
    expect(leads([one, same, later])).toEqual([one.title, later.title]);
  });

  test("failing routes of one service that nothing tells apart are one", () => {
    const [one, other] = [request("/a", loose(20)), request("/b", loose(20, 31_000))];
    expect(cases([one, other])).toMatchObject([{ roles: { [one.title]: "symptom", [other.title]: "symptom" } }]);
  });

  test("the app server's lines about requests of the edge are no second symptom", () => {
    const edge = request("/orders", loose(20));
    const app = request("/orders", loose(20, 8), {
      slots: { method: "GET", route: "/orders", status: "500", origin: "app" },
    });
    expect(cases([edge, app])).toMatchObject([{ lead: edge.title, roles: { [app.title]: "echo" } }]);
  });

  test("what nothing detected opens none", () => {
    expect(cases([table("orders", loose(1)), request("/orders", loose(2))])).toEqual([]);
  });

  test("the same groups in another order are the same cases", () => {
    const groups = [
      table("a", loose(20)),
      request("/a", loose(20, -30)),
      table("b", loose(9, 31_000)),
      errorGroup({ template: "x", arrivals: loose(7, 17_000) }),
    ];
    expect(cases(groups.toReversed())).toEqual(cases(groups));
  });
});
