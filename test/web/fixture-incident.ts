import express, { type Router } from "express";
import { linesOf } from "../../server/api/incident-lines.ts";
import { rangeOfWindow, type Shown, shownIncident } from "../../server/api/shown-incident.ts";
import type { StoredIncident } from "../../server/store/read-incident.ts";
import type { IncidentResponse } from "../../shared/api.ts";
import { chartQuerySchema, linesQuerySchema } from "../../shared/api-incident.ts";
import { errorChart } from "../../shared/error-chart.ts";
import type { Incident } from "../../shared/incident.ts";
import type { Fixture } from "./fixture-server.ts";

const shown = new WeakMap<Incident["groups"], Shown>();

/** An incident as the API answers it; what is made of its groups is made once. */
export function shownOf({ incident, ...rest }: StoredIncident): IncidentResponse {
  const made = shown.get(incident.groups) ?? shownIncident(incident, rest.analysis.window);
  shown.set(incident.groups, made);
  return { incident: { ...incident, groups: made.incident.groups }, chart: made.chart, ...rest };
}

/** The parts of the story's incident that are asked for by themselves, from memory. */
export function incidentPartsApi(fixture: Fixture): Router {
  const router = express.Router();
  router.get("/incidents/:id/chart", (request, response) => {
    const { from, to } = chartQuerySchema.parse(request.query);
    const { incident, analysis } = fixture.incident;
    const range = rangeOfWindow({ from: from ?? analysis.window.from, to: to ?? analysis.window.to });
    response.json({ chart: errorChart(incident.groups, range) });
  });
  router.get("/incidents/:id/lines", (request, response) => {
    response.json(linesOf(fixture.incident.incident, linesQuerySchema.parse(request.query)));
  });
  return router;
}
