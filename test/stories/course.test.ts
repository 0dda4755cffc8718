import { describe, expect, test } from "vitest";
import { every, json, request, text } from "../lib/entries.ts";
import { failingRoute, healthyTraffic } from "../lib/failing-route.ts";
import { onlyIncident, tell } from "../lib/story.ts";

const MISSING_TABLE = 'asyncpg.exceptions.UndefinedTableError: relation "orders" does not exist';
const recurrenceOf = (incident: ReturnType<typeof onlyIncident>) =>
  incident.remediation.successCriteria.find(({ kind }) => kind === "recurrence");
const fixed = every(60_000, 40, "2026-03-02T10:31:05Z").map((at, i) =>
  request({ at, path: "/api/orders", revision: "api-00003-fix", remoteIp: `203.0.113.${i}` }),
);

describe("the course of an incident", () => {
  test("goes on: open, and its criterion unmet", async () => {
    const entries = [...healthyTraffic(), ...failingRoute({ lines: [MISSING_TABLE] })];
    const incident = onlyIncident((await tell({ entries, now: "2026-03-02T10:31:00Z" })).analysis);
    expect(incident.status).toBe("open");
    expect(incident.remediation.phase).toBe("fix");
    expect(recurrenceOf(incident)).toMatchObject({ state: "unmet" });
  });

  test("ends while its route has traffic: resolved, and its criterion met", async () => {
    const entries = [...healthyTraffic(), ...failingRoute({ lines: [MISSING_TABLE] }), ...fixed];
    const incident = onlyIncident((await tell({ entries, now: "2026-03-02T11:11:00Z" })).analysis);
    expect(incident).toMatchObject({ status: "resolved", rootCause: { family: "schema.missing-relation" } });
    expect(recurrenceOf(incident)).toMatchObject({ state: "met" });
    expect(incident.remediation.phase).toBe("prevention");
  });

  test("ends because its traffic stopped: open, and unverified for want of exposure", async () => {
    const elsewhere = every(30_000, 80, "2026-03-02T10:31:05Z").map((at) => request({ at, path: "/api/items" }));
    const entries = [...healthyTraffic(), ...failingRoute({ lines: [MISSING_TABLE] }), ...elsewhere];
    const incident = onlyIncident((await tell({ entries, now: "2026-03-02T11:11:00Z" })).analysis);
    expect(incident.status).toBe("open");
    expect(recurrenceOf(incident)).toMatchObject({ state: "unverified" });
    expect(recurrenceOf(incident)?.reason).toMatch(/no exposure/i);
  });

  test("one route of two has traffic again: not yet met", async () => {
    const other = failingRoute({ lines: [MISSING_TABLE], path: "/api/order-history", from: "2026-03-02T10:00:31Z" });
    const entries = [...healthyTraffic(), ...failingRoute({ lines: [MISSING_TABLE] }), ...other, ...fixed];
    const incident = onlyIncident((await tell({ entries, now: "2026-03-02T11:11:00Z" })).analysis);
    expect(incident.symptoms.map(({ route }) => route).sort()).toEqual(["/api/order-history", "/api/orders"]);
    expect(recurrenceOf(incident)).toMatchObject({ state: "unverified" });
    expect(recurrenceOf(incident)?.reason).toContain("/api/order-history");
  });
});

describe("a revision that does not start", () => {
  const boots = [0, 1, 2].map((i) =>
    text(
      "Traceback (most recent call last):\n  File \"/app/main.py\", line 3, in <module>\n    from app.billing import charge\nModuleNotFoundError: No module named 'app.billing'",
      { at: Date.parse("2026-03-02T09:58:30Z") + i * 20_000, instance: `new-${i}`, revision: "api-00002-new" },
    ),
  );
  const old = every(30_000, 180, "2026-03-02T09:00:07Z").map((at) => request({ at, revision: "api-00001-old" }));

  test("is not over because the older revision goes on serving", async () => {
    const incident = onlyIncident((await tell({ entries: [...old, ...boots], now: "2026-03-02T10:31:00Z" })).analysis);
    expect(incident).toMatchObject({ rootCause: { family: "boot.import-error" }, status: "open" });
    expect(recurrenceOf(incident)).toMatchObject({ state: "unverified" });
  });

  test("is over when a newer one serves", async () => {
    const newer = every(30_000, 40, "2026-03-02T10:10:22Z").map((at) => request({ at, revision: "api-00003-fix" }));
    const incident = onlyIncident(
      (await tell({ entries: [...old, ...boots, ...newer], now: "2026-03-02T10:31:00Z" })).analysis,
    );
    expect(recurrenceOf(incident)).toMatchObject({ state: "met" });
  });
});

describe("a database that restarts once", () => {
  const from = Date.parse("2026-03-02T10:00:00Z");
  const place = { instance: "instance-0", severity: "ERROR" };
  const entries = [
    ...healthyTraffic(),
    text("asyncpg.exceptions.AdminShutdownError: terminating connection due to administrator command", {
      at: from,
      ...place,
    }),
    text("asyncpg.exceptions.AdminShutdownError: terminating connection due to administrator command", {
      at: from + 200,
      ...place,
      instance: "instance-1",
    }),
    ...every(4_000, 15, "2026-03-02T10:00:01Z").flatMap((at, i) => [
      request({ at, path: "/api/orders", status: 500, instance: `instance-${i % 2}`, remoteIp: `203.0.113.${i}` }),
      text(
        i < 5
          ? "asyncpg.exceptions.CannotConnectNowError: the database system is starting up"
          : "sqlalchemy.exc.PendingRollbackError: Can't reconnect until invalid transaction is rolled back.  Please rollback() fully before proceeding (Background on this error at: https://sqlalche.me/e/20/8s2b)",
        { at: at + 20, ...place, instance: `instance-${i % 2}` },
      ),
    ]),
    ...every(30_000, 60, "2026-03-02T10:01:30Z").map((at) =>
      request({ at, path: "/api/orders", remoteIp: "203.0.113.77" }),
    ),
  ];

  test("is one incident of a minute, over and resolved", async () => {
    const incident = onlyIncident((await tell({ entries, now: "2026-03-02T10:31:00Z" })).analysis);
    expect(incident).toMatchObject({ rootCause: { family: "database.restarted" }, status: "resolved" });
    expect(incident.symptoms).toMatchObject([{ route: "/api/orders", status: 500, count: 15 }]);
    expect(incident.hypotheses.filter(({ role }) => role === "root-cause")).toHaveLength(1);
  });
});

describe("tokens", () => {
  const expired = "jwt.exceptions.ExpiredSignatureError: Signature has expired";

  test("that expire for a few clients now and then are everyday traffic", async () => {
    const entries = every(700_000, 8, "2026-03-02T09:00:00Z").flatMap((at, i) => [
      request({ at, path: "/api/me", status: 401, remoteIp: `198.51.100.${i}` }),
      text(expired, { at: at + 10, severity: "ERROR" }),
    ]);
    const { analysis } = await tell({ entries: [...healthyTraffic(), ...entries], now: "2026-03-02T10:31:00Z" });
    expect(analysis.incidents).toEqual([]);
  });
});

describe("an error that no family knows", () => {
  test("has no root cause, says what stands out, and leaves the why open", async () => {
    const place = { revision: "api-00002-new" };
    const healthy = every(20_000, 270, "2026-03-02T09:00:03Z").map((at, i) =>
      request({
        at,
        path: "/api/quotes",
        revision: "api-00001-old",
        instance: "instance-9",
        remoteIp: `198.51.100.${i % 40}`,
      }),
    );
    const failing = failingRoute({ path: "/api/quotes", place }).flatMap((entry) => [entry]);
    const words = failing.map((entry, i) =>
      json(
        { message: `quote engine gave up: rule set ${i} does not converge` },
        { at: Date.parse(String(entry.timestamp)) + 30, instance: `instance-${i % 3}`, ...place },
      ),
    );
    const incident = onlyIncident(
      (await tell({ entries: [...healthy, ...failing, ...words], now: "2026-03-02T10:31:00Z" })).analysis,
    );
    expect(incident.rootCause).toBeNull();
    expect(incident.title).toContain("GET /api/quotes");
    expect(incident.symptoms).toMatchObject([{ kind: "request", route: "/api/quotes", count: 30 }]);
    const open = incident.fiveWhys.filter(({ status }) => status === "open");
    expect(open.length).toBeGreaterThan(0);
    expect(open.map(({ answer }) => answer).join(" ")).toContain("30 of 30 events come from revision api-00002-new");
    const onset = incident.fiveWhys.find(({ question }) => question.startsWith("Why since"));
    expect(onset).toMatchObject({ status: "answered" });
    expect(onset?.answer).toContain("Revision api-00002-new took its first request");
    expect(["evidence", "root-cause"]).toContain(incident.remediation.phase);
  });

  test("of a kind that no request suffers from is its own symptom", async () => {
    const lines = every(47_000, 30, "2026-03-02T10:00:00Z").map((tick, i) =>
      json({ message: `nightly export ${i} failed: bucket quota reached` }, { at: tick + ((i * 7919) % 21_000) }),
    );
    const incident = onlyIncident(
      (await tell({ entries: [...healthyTraffic(), ...lines], now: "2026-03-02T10:31:00Z" })).analysis,
    );
    expect(incident.symptoms).toMatchObject([
      { kind: "message", method: null, route: null, status: null, count: 30, cadence: null },
    ]);
    expect(incident.impact.failedRequests).toBe(0);
    expect(incident.rootCause).toBeNull();
  });
});
