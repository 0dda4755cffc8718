import { describe, expect, test } from "vitest";
import { every, request, text } from "../lib/entries.ts";
import { healthyTraffic } from "../lib/failing-route.ts";
import { onlyIncident, tell } from "../lib/story.ts";

const NOW = "2026-03-02T10:31:00Z";

describe("one failure that passes through several services", () => {
  test("linked by trace, is one incident at its source", async () => {
    const entries = every(60_000, 30, "2026-03-02T10:00:00Z").flatMap((tick, i) => {
      const trace = (i + 1).toString(16).padStart(32, "b");
      const at = tick + ((i * 7919) % 25_000);
      const failed = { path: "/checkout", status: 500, trace };
      return [
        request({ at, ...failed, service: "web", instance: "web-1", latency: "0.3s" }),
        text("Error: upstream answered 502 for POST /orders", {
          at: at + 120,
          service: "web",
          instance: "web-1",
          severity: "ERROR",
          trace,
        }),
        request({
          at: at + 10,
          service: "orders",
          instance: "orders-1",
          method: "POST",
          path: "/orders",
          status: 502,
          trace,
          latency: "0.2s",
        }),
        text("requests.exceptions.HTTPError: 500 Server Error: Internal Server Error for url: http://stock/reserve", {
          at: at + 100,
          service: "orders",
          instance: "orders-1",
          severity: "ERROR",
          trace,
        }),
        request({
          at: at + 20,
          service: "stock",
          instance: "stock-1",
          method: "POST",
          path: "/reserve",
          status: 500,
          trace,
          latency: "0.1s",
        }),
        text('asyncpg.exceptions.UndefinedTableError: relation "reservations" does not exist', {
          at: at + 60,
          service: "stock",
          instance: "stock-1",
          severity: "ERROR",
          trace,
        }),
      ];
    });
    const healthy = ["web", "orders", "stock"].flatMap((service) =>
      healthyTraffic({ service, instance: `${service}-1` }),
    );
    const incident = onlyIncident((await tell({ now: NOW, entries: [...healthy, ...entries] })).analysis);
    expect(incident).toMatchObject({ service: "stock", rootCause: { family: "schema.missing-relation" } });
    expect(incident.symptoms.map(({ route }) => route).sort()).toEqual(["/checkout", "/orders", "/reserve"]);
    expect(incident.impact.failedRequests).toBe(30);
  });

  test("is one also where only the request logs carry the trace, and the callers say what they met", async () => {
    const entries = every(60_000, 30, "2026-03-02T10:00:00Z").flatMap((tick, i) => {
      const trace = (i + 1).toString(16).padStart(32, "d");
      const at = tick + ((i * 7919) % 25_000);
      const error = { severity: "ERROR" };
      return [
        request({ at, path: "/checkout", status: 502, service: "web", instance: "web-1", latency: "0.3s", trace }),
        text("requests.exceptions.HTTPError: 500 Server Error: Internal Server Error for url: http://stock/reserve", {
          at: at + 280,
          service: "web",
          instance: "web-1",
          ...error,
        }),
        request({
          at: at + 20,
          service: "stock",
          instance: "stock-1",
          path: "/reserve",
          status: 500,
          latency: "0.1s",
          trace,
        }),
        text('asyncpg.exceptions.UndefinedTableError: relation "reservations" does not exist', {
          at: at + 60,
          service: "stock",
          instance: "stock-1",
          ...error,
        }),
      ];
    });
    const healthy = ["web", "stock"].flatMap((service) => healthyTraffic({ service, instance: `${service}-1` }));
    const incident = onlyIncident((await tell({ now: NOW, entries: [...healthy, ...entries] })).analysis);
    expect(incident).toMatchObject({ service: "stock", rootCause: { family: "schema.missing-relation" } });
    expect(incident.symptoms.map(({ route }) => route).sort()).toEqual(["/checkout", "/reserve"]);
    const upstream = incident.hypotheses.find(({ family }) => family === "dependency.upstream-error");
    expect(upstream?.role).toBe("echo");
  });
});
