import express, { type Router } from "express";
import {
  type AcknowledgeResponse,
  incidentFilterSchema,
  runChecksRequestSchema,
  type StepResponse,
  stepPatchSchema,
} from "../../shared/api.ts";
import { PlumblineError } from "../lib/errors.ts";
import { acknowledge, type Editor, editStep } from "../store/edit-incident.ts";
import { listIncidents } from "../store/list-incidents.ts";
import { readIncident } from "../store/read-incident.ts";
import type { ApiDeps } from "./deps.ts";

/** Without sign-in everybody on this machine is the operator. */
const OPERATOR = "Operator";

/** Lists, one incident, and what people do to it. */
export function incidentRoutes(deps: ApiDeps): Router {
  const routes = express.Router();
  const editor = (): Editor => ({ who: OPERATOR, at: deps.now() });
  routes.get("/incidents", async (request, response) => {
    response.json(await listIncidents(deps.pool, incidentFilterSchema.parse(request.query)));
  });
  routes.get("/incidents/:id", async (request, response) => {
    const found = await readIncident(deps.pool, request.params.id);
    if (found === undefined) throw new PlumblineError("not-found", `There is no incident ${request.params.id}.`);
    response.json(found);
  });
  routes.patch("/incidents/:id/steps/:stepId", async (request, response) => {
    const { id, stepId } = request.params;
    const { step, revision } = await editStep(deps.pool, id, stepId, stepPatchSchema.parse(request.body), editor());
    const answer: StepResponse = { step, revision };
    response.json(answer);
  });
  routes.post("/incidents/:id/acknowledge", async (request, response) => {
    const { incident, revision } = await acknowledge(deps.pool, request.params.id, editor());
    const answer: AcknowledgeResponse = { status: incident.status, revision };
    response.json(answer);
  });
  routes.post("/incidents/:id/checks/run", async (request, response) => {
    const { checkId } = runChecksRequestSchema.parse(request.body ?? {});
    response.json(await deps.runChecks(request.params.id, checkId));
  });
  return routes;
}
