import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { databaseLine } from "../lib/entries.ts";
import { failingRoute, healthyTraffic } from "../lib/failing-route.ts";
import { type LiveEnvironments, liveConfig, liveEnvironments } from "../lib/live-story.ts";
import { runOn } from "../lib/postgres.ts";
import { onlyIncident, tell } from "../lib/story.ts";

const DENIED = "psycopg2.errors.InsufficientPrivilege: permission denied for table invoices";
const HIDDEN = 'psycopg2.errors.UndefinedTable: relation "billing.ledger" does not exist';

let live: LiveEnvironments;
const role = `svc_${randomBytes(4).toString("hex")}`;
beforeAll(async () => {
  const tables = "create table invoices (id int); create schema billing; create table billing.ledger (id int)";
  live = await liveEnvironments(tables, tables);
  await runOn(live.staging.url, `create role ${role} login password 'secret'; grant usage on schema public to ${role}`);
});
afterAll(async () => {
  await runOn(live.staging.url, `drop owned by ${role}; drop role ${role}`);
  await live.drop();
});

async function told(line: string, databaseRole?: string, more: unknown[] = []) {
  const services = databaseRole === undefined ? [] : [{ name: "api", databaseRole }];
  const entries = [...healthyTraffic(), ...failingRoute({ lines: [line] }), ...more];
  return onlyIncident((await tell({ entries, config: { ...liveConfig(live), services } })).analysis);
}
type Incident = Awaited<ReturnType<typeof told>>;
const own = ({ checks }: Incident, kind: string) =>
  checks.find((check) => check.kind === kind && check.environment === "staging");

describe("a look by a superuser, to whom everything is granted", () => {
  test("leaves the privilege unknown where the service's role is not known, never granted", async () => {
    const incident = await told(DENIED);
    expect(own(incident, "privilege")).toMatchObject({
      outcome: "unknown",
      reason: expect.stringMatching(
        /^Plumbline looks as the superuser \w+, .* name the service's role under services\[\]\.databaseRole$/,
      ),
    });
    expect(incident.rootCause?.family).toBe("schema.permission-denied");
  });

  test("judges the role of the configuration", async () => {
    const incident = await told(DENIED, role);
    expect(own(incident, "privilege")).toMatchObject({
      outcome: "confirmed",
      statement: expect.stringContaining(`Role ${role} has no SELECT on invoices in staging`),
    });
  });

  test("judges the role that the database's own log names", async () => {
    const logged = Array.from({ length: 30 }, (_, i) => {
      const entry = databaseLine("ERROR:  permission denied for table invoices", {
        at: Date.parse("2026-03-02T10:00:00Z") + i * 60_000,
      });
      return { ...entry, textPayload: String(entry.textPayload).replace("user=app ", `user=${role} `) };
    });
    const incident = await told(DENIED, undefined, logged);
    expect(own(incident, "privilege")?.statement).toContain(`Role ${role} has no SELECT`);
  });

  test("sees that the service's role finds no table in a schema that it may not use", async () => {
    const incident = await told(HIDDEN, role);
    expect(incident.rootCause?.family).toBe("schema.permission-denied");
    expect(own(incident, "relation")?.statement).toContain(`role ${role} has no USAGE on that schema`);
  });

  test("does not rule a missing grant out because a superuser may read the table", async () => {
    const incident = await told(HIDDEN);
    const denied = incident.hypotheses.find(({ family }) => family === "schema.permission-denied");
    expect(denied?.verdict).not.toBe("refuted");
    expect(own(incident, "relation")?.statement).toContain("seen by superuser");
  });
});
