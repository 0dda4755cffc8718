import express, { type Request, type Router } from "express";
import {
  type AcknowledgeResponse,
  incidentFilterSchema,
  runChecksRequestSchema,
  type StepResponse,
  stepPatchSchema,
} from "../../shared/api.ts";
import { textRequestSchema } from "../../shared/api-operations.ts";
import { reachOf } from "../../shared/identity.ts";
import { acknowledge, addComment, answerWhy, type Editor, editStep } from "../store/edit-incident.ts";
import { createIncidentList } from "../store/list-incidents.ts";
import { jsonWithRows, sendJson } from "./compress.ts";
import type { ApiDeps } from "./deps.ts";
import { identityOf } from "./guard-access.ts";
import { momentOf } from "./moment.ts";
import { rangeOf } from "./range.ts";
import { createIncidentReader, incidentAnswer } from "./shown-incident.ts";

/** Lists, one incident, and what people do to it. */
export function incidentRoutes(deps: ApiDeps): Router {
  const routes = express.Router();
  const readShown = createIncidentReader(deps.pool);
  const list = createIncidentList(deps.pool);
  const editor = (request: Request): Editor => ({
    who: identityOf(request).who,
    at: deps.now(),
    announce: deps.announce,
  });
  routes.get("/incidents", async (request, response) => {
    const filter = incidentFilterSchema.parse(request.query);
    const isAnyTime = filter.from === undefined && filter.to === undefined;
    const seen = isAnyTime ? undefined : rangeOf(filter, deps.now());
    const { incidents, ...others } = await list.read(filter, seen, reachOf(identityOf(request)));
    sendJson(request, response, jsonWithRows("incidents", incidents, others));
  });
  routes.get("/incidents/:id", async (request, response) => {
    const { id } = request.params;
    const at = momentOf(request.query, deps.now());
    response.json(at === undefined ? await readShown(id) : await incidentAnswer(deps.pool, id, at));
  });
  routes.patch("/incidents/:id/steps/:stepId", async (request, response) => {
    const { id, stepId } = request.params;
    const patch = stepPatchSchema.parse(request.body);
    const { step, revision } = await editStep(deps.pool, id, stepId, patch, editor(request));
    // Whether it helped is asked at once; the answer need not be waited for.
    if (patch.status === "done") deps.lookAgain(id);
    const answer: StepResponse = { step, revision };
    response.json(answer);
  });
  routes.post("/incidents/:id/acknowledge", async (request, response) => {
    const { incident, revision } = await acknowledge(deps.pool, request.params.id, editor(request));
    const answer: AcknowledgeResponse = { status: incident.status, revision };
    response.json(answer);
  });
  routes.post("/incidents/:id/checks/run", async (request, response) => {
    const { checkId } = runChecksRequestSchema.parse(request.body ?? {});
    response.json(await deps.runChecks(request.params.id, checkId));
  });
  routes.post("/incidents/:id/comments", async (request, response) => {
    const { text } = textRequestSchema.parse(request.body);
    await addComment(deps.pool, request.params.id, deps.redact(text), editor(request));
    response.json(await incidentAnswer(deps.pool, request.params.id));
  });
  routes.post("/incidents/:id/whys/:whyId/answer", async (request, response) => {
    const { id, whyId } = request.params;
    const { text } = textRequestSchema.parse(request.body);
    await answerWhy(deps.pool, id, whyId, deps.redact(text), editor(request));
    response.json(await incidentAnswer(deps.pool, id));
  });
  return routes;
}
