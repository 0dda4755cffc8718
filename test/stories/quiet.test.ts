import { describe, expect, test } from "vitest";
import { every, json, request, text } from "../lib/entries.ts";
import { underLoad } from "../lib/patience.ts";
import { onlyIncident, tell } from "../lib/story.ts";

const DAY_START = "2026-03-02T00:00:10Z";

describe("a healthy day", () => {
  test("opens no incident: warnings, 404s, a few 401s of different clients and an error that happened once", async () => {
    const { analysis } = await tell({
      entries: [
        ...every(30_000, 2800, DAY_START).map((at, i) => request({ at, path: `/api/items/${i}` })),
        ...every(3_600_000, 20, DAY_START).map((at) => request({ at: at + 500, path: "/favicon.ico", status: 404 })),
        ...every(5_000_000, 6, DAY_START).map((at, i) =>
          request({ at, path: "/api/me", status: 401, remoteIp: `198.51.100.${i}` }),
        ),
        ...every(7_200_000, 10, DAY_START).map((at) =>
          json({ message: "cache is nearly full, evicting" }, { at, severity: "WARNING" }),
        ),
        text(
          "Traceback (most recent call last):\n  File \"/app/x.py\", line 3, in f\n    return d['a']\nKeyError: 'a'",
          { at: "2026-03-02T14:02:00Z", severity: "ERROR" },
        ),
      ],
    });
    expect(analysis.incidents).toEqual([]);
    expect(analysis.coverage).toMatchObject({ read: 2837, accepted: 2837, duplicates: 0, rejected: 0 });
  });
});

describe("a database that cannot be reached", () => {
  test("is unknown with its reason within five seconds, raises no confidence, and the report still comes", async () => {
    const entries = every(60_000, 20, DAY_START).flatMap((at) => [
      request({ at, path: "/orders", status: 500 }),
      text('psycopg2.errors.UndefinedTable: relation "orders" does not exist', { at: at + 10, severity: "ERROR" }),
    ]);
    const startedAt = performance.now();
    const database = { url: "postgres://plumbline:secret-word@127.0.0.1:9/orders" };
    const config = { environments: [{ name: "staging", projects: ["acme-staging"], database }] };
    const asked = await tell({ entries, config });
    const elapsedMs = performance.now() - startedAt;
    const alone = await tell({ entries, config: { environments: [{ name: "staging", projects: ["acme-staging"] }] } });
    const incident = onlyIncident(asked.analysis);
    expect(elapsedMs).toBeLessThan(underLoad(8000));
    expect(incident.checks.length).toBeGreaterThan(0);
    expect(new Set(incident.checks.map((check) => check.outcome))).toEqual(new Set(["unknown"]));
    expect(incident.checks.filter((check) => check.reason === "")).toEqual([]);
    expect(incident.hypotheses[0]?.confidence).toBe(onlyIncident(alone.analysis).hypotheses[0]?.confidence);
    expect(JSON.stringify(asked.analysis)).not.toContain("secret-word");
    expect(await asked.report()).toContain("unknown");
  });
});
