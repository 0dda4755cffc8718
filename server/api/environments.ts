import express, { type Router } from "express";
import { PlumblineError } from "../lib/errors.ts";
import { saveLooks } from "../store/environments.ts";
import type { ApiDeps } from "./deps.ts";
import { environmentsView } from "./environments-view.ts";

/** Each environment beside the reference, and a way to ask the live systems now. */
export function environmentRoutes(deps: ApiDeps): Router {
  const routes = express.Router();
  routes.get("/environments", async (_request, response) => {
    response.json(await environmentsView(deps));
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
    response.json(await environmentsView(deps));
  });
  return routes;
}
