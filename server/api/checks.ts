import express, { type Router } from "express";
import { checkFilterSchema } from "../../shared/api-operations.ts";
import { reachOf } from "../../shared/identity.ts";
import { toIso } from "../../shared/time.ts";
import { createCheckHistory } from "../store/list-check-history.ts";
import { jsonWithRows, sendJson } from "./compress.ts";
import type { ApiDeps } from "./deps.ts";
import { identityOf } from "./guard-access.ts";
import { rangeOf } from "./range.ts";

/** What the live systems were asked over all incidents, and how the answers changed. */
export function checkRoutes({ pool, now }: ApiDeps): Router {
  const routes = express.Router();
  const history = createCheckHistory(pool);
  routes.get("/checks", async (request, response) => {
    const filter = checkFilterSchema.parse(request.query);
    const range = rangeOf(filter, now());
    const reach = reachOf(identityOf(request));
    const { checks, ...others } = await history.read(filter, range, reach);
    const answer = { range: { from: toIso(range.from), to: toIso(range.to) }, ...others };
    sendJson(request, response, jsonWithRows("checks", checks, answer));
  });
  return routes;
}
