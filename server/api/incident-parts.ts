import express, { type Router } from "express";
import { type ChartResponse, chartQuerySchema, linesQuerySchema } from "../../shared/api-incident.ts";
import { errorChart } from "../../shared/error-chart.ts";
import { PlumblineError } from "../lib/errors.ts";
import type { ApiDeps } from "./deps.ts";
import { linesOf } from "./incident-lines.ts";
import { momentOf } from "./moment.ts";
import { rangeOfWindow, wholeIncident } from "./shown-incident.ts";

/** What of an incident is asked for where it is looked at: a part of its chart, log lines. */
export function incidentPartRoutes({ pool, now }: ApiDeps): Router {
  const routes = express.Router();
  routes.get("/incidents/:id/chart", async (request, response) => {
    const { at, from, to } = chartQuerySchema.parse(request.query);
    const { incident, analysis } = await wholeIncident(pool, request.params.id, momentOf({ at }, now()));
    const { window } = analysis;
    const range = rangeOfWindow({ from: from ?? window.from, to: to ?? window.to });
    if (range.from >= range.to) {
      throw new PlumblineError(
        "bad-input",
        `from is "${from}" and to is "${to}": expected a time that ends after it begins.`,
      );
    }
    const answer: ChartResponse = { chart: errorChart(incident.groups, range) };
    response.json(answer);
  });
  routes.get("/incidents/:id/lines", async (request, response) => {
    const { at, ...query } = linesQuerySchema.parse(request.query);
    const { incident } = await wholeIncident(pool, request.params.id, momentOf({ at }, now()));
    response.json(linesOf(incident, query));
  });
  return routes;
}
