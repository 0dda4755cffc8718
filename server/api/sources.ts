import express, { type Router } from "express";
import { pauseRequestSchema, type SourcesResponse } from "../../shared/api-operations.ts";
import { toIso } from "../../shared/time.ts";
import type { ApiDeps } from "./deps.ts";
import { identityOf } from "./guard-access.ts";
import { isSeenBy } from "./guard-reach.ts";

/** What is read, how far, and what is missing; pausing and resuming. Who may see some environments only sees their sources. */
export function sourceRoutes({ sources, sourceControls, redact, now }: ApiDeps): Router {
  const routes = express.Router();
  routes.get("/sources", async (request, response) => {
    const identity = identityOf(request);
    const seen = (await sources()).filter(({ environment }) =>
      isSeenBy(identity, environment === null ? undefined : [environment]),
    );
    const answer: SourcesResponse = { sources: seen, now: toIso(now()) };
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
