import express, { type Router } from "express";
import {
  type NewTokenResponse,
  type TokenResponse,
  type TokensResponse,
  tokenRequestSchema,
  type WhoamiResponse,
} from "../../shared/api-access.ts";
import { DAY } from "../../shared/time.ts";
import { insertToken, listTokens, revokeToken } from "../store/tokens.ts";
import type { ApiDeps } from "./deps.ts";
import { identityOf } from "./guard-access.ts";

/** Who is asking; API tokens. */
export function tokenRoutes({ pool, access, now }: ApiDeps): Router {
  const routes = express.Router();
  routes.get("/whoami", (request, response) => {
    const { who, method, role, scopes } = identityOf(request);
    const answer: WhoamiResponse = { who, method, role: role ?? null, scopes: [...scopes] };
    response.json(answer);
  });
  routes.get("/tokens", async (_request, response) => {
    const answer: TokensResponse = { tokens: await listTokens(pool) };
    response.json(answer);
  });
  routes.post("/tokens", async (request, response) => {
    const { name, scopes, days } = tokenRequestSchema.parse(request.body);
    const { token, hash, hint } = access.mint();
    const createdAt = now();
    const expiresAt = createdAt + days * DAY;
    const createdBy = identityOf(request).who;
    const kept = await insertToken(pool, { name, hash, hint, scopes, createdBy, createdAt, expiresAt });
    const answer: NewTokenResponse = { token, kept };
    response.status(201).json(answer);
  });
  routes.delete("/tokens/:id", async (request, response) => {
    const answer: TokenResponse = { token: await revokeToken(pool, request.params.id, now()) };
    response.json(answer);
  });
  return routes;
}
