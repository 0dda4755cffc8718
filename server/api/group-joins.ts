import express, { type Router } from "express";
import {
  comparisonQuerySchema,
  joinRequestSchema,
  splitGroupRequestSchema,
  undoJoinRequestSchema,
} from "../../shared/api-group-joins.ts";
import { groupFilterSchema } from "../../shared/api-groups.ts";
import { isWithin, reachOf } from "../../shared/identity.ts";
import { PlumblineError } from "../lib/errors.ts";
import { joinByPerson, splitByPerson, undoJoinEvent } from "../store/edit-joins.ts";
import { environmentOf } from "../store/environment-of.ts";
import { shownGroupOf } from "../store/group-parts.ts";
import type { ApiDeps } from "./deps.ts";
import { compareTwo, explainGroup } from "./group-explanation.ts";
import { identityOf } from "./guard-access.ts";
import { rangeOf } from "./range.ts";

/** Why entries are one group, and people's joins and splits. Stands before `/groups/:id`. */
export function groupJoinRoutes(deps: ApiDeps): Router {
  const routes = express.Router();
  const { pool } = deps;
  const changed = async (groupId: string) => {
    deps.analyzeSoon();
    return { groupId: await shownGroupOf(pool, groupId) };
  };
  routes.get("/groups/explain", async (request, response) => {
    const { a, b } = comparisonQuerySchema.parse(request.query);
    response.json(await compareTwo(deps, a, b, reachOf(identityOf(request))));
  });
  routes.get("/groups/:id/explain", async (request, response) => {
    const { from, to } = groupFilterSchema.pick({ from: true, to: true }).parse(request.query);
    response.json(await explainGroup(deps, request.params.id, rangeOf({ from, to }, deps.now())));
  });
  routes.post("/groups/:id/join", async (request, response) => {
    const { group, reason } = joinRequestSchema.parse(request.body);
    const identity = identityOf(request);
    const environment = await environmentOf(pool, "group", group);
    if (environment === undefined || !isWithin(reachOf(identity), environment)) {
      throw new PlumblineError("not-found", `There is no group ${group}.`);
    }
    const editor = { who: identity.who, reason: deps.redact(reason), at: deps.now() };
    response.json(await changed(await joinByPerson(pool, request.params.id, group, editor)));
  });
  routes.post("/groups/:id/split", async (request, response) => {
    const { member, reason } = splitGroupRequestSchema.parse(request.body);
    const editor = { who: identityOf(request).who, reason: deps.redact(reason), at: deps.now() };
    await splitByPerson(pool, await shownGroupOf(pool, request.params.id), member, editor);
    response.json(await changed(request.params.id));
  });
  routes.post("/groups/:id/undo", async (request, response) => {
    const { event, reason } = undoJoinRequestSchema.parse(request.body);
    const editor = { who: identityOf(request).who, reason: deps.redact(reason), at: deps.now() };
    await undoJoinEvent(pool, event, request.params.id, editor);
    response.json(await changed(request.params.id));
  });
  return routes;
}
