import express, { type Router } from "express";
import {
  type NewTokenResponse,
  type SessionsResponse,
  type TokenResponse,
  type TokensResponse,
  tokenRequestSchema,
  type WhoamiResponse,
} from "../../shared/api-access.ts";
import { reachOf } from "../../shared/identity.ts";
import { DAY } from "../../shared/time.ts";
import { endSession, listSessions } from "../store/sessions.ts";
import { insertToken, listTokens, revokeToken } from "../store/tokens.ts";
import type { ApiDeps } from "./deps.ts";
import { identityOf } from "./guard-access.ts";

/** Who is asking; API tokens; sessions. */
export function tokenRoutes({ pool, access, now }: ApiDeps): Router {
  const routes = express.Router();
  const openSessions = async (): Promise<SessionsResponse> => ({ sessions: await listSessions(pool, now()) });
  routes.get("/whoami", (request, response) => {
    const identity = identityOf(request);
    const { who, method, role, roleIn, scopes } = identity;
    const reach = reachOf(identity);
    const answer: WhoamiResponse = {
      ...{ who, method, role: role ?? null, roleIn: Object.fromEntries(roleIn ?? []), scopes: [...scopes] },
      environments: reach === undefined ? null : [...reach],
      canSignOut: method === "oidc",
    };
    response.json(answer);
  });
  routes.get("/tokens", async (_request, response) => {
    const answer: TokensResponse = { tokens: await listTokens(pool) };
    response.json(answer);
  });
  routes.post("/tokens", async (request, response) => {
    const { name, scopes, days, environments } = tokenRequestSchema.parse(request.body);
    const { token, hash, hint } = access.mint();
    const createdAt = now();
    const expiresAt = createdAt + days * DAY;
    const createdBy = identityOf(request).who;
    const kept = await insertToken(pool, { name, hash, hint, scopes, environments, createdBy, createdAt, expiresAt });
    const answer: NewTokenResponse = { token, kept };
    response.status(201).json(answer);
  });
  routes.delete("/tokens/:id", async (request, response) => {
    const answer: TokenResponse = { token: await revokeToken(pool, request.params.id, now()) };
    response.json(answer);
  });
  routes.get("/sessions", async (_request, response) => {
    response.json(await openSessions());
  });
  routes.delete("/sessions/:id", async (request, response) => {
    await endSession(pool, request.params.id);
    response.json(await openSessions());
  });
  return routes;
}
