import { describe, expect, test } from "vitest";
import { failingRoute, healthyTraffic } from "../lib/failing-route.ts";
import { liveConfig, liveEnvironments } from "../lib/live-story.ts";
import { onlyIncident, tell } from "../lib/story.ts";

const TEXT = "SYSTEM USER AUTHENTICATION FAILURE: User 'system' failed authentication";
const USERS = "create table users (id text primary key, is_active boolean not null default true)";
const withSystem = `${USERS}; insert into users values ('system')`;

describe("the system account fails to sign in, and nothing else was logged", () => {
  test.each([
    ["the account's row is missing: that is the cause", USERS, "confirmed"],
    ["the account is disabled: that is the cause", `${USERS}; insert into users values ('system', false)`, "confirmed"],
    ["the account is there and enabled: it is not the cause", withSystem, undefined],
  ])("%s", async (_name, staging, verdict) => {
    const environments = await liveEnvironments(staging, withSystem);
    try {
      const { analysis } = await tell({
        entries: [...healthyTraffic(), ...failingRoute({ lines: [TEXT] })],
        now: "2026-03-02T10:31:00Z",
        config: {
          ...liveConfig(environments),
          services: [{ name: "api", requiredRows: [{ table: "users", where: { id: "system" } }] }],
        },
      });
      const incident = onlyIncident(analysis);
      const account = incident.hypotheses.find(({ family }) => family === "auth.system-user");
      const ranking = incident.hypotheses
        .map((each) => `${each.family} ${each.role} ${each.verdict} ${each.sum}`)
        .join("\n");
      if (verdict === undefined) {
        expect(account, ranking).toMatchObject({ role: "ruled-out", verdict: "refuted" });
        expect(incident.rootCause).toBeNull();
      } else {
        expect(account, ranking).toMatchObject({ role: "root-cause", verdict });
        expect(incident.rootCause?.family).toBe("auth.system-user");
      }
    } finally {
      await environments.drop();
    }
  });
});
