import express, { type Router } from "express";
import type { SourcesResponse } from "../../shared/api-operations.ts";
import { toIso } from "../../shared/time.ts";
import type { ApiDeps } from "./deps.ts";

/** What is read, how far, and what is missing. */
export function sourceRoutes({ sources, now }: ApiDeps): Router {
  const routes = express.Router();
  routes.get("/sources", async (_request, response) => {
    const answer: SourcesResponse = { sources: await sources(), now: toIso(now()) };
    response.json(answer);
  });
  return routes;
}
