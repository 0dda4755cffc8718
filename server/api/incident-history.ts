import express, { type Router } from "express";
import type { CheckRunsResponse } from "../../shared/api-incident.ts";
import { PlumblineError } from "../lib/errors.ts";
import { listMoments } from "../store/incident-moments.ts";
import { listCheckRuns } from "../store/list-check-runs.ts";
import type { ApiDeps } from "./deps.ts";
import { momentOf } from "./moment.ts";

/** When what is known of an incident changed, and what its checks answered each time. */
export function historyRoutes({ pool, now }: ApiDeps): Router {
  const routes = express.Router();
  routes.get("/incidents/:id/history", async (request, response) => {
    const { id } = request.params;
    const history = await listMoments(pool, id);
    if (history === undefined) throw new PlumblineError("not-found", `There is no incident ${id}.`);
    response.json(history);
  });
  routes.get("/incidents/:id/checks", async (request, response) => {
    const { id } = request.params;
    const checks = await listCheckRuns(pool, id, momentOf(request.query, now()));
    if (checks === undefined) throw new PlumblineError("not-found", `There is no incident ${id}.`);
    const answer: CheckRunsResponse = { checks };
    response.json(answer);
  });
  return routes;
}
