import type { Pool } from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { ingest } from "../../server/ingest.ts";
import { createPool } from "../../server/lib/database.ts";
import { type LookingBack, startLookingBack } from "../../server/looking-back.ts";
import { type Loop, startLoop } from "../../server/loop.ts";
import { reactTo } from "../../server/react.ts";
import { listEvents } from "../../server/store/incident-events.ts";
import { listCheckRuns } from "../../server/store/list-check-runs.ts";
import { readIncident } from "../../server/store/read-incident.ts";
import type { IncidentChange } from "../../server/store/save-incidents.ts";
import { incidentResponseSchema, incidentsResponseSchema } from "../../shared/api.ts";
import type { Check, Outcome, Question } from "../../shared/check.ts";
import { configSchema } from "../../shared/config.ts";
import type { Incident } from "../../shared/incident.ts";
import { DAY, MINUTE, SECOND, toIso } from "../../shared/time.ts";
import { request, text } from "../lib/entries.ts";
import { listIncidents } from "../lib/list-incidents.ts";
import { createMigratedDatabase, type TestDatabase } from "../lib/postgres.ts";
import { eventually, type RunningApp, startRunningApp } from "../lib/running-app.ts";

const CONFIG = configSchema.parse({
  environments: [
    {
      name: "staging",
      projects: ["acme-staging"],
      endpoints: [{ method: "GET", route: "/api/servers", url: "http://127.0.0.1:9/api/servers" }],
    },
  ],
});
const POOL_CLASS = "sqlalchemy.exc.ArgumentError: Pool class QueuePool cannot be used with asyncio engine";

describe("live checks of an open incident", () => {
  let database: TestDatabase;
  let pool: Pool;
  let loop: Loop;
  let lookingBack: LookingBack;
  let now = Date.parse("2026-03-02T08:00:00Z");
  let asked: string[] = [];
  let outcome: Outcome = "confirmed";

  const answer = (question: Question): Check => ({
    ...{ id: question.id, kind: question.kind, environment: question.environment, target: question.target },
    ...{ outcome, reason: "seen", statement: "It was seen.", at: toIso(now), durationMs: 4, how: "GET", detail: {} },
  });

  beforeAll(async () => {
    database = await createMigratedDatabase("again");
    pool = createPool(database.url, () => undefined);
    const log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
    const react = (change: IncidentChange) => reactTo(change, CONFIG, now);
    const ask = async (questions: Question[]) => {
      asked.push(...questions.map(({ kind }) => kind));
      return questions.map(answer);
    };
    const looks = { pool, config: () => CONFIG, ask, react, now: () => now, log };
    loop = startLoop(looks);
    lookingBack = startLookingBack(looks);
    const values = Array.from({ length: 10 }, (_, i) => [
      request({ at: now + i * MINUTE, path: "/api/servers", status: 500 }),
      text(POOL_CLASS, { at: now + i * MINUTE + 12, severity: "ERROR" }),
    ]).flat();
    await ingest(pool, CONFIG, { source: "test", values: values.map((value, i) => ({ line: i + 1, value })) });
    now += 10 * MINUTE;
    await loop.run(false);
  });
  afterAll(async () => {
    await lookingBack.stop();
    await loop.stop();
    await pool.end();
    await database.drop();
  });
  beforeEach(() => {
    asked = [];
  });

  const incidentId = async () => (await listIncidents(pool, {})).incidents[0]?.id ?? "";

  test("run again on a schedule: within a minute what was said holds, after it they are asked anew", async () => {
    now += 20 * SECOND;
    await loop.run(false);
    expect(asked).not.toContain("endpoint");
    now += MINUTE;
    await loop.run(false);
    expect(asked).toContain("endpoint");
  });

  test("run again when somebody asks, whatever was said a moment ago", async () => {
    now += SECOND;
    await loop.run(true);
    expect(asked).toContain("endpoint");
  });

  test("are kept, each run, and another answer is a line of the history", async () => {
    now += 2 * MINUTE;
    outcome = "refuted";
    await loop.run(true);
    const id = await incidentId();
    const runs = (await listCheckRuns(pool, id))?.find(({ checkId }) => checkId.startsWith("endpoint:"));
    expect(runs?.runs.map((run) => run.outcome)).toEqual(["confirmed", "confirmed", "confirmed", "refuted"]);
    expect(runs?.total).toBe(4);
    const then = (await listCheckRuns(pool, id, now - MINUTE))?.find(({ checkId }) => checkId.startsWith("endpoint:"));
    expect(then?.runs.length, "those of that time").toBe(3);
    expect(await listCheckRuns(pool, "nowhere")).toBeUndefined();
    const lines = (await listEvents(pool, id)).map(({ kind, who, what }) => `${kind}: ${who} ${what}`);
    expect(lines).toContainEqual(
      expect.stringMatching(
        /^check: Plumbline saw the endpoint check of GET \/api\/servers in staging change from confirmed to refuted$/,
      ),
    );
  });

  test("an incident whose endpoints answer again is recovering once half of the silence passed, and is told so", async () => {
    expect((await readIncident(pool, await incidentId()))?.incident.status).toBe("open");
    now += 3 * MINUTE;
    await loop.run(true);
    const read = await readIncident(pool, await incidentId());
    expect(read?.incident.status).toBe("recovering");
    expect(read?.events[0]).toMatchObject({
      ...{ kind: "recovering", who: "Plumbline", what: "changed the state from open to recovering" },
      why: expect.stringContaining("it must stay away until"),
    });
  });

  test("long after its events left the window they are still run every five minutes while it is open", async () => {
    now += 2 * DAY;
    await loop.run(true);
    expect(asked, "the looks ask about the last day alone").not.toContain("endpoint");
    await lookingBack.round();
    expect(asked).toContain("endpoint");
    const id = await incidentId();
    const read = await readIncident(pool, id);
    expect(read?.incident.checks.find(({ kind }) => kind === "endpoint")?.at).toBe(toIso(now));
    expect(
      (await listCheckRuns(pool, id))?.find(({ checkId }) => checkId.startsWith("endpoint:"))?.runs.at(-1)?.at,
    ).toBe(toIso(now));
    asked = [];
    now += MINUTE;
    await lookingBack.round();
    expect(asked, "asked a minute ago").toEqual([]);
    await lookingBack.look(id);
    expect(asked, "somebody asks").toContain("endpoint");
  });

  test("when severity rises, that is an escalation with its reason; when it falls, an easing", () => {
    const change = (from: "high" | "low", to: "high" | "low") => {
      const base = (severity: "high" | "low") =>
        ({
          status: "open",
          severity,
          severityReason: `because ${severity}`,
          hypotheses: [],
          checks: [],
          groups: [],
          title: "t",
          remediation: { phase: "fix", steps: [], successCriteria: [] },
        }) as unknown as Incident;
      return reactTo({ before: base(from), after: base(to), revision: 2, isSample: false }, CONFIG, now).events;
    };
    expect(change("low", "high")).toEqual([
      {
        at: now,
        kind: "escalated",
        who: "Plumbline",
        what: "changed the severity from low to high",
        why: "because high",
      },
    ]);
    expect(change("high", "low")).toEqual([
      { at: now, kind: "eased", who: "Plumbline", what: "changed the severity from high to low", why: "because low" },
    ]);
  });
});

describe("when a step is marked done", () => {
  let app: RunningApp;
  beforeAll(async () => {
    app = await startRunningApp();
  });
  afterAll(() => app.stop());

  test("the live systems are asked whether it helped, without anybody asking", async () => {
    const id = await eventually(async () => {
      const { incidents } = incidentsResponseSchema.parse((await app.call("GET", "/incidents")).body);
      return incidents[0]?.id;
    });
    const read = async () => incidentResponseSchema.parse((await app.call("GET", `/incidents/${id}`)).body).incident;
    const before = await read();
    const newest = (checks: Check[]) =>
      checks
        .map(({ at }) => at)
        .sort()
        .at(-1) ?? "";
    await app.call("PATCH", `/incidents/${id}/steps/${before.remediation.steps[0]?.id}`, { status: "done" });
    // Well below the minute after which the schedule would ask.
    const after = await eventually(async () => {
      const { checks } = await read();
      return newest(checks) > newest(before.checks) ? checks : undefined;
    });
    expect(after.length).toBeGreaterThan(0);
  });
});
