import express, { type Router } from "express";
import { reachOf } from "../../shared/identity.ts";
import { PlumblineError } from "../lib/errors.ts";
import { saveLooks } from "../store/environments.ts";
import type { ApiDeps } from "./deps.ts";
import { environmentsView } from "./environments-view.ts";
import { identityOf } from "./guard-access.ts";
import { comparedWith } from "./references.ts";

/** Each environment beside its reference, and a way to ask the live systems now. */
export function environmentRoutes(deps: ApiDeps): Router {
  const routes = express.Router();
  routes.get("/environments", async (request, response) => {
    response.json(await environmentsView(deps, reachOf(identityOf(request))));
  });
  routes.post("/environments/:name/look", async (request, response) => {
    const { name } = request.params;
    const reference = comparedWith(deps, name);
    const known = deps.config().environments.find((environment) => environment.name === name);
    if (known === undefined) {
      throw new PlumblineError("not-found", `There is no environment "${name}" in the configuration.`);
    }
    if (reference === undefined) {
      throw new PlumblineError(
        "bad-input",
        `"${name}" has nothing to be compared with: mark another environment with reference: true.`,
      );
    }
    await saveLooks(deps.pool, await deps.look(name, reference));
    response.json(await environmentsView(deps, reachOf(identityOf(request))));
  });
  return routes;
}
