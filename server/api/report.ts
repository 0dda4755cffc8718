import express, { type Router } from "express";
import { REPORT_FORMATS, type ReportFormat } from "../../shared/api.ts";
import { PlumblineError } from "../lib/errors.ts";
import { readIncident } from "../store/read-incident.ts";
import type { ApiDeps } from "./deps.ts";

/** Reports as downloads. */
export function reportRoutes(deps: ApiDeps): Router {
  const routes = express.Router();
  routes.get("/incidents/:id/report", async (request, response) => {
    const format = formatOf(request.query.format);
    const found = await readIncident(deps.pool, request.params.id);
    if (found === undefined) throw new PlumblineError("not-found", `There is no incident ${request.params.id}.`);
    const { incident, analysis } = found;
    const { body, mediaType, extension } = await deps.render(format, {
      schema: "plumbline.analysis/v1",
      ...analysis,
      incidents: [incident],
    });
    response.setHeader("content-type", mediaType);
    response.setHeader("content-disposition", `attachment; filename="incident-${incident.id}.${extension}"`);
    response.send(typeof body === "string" ? body : Buffer.from(body));
  });
  return routes;
}

function formatOf(given: unknown): ReportFormat {
  const format = REPORT_FORMATS.find((known) => known === (given ?? "markdown"));
  if (format !== undefined) return format;
  throw new PlumblineError("bad-input", `format is "${String(given)}": expected one of ${REPORT_FORMATS.join(", ")}.`);
}
