import { createHash } from "node:crypto";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import express from "express";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createAccess } from "../../server/access/access.ts";
import { hashOf, hintOf, makeToken } from "../../server/access/api-token.ts";
import { createApi } from "../../server/api/api.ts";
import type { ApiDeps } from "../../server/api/deps.ts";
import { guardRoutes } from "../../server/api/guard-access.ts";
import { ROUTES } from "../../server/api/security-routes.ts";
import { API_ROOT, type RouteRule } from "../../server/api/security-rule.ts";
import { insertSession, useSession } from "../../server/store/sessions.ts";
import { insertToken, revokeToken, useToken } from "../../server/store/tokens.ts";
import { authSchema, ROLES, type Role, SCOPES, type Scope } from "../../shared/auth-config.ts";
import { GOOGLE_AUDIENCE, IAP_AUDIENCE, type Issuer, STRANGE, seconds, startIssuer } from "../access/issuer.ts";
import { createStore, type TestStore } from "../store/store.ts";
import { routesIn } from "./routes.ts";

const HOUR = 3_600_000;

let store: TestStore;
let issuer: Issuer;
let server: Server;
let url: string;
const tokens = new Map<Scope | "revoked" | "expired", string>();

beforeAll(async () => {
  [store, issuer] = await Promise.all([createStore(), startIssuer()]);
  for (const scope of SCOPES) tokens.set(scope, await newToken([scope]));
  tokens.set("revoked", await newToken(["admin"], { isRevoked: true }));
  tokens.set("expired", await newToken(["admin"], { expiresAt: Date.now() - 1000 }));
  for (const role of ROLES) await addSession(role, personOf(role), Date.now(), HOUR);
  await addSession("ended", personOf("admin"), Date.now() - 2 * HOUR, HOUR);
  await addSession("idle", personOf("admin"), Date.now() - 2 * HOUR, 12 * HOUR);
  const access = createAccess(
    authSchema.parse({
      tokens: true,
      oidc: { issuer: "https://login.example", clientId: "plumbline", publicUrl: "https://plumbline.example" },
      iap: { audience: IAP_AUDIENCE, jwksUrl: issuer.jwksUrl },
      google: { audience: GOOGLE_AUDIENCE, emails: ROLES.map(serviceOf), jwksUrl: issuer.jwksUrl },
      roles: ROLES.map((role) => ({ role, emails: [personOf(role), serviceOf(role)] })),
    }),
    (hash, now) => useToken(store.pool, hash, now),
    (hash, now, isUse) => useSession(store.pool, hash, now, { idleMs: HOUR, isUse }),
  );
  const unlimited = { takeFromAddress: () => 0, takeFromIdentity: () => 0, trustedProxies: [] };
  const app = express();
  app.use(
    guardRoutes({
      ...fakeDeps(),
      pool: store.pool,
      environmentsOf: () => undefined,
      now: Date.now,
      access: { ...fakeDeps().access, ...access, ...unlimited },
    }),
  );
  app.use((_request, response) => void response.status(204).end());
  server = createServer(app).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  url = `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}`;
});
afterAll(async () => {
  server.close();
  server.closeAllConnections();
  await issuer.close();
  await store.close();
});

const personOf = (role: Role) => `${role}@example.com`;
const serviceOf = (role: Role) => `${role}@p.iam.gserviceaccount.com`;

/** What the cookie of a session holds: long enough, and telling the sessions apart. */
const sessionOf = (name: string) => name.padEnd(43, "_");

async function addSession(name: string, who: string, at: number, lastsMs: number): Promise<void> {
  const hash = createHash("sha256").update(sessionOf(name)).digest();
  await insertSession(store.pool, { hash, who, groups: [], at, endsAt: at + lastsMs });
}

async function newToken(scopes: Scope[], state: { isRevoked?: boolean; expiresAt?: number } = {}): Promise<string> {
  const token = makeToken();
  const at = Date.now();
  const { id } = await insertToken(store.pool, {
    name: scopes.join(" "),
    hash: hashOf(token),
    hint: hintOf(token),
    scopes,
    createdBy: "test",
    createdAt: at,
    expiresAt: state.expiresAt ?? at + 3_600_000,
  });
  if (state.isRevoked === true) await revokeToken(store.pool, id, at);
  return token;
}

/** Nothing of this is called: routes are only listed, requests never get past the guard. */
function fakeDeps(): ApiDeps {
  const nothing: unknown = new Proxy(() => nothing, { get: () => nothing });
  return nothing as ApiDeps;
}

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
const cookie = (name: string) => ({ cookie: `__Host-plumbline=${sessionOf(name)}` });
const assertion = (token: string) => ({ "x-goog-iap-jwt-assertion": token });

/** Who asks, how they show it, and whether a rule lets them. */
const WHO: [string, () => Record<string, string>, (rule: RouteRule) => boolean][] = [
  ...ROLES.map((role): (typeof WHO)[number] => [
    `a ${role} through IAP`,
    () => assertion(issuer.iap({ email: personOf(role) })),
    (rule) => ROLES.indexOf(role) >= ROLES.indexOf(rule.role),
  ]),
  ...ROLES.map((role): (typeof WHO)[number] => [
    `a ${role} with a session`,
    () => cookie(role),
    (rule) => ROLES.indexOf(role) >= ROLES.indexOf(rule.role),
  ]),
  ...ROLES.map((role): (typeof WHO)[number] => [
    `a service that is ${role}`,
    () => bearer(issuer.google({ email: serviceOf(role) })),
    (rule) => ROLES.indexOf(role) >= ROLES.indexOf(rule.role),
  ]),
  ...SCOPES.map((scope): (typeof WHO)[number] => [
    `a token for ${scope}`,
    () => bearer(tokens.get(scope) ?? ""),
    (rule) => scope === "admin" || rule.scope === scope,
  ]),
  ["somebody without a role", () => assertion(issuer.iap({ email: "x@elsewhere.example" })), () => false],
];

/** What shows nothing, whoever holds it. */
const NOBODY: [string, () => Record<string, string>][] = [
  ["nothing", () => ({})],
  [
    "an expired assertion",
    () => assertion(issuer.iap({ email: personOf("admin"), iat: seconds() - 900, exp: seconds() - 300 })),
  ],
  [
    "an assertion for another audience",
    () => assertion(issuer.iap({ email: personOf("admin"), aud: "/projects/1/apps/x" })),
  ],
  ["an assertion signed with another key", () => assertion(issuer.iap({ email: personOf("admin") }, {}, STRANGE.ec))],
  [
    "the unsigned headers of IAP",
    () => ({ "x-goog-authenticated-user-email": `accounts.google.com:${personOf("admin")}` }),
  ],
  [
    "an expired ID token",
    () => bearer(issuer.google({ email: serviceOf("admin"), iat: seconds() - 900, exp: seconds() - 300 })),
  ],
  [
    "an ID token for another audience",
    () => bearer(issuer.google({ email: serviceOf("admin"), aud: "https://x.example" })),
  ],
  ["an ID token signed with another key", () => bearer(issuer.google({ email: serviceOf("admin") }, {}, STRANGE.rsa))],
  ["a revoked token", () => bearer(tokens.get("revoked") ?? "")],
  ["an expired token", () => bearer(tokens.get("expired") ?? "")],
  ["an unknown token", () => bearer(makeToken())],
  ["a session that ended", () => cookie("ended")],
  ["a session that lay idle", () => cookie("idle")],
  ["a session that nobody began", () => cookie("unknown")],
  ["two sessions at once", () => ({ cookie: `${cookie("admin").cookie}; ${cookie("viewer").cookie}` })],
  ["a session beside a token that does not hold", () => ({ ...bearer(makeToken()), ...cookie("admin") })],
];

async function ask(rule: RouteRule, headers: Record<string, string>): Promise<number> {
  const path = `${rule.isRoot === true ? "" : API_ROOT}${rule.path.replace(/:\w+/g, "x")}`;
  const response = await fetch(`${url}${path}`, { method: rule.method, headers });
  await response.arrayBuffer();
  return response.status;
}

describe.each(ROUTES.map((rule) => [`${rule.method} ${rule.path}`, rule] as const))("%s", (_name, rule) => {
  test("lets in exactly those who may", async () => {
    const seen = await Promise.all(WHO.map(async ([who, headers]) => [who, await ask(rule, headers())]));
    expect(seen).toEqual(WHO.map(([who, , isAllowed]) => [who, isAllowed(rule) ? 204 : 403]));
  });

  test("lets in nobody whose credentials do not hold", async () => {
    const seen = await Promise.all(NOBODY.map(async ([what, headers]) => [what, await ask(rule, headers())]));
    expect(seen).toEqual(NOBODY.map(([what]) => [what, 401]));
  });
});

test("every route of the API has a rule, and every rule a route", () => {
  const served = routesIn(createApi(fakeDeps())).sort();
  // Entries have a router of their own: their bodies are larger.
  const elsewhere = ["POST /entries"];
  const ruled = ROUTES.filter(({ isRoot }) => isRoot !== true).map(({ method, path }) => `${method} ${path}`);
  expect(
    served.filter((route) => !ruled.includes(route)),
    "write a rule for it in server/api/security-routes.ts",
  ).toEqual([]);
  expect(ruled.filter((route) => !served.includes(route) && !elsewhere.includes(route))).toEqual([]);
  expect(served.length).toBeGreaterThan(25);
});

test("an address without a rule is for admins, however it is spelled", async () => {
  const get = async (path: string, role: Role) =>
    (await fetch(`${url}${path}`, { headers: assertion(issuer.iap({ email: personOf(role) })) })).status;
  for (const path of [
    "/api/v1/new",
    "/api/v1/Tokens",
    "/api/v1/tokens/",
    "/api/v1//tokens",
    "/API/v1/tokens",
    "/api",
  ]) {
    expect([path, await get(path, "commander"), await get(path, "admin")]).toEqual([path, 403, 204]);
  }
});
