import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createSampleDatabases, dropSampleDatabases } from "../../server/sample/databases.ts";
import { sampleEntries } from "../../server/sample/entries.ts";
import { type SampleService, startSampleService } from "../../server/sample/service.ts";
import { sampleConfig } from "../../server/sample/story.ts";
import { DAY, HOUR, MINUTE } from "../../shared/time.ts";
import { createDatabase, type TestDatabase } from "../lib/postgres.ts";
import { onlyIncident, type Told, tell } from "../lib/story.ts";

const NOW = Date.parse("2026-03-02T12:00:00Z");

describe("a staging route fails every minute because of a pool class, while a table is missing too", () => {
  let database: TestDatabase;
  let service: SampleService;
  let told: Told;

  beforeAll(async () => {
    database = await createDatabase("story");
    const databases = await createSampleDatabases(database.url);
    service = await startSampleService(databases.staging, false);
    told = await tell({
      entries: sampleEntries(NOW - DAY + MINUTE, NOW - 22.5 * HOUR, NOW - 5000),
      config: sampleConfig({ service: service.url, ...databases }),
      now: new Date(NOW).toISOString(),
    });
  });

  afterAll(async () => {
    await service.stop();
    await dropSampleDatabases(database.url);
    await database.drop();
  });

  test("is one incident, whose cause is the pool class", () => {
    const incident = onlyIncident(told.analysis);
    expect(incident.rootCause).toMatchObject({
      family: "config.pool-class-mismatch",
      component: "database engine configuration",
    });
    expect(incident.hypotheses[0]).toMatchObject({
      verdict: "confirmed",
      role: "root-cause",
      explains: { groups: 4, ofGroups: 4 },
    });
  });

  test("the 500s are the symptom, counted once though edge and server log them, and come from a poller", () => {
    const [symptom, ...others] = onlyIncident(told.analysis).symptoms;
    expect(others).toEqual([]);
    expect(symptom).toMatchObject({
      kind: "request",
      method: "GET",
      route: "/api/mcp/servers",
      status: 500,
      count: 1350,
    });
    expect(symptom?.cadence?.periodSeconds).toBeCloseTo(60, 0);
    expect(onlyIncident(told.analysis).impact).toMatchObject({ distinctCallers: 1, automatedShare: 1 });
  });

  test("the authentication text is an echo, and a live check finds the account there", () => {
    const incident = onlyIncident(told.analysis);
    const account = incident.hypotheses.find((hypothesis) => hypothesis.family === "auth.system-user");
    expect(account).toMatchObject({ role: "echo", verdict: "refuted" });
    expect(incident.checks.find((check) => check.kind === "row")).toMatchObject({ outcome: "refuted" });
  });

  test("the missing table is seen live, and ruled out as the cause", () => {
    const incident = onlyIncident(told.analysis);
    const table = incident.hypotheses.find((hypothesis) => hypothesis.family === "schema.missing-relation");
    expect(table).toMatchObject({ role: "latent", verdict: "refuted", slots: { relation: "mcp_external_servers" } });
    const outcomes = incident.checks
      .filter((check) => check.kind === "relation")
      .map(({ environment, outcome }) => ({ environment, outcome }));
    expect(outcomes).toEqual([
      { environment: "sample-staging", outcome: "confirmed" },
      { environment: "sample-production", outcome: "refuted" },
    ]);
  });

  test("it began 40 s after the revision took traffic", () => {
    const onset = onlyIncident(told.analysis).fiveWhys.find((why) => why.question.startsWith("Why since"));
    expect(onset).toMatchObject({ status: "answered" });
    expect(onset?.answer).toContain("40 s after this change: Revision agent-gateway-00035-kat took its first request");
  });

  test("reads as the golden report", async () => {
    await expect(await told.report()).toMatchFileSnapshot("../golden/pool-class.md");
  });
});
