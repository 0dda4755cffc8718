import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, test } from "vitest";
import { onlyIncident, type Told, tellFile } from "../lib/story.ts";

const SAMPLES = fileURLToPath(new URL("../../../shared/samples/", import.meta.url));
const isThere = existsSync(SAMPLES);
if (!isThere)
  process.stderr.write("The captures of real outages are not beside the project: their stories are skipped.\n");

describe.skipIf(!isThere)("a revision that imports a module which its image lacks", () => {
  let told: Told;
  beforeAll(async () => {
    told = await tellFile(`${SAMPLES}cloud-run-boot-import-error.json`);
  });

  test("is one incident, caused by the missing module", () => {
    const incident = onlyIncident(told.analysis);
    expect(incident.rootCause?.family).toBe("boot.import-error");
    expect(incident.hypotheses[0]).toMatchObject({
      verdict: "confirmed",
      slots: { module: "netra_backend.app.services.monitoring" },
    });
  });

  test("eleven 503s on nine routes are its symptoms, fifteen instances did not start", () => {
    const incident = onlyIncident(told.analysis);
    expect(incident.symptoms).toHaveLength(9);
    expect(incident.impact.failedRequests).toBe(11);
    expect(incident.hypotheses[0]?.evidence[0]?.statement).toContain("from 15 instances");
  });

  test("what ended because of it is an echo", () => {
    const roles = Object.fromEntries(onlyIncident(told.analysis).groups.map((group) => [group.title, group.role]));
    expect(roles).toMatchObject({ "The container ended with exit code 3": "echo" });
  });

  test("reads as the golden report", async () => {
    await expect(await told.report()).toMatchFileSnapshot("../golden/capture-import-error.md");
  });
});

describe.skipIf(!isThere)("a service that cannot reach its Cloud SQL instance at start", () => {
  let told: Told;
  beforeAll(async () => {
    told = await tellFile(`${SAMPLES}cloud-run-cloudsql-closed.ndjson`);
  });

  test("is one incident over both revisions, caused by the connection, not by the container that ended", () => {
    const incident = onlyIncident(told.analysis);
    expect(incident.rootCause?.family).toBe("network.cloudsql-unreachable");
    expect(incident.groups.flatMap((group) => group.revisions.map((revision) => revision.name))).toEqual(
      expect.arrayContaining(["netra-backend-staging-00709-bg5", "netra-backend-staging-00711-d6z"]),
    );
  });

  test("is probable, not confirmed: the text can mean more than one thing and nothing live was asked", () => {
    expect(onlyIncident(told.analysis).hypotheses[0]).toMatchObject({ role: "root-cause", verdict: "probable" });
  });

  test("22 health checks failed, all of one program", () => {
    const incident = onlyIncident(told.analysis);
    expect(incident.symptoms).toMatchObject([{ method: "GET", route: "/health", status: 503, count: 22 }]);
    expect(incident.impact).toMatchObject({ failedRequests: 22, distinctCallers: 1, automatedShare: 1 });
  });

  test("reads as the golden report", async () => {
    await expect(await told.report()).toMatchFileSnapshot("../golden/capture-cloudsql.md");
  });
});
