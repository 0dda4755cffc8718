import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ROUTES } from "../../server/api/security-routes.ts";
import { API_ROOT, type RouteRule } from "../../server/api/security-rule.ts";
import { PRODUCTION, STAGING } from "../../server/sample/story.ts";
import { incidentsResponseSchema, statusResponseSchema } from "../../shared/api.ts";
import { newTokenResponseSchema, whoamiResponseSchema } from "../../shared/api-access.ts";
import { environmentsResponseSchema } from "../../shared/api-environments.ts";
import { groupsResponseSchema } from "../../shared/api-groups.ts";
import { checksResponseSchema } from "../../shared/api-operations.ts";
import { ROLES } from "../../shared/auth-config.ts";
import { IAP_AUDIENCE, type Issuer, startIssuer } from "../access/issuer.ts";
import { eventually, type RunningApp, startRunningApp } from "../lib/running-app.ts";

let issuer: Issuer;
let app: RunningApp;
let incidentId: string;
let groupId: string;

beforeAll(async () => {
  issuer = await startIssuer();
  app = await startRunningApp({
    config: {
      auth: {
        tokens: true,
        iap: { audience: IAP_AUDIENCE, jwksUrl: issuer.jwksUrl },
        roles: [
          { role: "admin", emails: ["ada@example.com"] },
          ...ROLES.map((role) => ({ role, emails: [`${role}@staging.example`], environments: [STAGING.environment] })),
          { role: "viewer", domains: ["both.example"] },
          { role: "commander", emails: ["grace@both.example"], environments: [STAGING.environment, "test"] },
          { role: "admin", emails: ["eve@production.example"], environments: [PRODUCTION.environment] },
        ],
      },
      server: { trustedProxies: ["loopback"], requestsPerMinute: 10_000 },
    },
  });
  const { incidents } = await eventually(async () => {
    const list = incidentsResponseSchema.parse((await ask("ada@example.com", "GET", "/incidents")).body);
    return list.incidents.length > 0 ? list : undefined;
  });
  incidentId = incidents[0]?.id ?? "";
  const groups = groupsResponseSchema.parse((await ask("ada@example.com", "GET", "/groups?from=now-30d")).body);
  groupId = groups.groups.find(({ environment }) => environment === STAGING.environment)?.id ?? "";
});
afterAll(async () => {
  await app.stop();
  await issuer.close();
});

const as = (email: string) => ({ "x-goog-iap-jwt-assertion": issuer.iap({ email }) });
const ask = (email: string, method: string, path: string, body?: unknown) => app.call(method, path, body, as(email));
const EVE = "eve@production.example";

describe("a role in one environment", () => {
  const within = ROUTES.filter(
    ({ about, method }) => about !== "installation" && about !== "what-one-may-see" && method === "GET",
  );

  test.each(within.map((rule) => [rule.path, rule] as const))(
    "opens %s there, and elsewhere it is not there",
    async (_path, rule) => {
      const path = pathOf(rule);
      expect((await ask("viewer@staging.example", "GET", path)).status).not.toBeOneOf([401, 403]);
      expect((await ask(EVE, "GET", path)).status).toBe(404);
    },
  );

  test("is measured against the least role of each route of that environment", async () => {
    const writes = ROUTES.filter(
      ({ about, method }) => about === "incident" && method !== "GET" && !/[^/]:/.test(method),
    );
    for (const rule of writes) {
      for (const role of ROLES) {
        const { status } = await ask(`${role}@staging.example`, rule.method, pathOf(rule), { unknown: true });
        const isAllowed = ROLES.indexOf(role) >= ROLES.indexOf(rule.role);
        expect([rule.path, role, status === 403]).toEqual([rule.path, role, !isAllowed]);
      }
      expect([rule.path, (await ask(EVE, rule.method, pathOf(rule), { unknown: true })).status]).toEqual([
        rule.path,
        404,
      ]);
    }
  });

  test("opens nothing that concerns the installation, however high it is", async () => {
    for (const rule of ROUTES.filter(({ about, isRoot }) => about === "installation" && isRoot !== true)) {
      const { status } = await ask("admin@staging.example", rule.method, pathOf(rule));
      expect([rule.method, rule.path, status]).toEqual([rule.method, rule.path, 403]);
    }
  });

  test("adds to a role that holds everywhere", async () => {
    const comment = { text: "Looking." };
    expect((await ask("hopper@both.example", "POST", `/incidents/${incidentId}/comments`, comment)).status).toBe(403);
    expect((await ask("grace@both.example", "POST", `/incidents/${incidentId}/comments`, comment)).status).toBe(200);
  });

  test("shows lists of that environment alone, with totals and facets of it alone", async () => {
    const incidents = incidentsResponseSchema.parse((await ask(EVE, "GET", "/incidents")).body);
    expect([incidents.incidents, incidents.totals, incidents.facets.environments]).toEqual([
      [],
      { all: 0, active: 0 },
      [],
    ]);
    const groups = groupsResponseSchema.parse((await ask(EVE, "GET", "/groups?from=now-30d")).body);
    expect(groups.groups.filter(({ environment }) => environment !== PRODUCTION.environment)).toEqual([]);
    expect(groups.facets.environments).not.toContain(STAGING.environment);
    const checks = checksResponseSchema.parse((await ask(EVE, "GET", "/checks?from=now-30d")).body);
    expect([checks.checks, checks.outcomes]).toEqual([[], { confirmed: 0, refuted: 0, unknown: 0 }]);
    const view = environmentsResponseSchema.parse((await ask(EVE, "GET", "/environments")).body);
    expect([view.environments.map(({ name }) => name), view.comparisons]).toEqual([[PRODUCTION.environment], []]);
    const status = statusResponseSchema.parse((await ask(EVE, "GET", "/status")).body);
    expect([status.environments, status.sources]).toEqual([[PRODUCTION.environment], []]);
  });

  test("tells people what they hold", async () => {
    const { body } = await ask("grace@both.example", "GET", "/whoami");
    expect(whoamiResponseSchema.parse(body)).toEqual({
      ...{
        who: "grace@both.example",
        method: "iap",
        role: "viewer",
        scopes: [],
        environments: null,
        canSignOut: false,
      },
      roleIn: { [STAGING.environment]: "commander", test: "commander" },
    });
    const refused = await ask("viewer@staging.example", "GET", "/services");
    expect(JSON.stringify(refused.body)).toContain(
      `has the role viewer in ${STAGING.environment}; this takes viewer everywhere`,
    );
  });
});

describe("a token for single environments", () => {
  const mint = async (environments: string[], scopes = ["incidents:read"]) =>
    ask("ada@example.com", "POST", "/tokens", { name: "robot", scopes, environments });
  const bearer = async (environments: string[]) => {
    const { token } = newTokenResponseSchema.parse((await mint(environments)).body);
    return (method: string, path: string) => app.call(method, path, undefined, { authorization: `Bearer ${token}` });
  };

  test("reads what belongs to them, and nothing else", async () => {
    const staging = await bearer([STAGING.environment]);
    const production = await bearer([PRODUCTION.environment]);
    const path = `/incidents/${incidentId}`;
    expect([(await staging("GET", path)).status, (await production("GET", path)).status]).toEqual([200, 404]);
    expect((await staging("POST", `${path}/acknowledge`)).status).toBe(403);
    expect((await staging("GET", `/groups/${groupId}`)).status).toBe(200);
    expect((await staging("GET", "/services")).status).toBe(403);
    const { incidents } = incidentsResponseSchema.parse((await production("GET", "/incidents")).body);
    expect(incidents).toEqual([]);
  });

  test("has no scope that holds everywhere", async () => {
    const { status, body } = await mint([STAGING.environment], ["incidents:read", "logs:write"]);
    expect(status).toBe(400);
    expect(JSON.stringify(body)).toContain("other scopes hold everywhere");
  });
});

test("every route of incidents, groups, checks and environments is about one of them, or shows what lies within reach", () => {
  const strays = ROUTES.filter(({ path }) => /^\/(?:incidents|groups|checks|environments)\b/.test(path));
  expect(strays.filter(({ about }) => about === "installation").map(({ path }) => path)).toEqual([]);
});

function pathOf({ path, about }: RouteRule): string {
  const id = about === "group" ? groupId : incidentId;
  return path.replace(":name", STAGING.environment).replace(":id", id).replace(/:\w+/g, "none").replace(API_ROOT, "");
}
