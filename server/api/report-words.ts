import express, { type Request, type Router } from "express";
import type { IncidentResponse } from "../../shared/api.ts";
import { wordRequestSchema } from "../../shared/api-reports.ts";
import { faultOfWord, LESSONS, WORD_FIELDS, type WordField } from "../../shared/people.ts";
import { PlumblineError } from "../lib/errors.ts";
import { writeWord } from "../store/report-words.ts";
import type { ApiDeps } from "./deps.ts";
import { identityOf } from "./guard-access.ts";
import { incidentAnswer } from "./shown-incident.ts";

/** What people write into a report: lessons take a responder, summary and impact a commander. */
export function reportWordRoutes(deps: ApiDeps): Router {
  const routes = express.Router();
  routes.put("/incidents/:id/lessons/:field", async (request, response) => {
    response.json(await write(deps, request, request.params, LESSONS));
  });
  routes.put("/incidents/:id/words/:field", async (request, response) => {
    response.json(await write(deps, request, request.params, WORD_FIELDS));
  });
  return routes;
}

async function write(
  deps: ApiDeps,
  request: Request,
  { id, field: asked }: { id: string; field: string },
  fields: readonly WordField[],
): Promise<IncidentResponse> {
  const field = fields.find((known) => known === asked);
  if (field === undefined) {
    throw new PlumblineError(
      "not-found",
      `There is no field ${asked.slice(0, 60)}: expected one of ${fields.join(", ")}.`,
    );
  }
  const { text } = wordRequestSchema.parse(request.body);
  const fault = text === null ? undefined : faultOfWord(field, text);
  if (fault !== undefined) throw new PlumblineError("bad-input", fault);
  const editor = { who: identityOf(request).who, at: deps.now(), announce: deps.announce };
  await writeWord(deps.pool, id, field, text === null ? null : deps.redact(text), editor);
  return incidentAnswer(deps.pool, id);
}
