import { describe, expect, test } from "vitest";
import { databaseLine, deploy, every, json, notReady, platform, request, text } from "../lib/entries.ts";
import { failingRoute, healthyTraffic } from "../lib/failing-route.ts";
import { onlyIncident, tell } from "../lib/story.ts";

const NOW = "2026-03-02T10:31:00Z";
const MISSING_TABLE = 'asyncpg.exceptions.UndefinedTableError: relation "orders" does not exist';
const REDIS = "redis.exceptions.ReadOnlyError: You can't write against a read only replica.";

function families(analysis: { incidents: { rootCause: { family: string } | null }[] }): (string | undefined)[] {
  return analysis.incidents.map(({ rootCause }) => rootCause?.family).sort();
}

describe("failures at the same time", () => {
  test.each([false, true])(
    "two independent ones on the same instances are two incidents (traces: %s)",
    async (hasTraces) => {
      const one = { instance: "instance-0" };
      const { analysis } = await tell({
        now: NOW,
        entries: [
          ...healthyTraffic(),
          ...failingRoute({ lines: [MISSING_TABLE], place: one, hasTraces }),
          ...failingRoute({
            lines: [REDIS],
            path: "/api/cart",
            from: "2026-03-02T10:00:21Z",
            place: one,
            count: 29,
          }),
        ],
      });
      expect(families(analysis)).toEqual(["dependency.redis-readonly", "schema.missing-relation"]);
      for (const incident of analysis.incidents) expect(incident.symptoms).toHaveLength(1);
    },
  );

  test("two that keep the same time are two, each with its own requests", async () => {
    const entries = every(60_000, 30, "2026-03-02T10:00:05Z").flatMap((at) => [
      request({ at, path: "/api/orders", status: 500 }),
      text(MISSING_TABLE, { at: at + 12, severity: "ERROR" }),
      request({ at: at + 1000, path: "/api/cart", status: 500 }),
      text(REDIS, { at: at + 1015, severity: "ERROR" }),
    ]);
    const { analysis } = await tell({ now: NOW, entries: [...healthyTraffic(), ...entries] });
    const routes = analysis.incidents.map(({ rootCause, symptoms }) => [
      rootCause?.family,
      symptoms.map(({ route }) => route),
    ]);
    expect(routes.sort()).toEqual([
      ["dependency.redis-readonly", ["/api/cart"]],
      ["schema.missing-relation", ["/api/orders"]],
    ]);
  });

  test("a very loud unrelated error on every instance does not hide the quiet cause, nor take its symptoms", async () => {
    const { analysis } = await tell({
      now: NOW,
      entries: [
        ...healthyTraffic(),
        ...every(1500, 3600, "2026-03-02T09:00:00Z").map((at, i) =>
          json({ message: "failed to publish metrics: queue is full" }, { at, instance: `instance-${i % 3}` }),
        ),
        ...failingRoute({ lines: [MISSING_TABLE] }),
      ],
    });
    const quiet = analysis.incidents.find(({ rootCause }) => rootCause?.family === "schema.missing-relation");
    const loud = analysis.incidents.find(({ id }) => id !== quiet?.id);
    expect(analysis.incidents).toHaveLength(2);
    expect(quiet?.symptoms).toMatchObject([{ route: "/api/orders", count: 30 }]);
    expect(loud).toMatchObject({ rootCause: null, symptoms: [{ kind: "message", count: 3600 }] });
    expect(["critical", "high", "medium", "low"].indexOf(quiet?.severity ?? "")).toBeLessThanOrEqual(
      ["critical", "high", "medium", "low"].indexOf(loud?.severity ?? ""),
    );
  });

  test("the same failure in two environments is an incident in each", async () => {
    const production = { project: "acme-production" };
    const { analysis } = await tell({
      now: NOW,
      config: {
        environments: [
          { name: "staging", projects: ["acme-staging"] },
          { name: "production", projects: ["acme-production"], reference: true },
        ],
      },
      entries: [
        ...healthyTraffic(),
        ...healthyTraffic(production),
        ...failingRoute({ lines: [MISSING_TABLE] }),
        ...failingRoute({ lines: [MISSING_TABLE], place: production }),
      ],
    });
    expect(analysis.incidents.map(({ environment, rootCause }) => [environment, rootCause?.family]).sort()).toEqual([
      ["production", "schema.missing-relation"],
      ["staging", "schema.missing-relation"],
    ]);
    const [production_, staging] = ["production", "staging"].map((name) =>
      analysis.incidents.find(({ environment }) => environment === name),
    );
    expect(["critical", "high"]).toContain(production_?.severity);
    expect(staging?.severity).not.toBe("critical");
    expect(staging?.hypotheses[0]?.evidence.map(({ statement }) => statement).join(" ")).toContain(
      "production has the same error",
    );
  });

  test("one missing migration that takes two tables away is one incident", async () => {
    const { analysis } = await tell({
      now: NOW,
      entries: [
        ...healthyTraffic(),
        ...failingRoute({ lines: [MISSING_TABLE] }),
        ...failingRoute({
          lines: ['asyncpg.exceptions.UndefinedTableError: relation "order_items" does not exist'],
          path: "/api/order-items",
          from: "2026-03-02T10:02:30Z",
          count: 20,
        }),
      ],
    });
    const incident = onlyIncident(analysis);
    expect(incident.symptoms.map(({ route }) => route)).toEqual(["/api/orders", "/api/order-items"]);
    expect(incident.hypotheses.filter(({ family }) => family === "schema.missing-relation")).toHaveLength(2);
  });
});

describe("one failure on several routes", () => {
  test("that the platform answers in its own words is one incident with each route as a symptom", async () => {
    const requestText = "The request was aborted because there was no available instance.";
    const { analysis } = await tell({
      now: NOW,
      entries: ["/a", "/b", "/c"].flatMap((path, i) => [
        ...(i === 0 ? healthyTraffic() : []),
        ...failingRoute({ path, requestText, latency: "10s", from: `2026-03-02T10:0${i * 3}:00Z`, count: 12 }),
      ]),
    });
    const incident = onlyIncident(analysis);
    expect(incident.rootCause?.family).toBe("capacity.no-instance");
    expect(incident.symptoms.map(({ route, count }) => [route, count]).sort()).toEqual([
      ["/a", 12],
      ["/b", 12],
      ["/c", 12],
    ]);
    expect(incident.impact.failedRequests).toBe(36);
  });
});

describe("a deploy whose revision does not start", () => {
  test("is one incident, from what the probe and the audit log say once each", async () => {
    const at = "2026-03-02T09:59:00Z";
    const reason =
      "The user-provided container failed to start and listen on the port defined provided by the PORT=8080 environment variable.";
    const probe =
      'Default STARTUP TCP probe failed 1 time consecutively for container "api-1" on port 8080. The instance was not started.';
    const entries = [
      ...healthyTraffic({ revision: "api-00001-old" }),
      deploy({ at: "2026-03-02T09:58:00Z" }),
      platform(probe, { at: "2026-03-02T09:58:50Z", severity: "ERROR" }),
      notReady(reason, { at }),
    ];
    const incident = onlyIncident((await tell({ now: NOW, entries })).analysis);
    expect(incident).toMatchObject({ rootCause: { family: "boot.container-not-listening" }, service: "api" });
    expect(incident.impact.failedRequests).toBe(0);
    expect(incident.timeline.map(({ statement }) => statement).join(" ")).toContain("deployed by deployer@example.com");
  });
});

describe("the database's own log", () => {
  const slots = "remaining connection slots are reserved for roles with the SUPERUSER attribute";
  const failing = failingRoute({
    lines: [`psycopg2.OperationalError: connection to server at "10.0.0.5", port 5432 failed: FATAL:  ${slots}`],
  });
  const times = failing.filter((entry) => "httpRequest" in entry).map((entry) => Date.parse(String(entry.timestamp)));

  test("tells of the service's failure from the other side: one incident, of the service", async () => {
    const logged = times.map((at) => databaseLine(`FATAL:  ${slots}`, { at: at + 70 }));
    const incident = onlyIncident(
      (await tell({ now: NOW, entries: [...healthyTraffic(), ...failing, ...logged] })).analysis,
    );
    expect(incident).toMatchObject({ service: "api", rootCause: { family: "capacity.database-connections" } });
    expect(incident.groups.map(({ role }) => role).sort()).toEqual(["cause", "echo", "symptom"]);
  });

  test("names what the service only felt", async () => {
    const felt = failingRoute({
      lines: ["asyncpg.exceptions.ConnectionDoesNotExistError: connection was closed in the middle of operation"],
      count: 5,
    });
    const logged = [0, 1, 2].map((i) =>
      databaseLine("FATAL:  terminating connection due to administrator command", {
        at: Date.parse("2026-03-02T09:59:30Z") + i * 90_000,
      }),
    );
    const incident = onlyIncident(
      (await tell({ now: NOW, entries: [...healthyTraffic(), ...felt, ...logged] })).analysis,
    );
    expect(incident).toMatchObject({ service: "api", rootCause: { family: "database.restarted" } });
    expect(incident.symptoms).toMatchObject([{ kind: "request", route: "/api/orders", count: 5 }]);
  });
});

describe("a fault of the set-up that each instance tells once", () => {
  test("is the cause of what its instances fail at from then on", async () => {
    const said = [0, 1, 2].map((i) =>
      text(
        "sqlalchemy.exc.ArgumentError: Pool class QueuePool cannot be used with asyncio engine (Background on this error at: https://sqlalche.me/e/20/pcls)",
        {
          at: Date.parse("2026-03-02T09:58:10Z") + i * 2000,
          instance: `instance-${i}`,
          severity: "ERROR",
        },
      ),
    );
    const failing = failingRoute({ lines: ["database is not available: engine was not created"] });
    const incident = onlyIncident(
      (await tell({ now: NOW, entries: [...healthyTraffic(), ...said, ...failing] })).analysis,
    );
    expect(incident).toMatchObject({ rootCause: { family: "config.pool-class-mismatch" }, status: "open" });
    expect(incident.symptoms).toMatchObject([{ route: "/api/orders", status: 500, count: 30 }]);
  });
});
