import express, { type Router } from "express";
import { saveFilterRequestSchema } from "../../shared/api-filters.ts";
import { PlumblineError } from "../lib/errors.ts";
import { dropFilter, listFilters, saveFilter } from "../store/filters.ts";
import type { ApiDeps } from "./deps.ts";
import { identityOf } from "./guard-access.ts";

/** Filters of lists that people keep for everybody. */
export function filterRoutes({ pool, now }: ApiDeps): Router {
  const routes = express.Router();
  const all = async () => ({ filters: await listFilters(pool) });
  routes.get("/filters", async (_request, response) => {
    response.json(await all());
  });
  routes.post("/filters", async (request, response) => {
    const wish = saveFilterRequestSchema.parse(request.body);
    await saveFilter(pool, { ...wish, who: identityOf(request).who, at: now() });
    response.json(await all());
  });
  routes.delete("/filters/:id", async (request, response) => {
    const { id } = request.params;
    if (!(await dropFilter(pool, id))) throw new PlumblineError("not-found", `There is no filter ${id.slice(0, 40)}.`);
    response.json(await all());
  });
  return routes;
}
