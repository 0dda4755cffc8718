import { describe, expect, test } from "vitest";
import { every, request, text } from "../lib/entries.ts";
import { failingRoute, healthyTraffic } from "../lib/failing-route.ts";
import { onlyIncident, tell } from "../lib/story.ts";

const NOW = "2026-03-02T10:31:00Z";
const MISSING_TABLE = 'asyncpg.exceptions.UndefinedTableError: relation "orders" does not exist';
const accessLine = (path: string, status: number) => `10.8.0.1:41872 - "GET ${path} HTTP/1.1" ${status}`;
const told = async (entries: readonly unknown[], config: unknown = {}) =>
  onlyIncident((await tell({ entries, now: NOW, config })).analysis);

describe("what callers saw", () => {
  test("is counted from the app server's lines where there is no edge log", async () => {
    const healthy = every(20_000, 270, "2026-03-02T09:00:00Z").map((at) =>
      text(`INFO:     ${accessLine("/api/orders", 200)} OK`, { at }),
    );
    const failing = every(60_000, 30, "2026-03-02T10:00:00Z").flatMap((tick, i) => {
      const at = tick + ((i * 7919) % 31_000);
      return [
        text(MISSING_TABLE, { at, severity: "ERROR" }),
        text(`INFO:     ${accessLine("/api/orders", 500)} Internal Server Error`, { at: at + 4 }),
      ];
    });
    const incident = await told([...healthy, ...failing]);
    expect(incident.rootCause?.family).toBe("schema.missing-relation");
    expect(incident.symptoms).toMatchObject([
      { kind: "request", method: "GET", route: "/api/orders", status: 500, count: 30 },
    ]);
    expect(incident.impact.failedRequests).toBe(30);
  });

  test("is counted once where edge and app server both log it, also under other statuses and masked routes", async () => {
    const failing = every(60_000, 30, "2026-03-02T10:00:00Z").flatMap((tick, i) => {
      const at = tick + ((i * 7919) % 31_000);
      return [
        request({ at, path: `/api/orders/${1000 + i}`, status: 503, remoteIp: `203.0.113.${i}` }),
        text(MISSING_TABLE, { at: at + 5, severity: "ERROR" }),
        text(`INFO:     ${accessLine(`/api/orders/${1000 + i}?full=1`, 500)} Internal Server Error`, { at: at + 9 }),
      ];
    });
    const incident = await told([...healthyTraffic(), ...failing]);
    expect(incident.symptoms).toMatchObject([{ method: "GET", route: "/api/orders/:id", status: 503, count: 30 }]);
    expect(incident.impact).toMatchObject({ failedRequests: 30, distinctCallers: 30, automatedShare: 0 });
  });

  test("is scaled to a day of the window", async () => {
    const entries = [...healthyTraffic(), ...failingRoute({ lines: [MISSING_TABLE] })];
    const { analysis } = await tell({ entries, now: "2026-03-02T10:31:00Z" });
    const hours = (Date.parse(analysis.window.to) - Date.parse(analysis.window.from)) / 3_600_000;
    const [symptom] = onlyIncident(analysis).symptoms;
    expect(symptom?.perDay).toBe(Math.round((30 * 24) / hours));
  });

  test("has a rhythm only where it has one: an uptime check has, people have not", async () => {
    const checker = "GoogleStackdriverMonitoring-UptimeChecks(https://cloud.google.com/monitoring)";
    const ticking = every(60_000, 30, "2026-03-02T10:00:00Z").flatMap((tick, i) => {
      const at = tick + ((i * 7919) % 900);
      return [
        request({ at, path: "/healthz/deep", status: 500, userAgent: checker }),
        text(MISSING_TABLE, { at: at + 10, severity: "ERROR" }),
      ];
    });
    const incident = await told([...healthyTraffic(), ...ticking]);
    expect(incident.symptoms[0]?.cadence).toMatchObject({ caller: expect.stringContaining("uptime check") });
    expect(incident.symptoms[0]?.cadence?.periodSeconds).toBeCloseTo(60, 0);
    expect(incident.impact.automatedShare).toBe(1);
    const people = await told([...healthyTraffic(), ...failingRoute({ lines: [MISSING_TABLE] })]);
    expect(people.symptoms[0]?.cadence).toBeNull();
  });
});

describe("how urgent it is", () => {
  const production = { project: "acme-production" };
  const checker = { userAgent: "GoogleStackdriverMonitoring-UptimeChecks(https://cloud.google.com/monitoring)" };
  const many = (place: object, more: object = {}) => [
    ...healthyTraffic(place),
    ...failingRoute({ lines: [MISSING_TABLE], count: 120, place, from: "2026-03-02T08:30:00Z", ...more }),
  ];

  test("many people in production: critical", async () => {
    expect((await told(many(production))).severity).toBe("critical");
  });
  test("the same in staging is less", async () => {
    expect(["high", "medium"]).toContain((await told(many({}))).severity);
  });
  test("a synthetic checker alone is never critical, in production neither", async () => {
    expect(["high", "medium"]).toContain((await told(many(production, checker))).severity);
    expect(["medium", "low"]).toContain((await told(many({}, checker))).severity);
  });
  test("noise in the logs is less than failing requests", async () => {
    expect((await told(many({}, { status: 0 }))).severity).toBe("low");
    expect((await told(many(production, { status: 0 }))).severity).toBe("medium");
  });
});

describe("where it happened", () => {
  test("comes from the project and the resource", async () => {
    const place = { project: "shop-4711", service: "checkout-eu" };
    const config = { environments: [{ name: "canary", projects: ["shop-4711"] }] };
    const incident = await told([...healthyTraffic(place), ...failingRoute({ lines: [MISSING_TABLE], place })], config);
    expect(incident).toMatchObject({ environment: "canary", service: "checkout-eu" });
  });
});
