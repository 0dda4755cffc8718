import express, { type Router } from "express";
import type { EnvironmentsResponse } from "../../shared/api-environments.ts";
import { type Reach, reachOf } from "../../shared/identity.ts";
import { PlumblineError } from "../lib/errors.ts";
import { slowAnswers } from "../lib/slow-answers.ts";
import { saveLooks } from "../store/environments.ts";
import type { ApiDeps } from "./deps.ts";
import { environmentsView } from "./environments-view.ts";
import { identityOf } from "./guard-access.ts";

/** Each environment beside the reference, and a way to ask the live systems now. */
export function environmentRoutes(deps: ApiDeps): Router {
  const routes = express.Router();
  const views = slowAnswers<EnvironmentsResponse>(deps.now);
  const view = (reach: Reach) => views.get(JSON.stringify(reach ?? null), () => environmentsView(deps, reach));
  routes.get("/environments", async (request, response) => {
    response.json(await view(reachOf(identityOf(request))));
  });
  routes.post("/environments/:name/look", async (request, response) => {
    const { name } = request.params;
    const reference = deps.reference();
    const known = deps.config().environments.find((environment) => environment.name === name);
    if (known === undefined) {
      throw new PlumblineError("not-found", `There is no environment "${name}" in the configuration.`);
    }
    if (reference === undefined || reference === name) {
      throw new PlumblineError(
        "bad-input",
        `"${name}" has nothing to be compared with: mark another environment with reference: true.`,
      );
    }
    await saveLooks(deps.pool, await deps.look(name, reference));
    views.forget();
    response.json(await view(reachOf(identityOf(request))));
  });
  return routes;
}
