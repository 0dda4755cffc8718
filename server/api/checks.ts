import express, { type Router } from "express";
import { type ChecksResponse, checkFilterSchema } from "../../shared/api-operations.ts";
import { reachOf } from "../../shared/identity.ts";
import { toIso } from "../../shared/time.ts";
import { listCheckHistory } from "../store/list-check-history.ts";
import type { ApiDeps } from "./deps.ts";
import { identityOf } from "./guard-access.ts";
import { rangeOf } from "./range.ts";

/** What the live systems were asked over all incidents, and how the answers changed. */
export function checkRoutes({ pool, now }: ApiDeps): Router {
  const routes = express.Router();
  routes.get("/checks", async (request, response) => {
    const filter = checkFilterSchema.parse(request.query);
    const range = rangeOf(filter, now());
    const reach = reachOf(identityOf(request));
    const answer: ChecksResponse = {
      range: { from: toIso(range.from), to: toIso(range.to) },
      ...(await listCheckHistory(pool, filter, range, reach)),
    };
    response.json(answer);
  });
  return routes;
}
