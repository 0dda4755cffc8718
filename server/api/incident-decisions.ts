import express, { type Request, type Router } from "express";
import { mergeRequestSchema, splitRequestSchema, undoRequestSchema } from "../../shared/api-incident.ts";
import type { Editor } from "../store/edit-incident.ts";
import type { ApiDeps } from "./deps.ts";
import { identityOf } from "./guard-access.ts";

/** What people decide about which groups are one incident. */
export function decisionRoutes({ decisions, redact, announce, now }: ApiDeps): Router {
  const routes = express.Router();
  const editor = (request: Request): Editor => ({ who: identityOf(request).who, at: now(), announce });
  routes.post("/incidents/:id/merge", async (request, response) => {
    const { into, reason } = mergeRequestSchema.parse(request.body);
    response.json(await decisions.merge(request.params.id, into, redact(reason), editor(request)));
  });
  routes.post("/incidents/:id/split", async (request, response) => {
    const { groups, reason } = splitRequestSchema.parse(request.body);
    response.json(await decisions.split(request.params.id, groups, redact(reason), editor(request)));
  });
  routes.post("/incidents/:id/decisions/:decisionId/undo", async (request, response) => {
    const { id, decisionId } = request.params;
    const { reason } = undoRequestSchema.parse(request.body);
    response.json(await decisions.undo(id, decisionId, redact(reason), editor(request)));
  });
  return routes;
}
