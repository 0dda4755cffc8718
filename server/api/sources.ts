import express, { type Router } from "express";
import { pauseRequestSchema, type SourcesResponse } from "../../shared/api-operations.ts";
import { toIso } from "../../shared/time.ts";
import type { ApiDeps } from "./deps.ts";
import { identityOf } from "./guard-access.ts";

/** What is read, how far, and what is missing; pausing and resuming. */
export function sourceRoutes({ sources, sourceControls, redact, now }: ApiDeps): Router {
  const routes = express.Router();
  routes.get("/sources", async (_request, response) => {
    const answer: SourcesResponse = { sources: await sources(), now: toIso(now()) };
    response.json(answer);
  });
  routes.post("/sources/:id/pause", async (request, response) => {
    const { reason } = pauseRequestSchema.parse(request.body);
    const by = { who: identityOf(request).who, reason: redact(reason) };
    response.json({ source: await sourceControls.pause(request.params.id, by) });
  });
  routes.post("/sources/:id/resume", async (request, response) => {
    response.json({ source: await sourceControls.resume(request.params.id, identityOf(request).who) });
  });
  return routes;
}
