import express, { type Router } from "express";
import { groupFilterSchema, type MuteResponse, muteRequestSchema } from "../../shared/api-groups.ts";
import { reachOf } from "../../shared/identity.ts";
import { DAY } from "../../shared/time.ts";
import { PlumblineError } from "../lib/errors.ts";
import { shownGroupOf } from "../store/group-parts.ts";
import { readMute } from "../store/mutes.ts";
import type { ApiDeps } from "./deps.ts";
import { groupList } from "./group-list.ts";
import { groupPage } from "./group-page.ts";
import { identityOf } from "./guard-access.ts";
import { rangeOf } from "./range.ts";

const MAX_MUTE = 366 * DAY;

/** Recurring errors: the list, one of them, and mutes. */
export function groupRoutes(deps: ApiDeps): Router {
  const routes = express.Router();
  routes.get("/groups", async (request, response) => {
    const filter = groupFilterSchema.parse(request.query);
    response.json(await groupList(deps, filter, rangeOf(filter, deps.now()), reachOf(identityOf(request))));
  });
  routes.get("/groups/:id", async (request, response) => {
    const { from, to } = groupFilterSchema.pick({ from: true, to: true }).parse(request.query);
    response.json(await groupPage(deps, request.params.id, rangeOf({ from, to }, deps.now())));
  });
  routes.put("/groups/:id/mute", async (request, response) => {
    const { until, reason } = muteRequestSchema.parse(request.body);
    const since = deps.now();
    const end = Date.parse(until);
    if (end <= since || end > since + MAX_MUTE) {
      throw new PlumblineError("bad-input", `until is "${until}": expected a time from now on, at most a year ahead.`);
    }
    // Throws not-found.
    const { group } = await groupPage(deps, request.params.id, { from: since - DAY, to: since });
    await deps.mute({ groupId: group.id, who: identityOf(request).who, reason, since, until: end });
    response.json(await muteAnswer(deps, group.id));
  });
  routes.delete("/groups/:id/mute", async (request, response) => {
    const id = await shownGroupOf(deps.pool, request.params.id);
    const wasMuted = await deps.unmute(id, identityOf(request).who);
    if (!wasMuted) throw new PlumblineError("not-found", `Group ${id} is not muted.`);
    response.json(await muteAnswer(deps, id));
  });
  return routes;
}

async function muteAnswer(deps: ApiDeps, id: string): Promise<MuteResponse> {
  return { mute: (await readMute(deps.pool, id, deps.now())) ?? null };
}
