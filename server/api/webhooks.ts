import express, { type Router } from "express";
import { replayRequestSchema, type WebhooksResponse } from "../../shared/api-operations.ts";
import { reachOf } from "../../shared/identity.ts";
import { countDeliveries } from "../store/count-deliveries.ts";
import { listDeliveries } from "../store/list-deliveries.ts";
import type { ApiDeps } from "./deps.ts";
import { identityOf } from "./guard-access.ts";
import { isSeenBy } from "./guard-reach.ts";

const NONE = { pending: 0, delivered: 0, failed: 0 };

/**
 * Endpoints with their deliveries; test, replay, pause, enable. Who may see some environments only sees the endpoints
 * that hear of these alone.
 */
export function webhookRoutes({ pool, webhooks }: ApiDeps): Router {
  const routes = express.Router();
  routes.get("/webhooks", async (request, response) => {
    const identity = identityOf(request);
    const states = (await webhooks.list()).filter(({ environments }) => isSeenBy(identity, environments ?? undefined));
    const names = reachOf(identity) === undefined ? undefined : states.map(({ name }) => name);
    const [counts, deliveries] = await Promise.all([
      countDeliveries(pool),
      listDeliveries(pool, null, names === undefined ? {} : { endpoints: names }),
    ]);
    const answer: WebhooksResponse = {
      webhooks: states.map((state) => ({
        ...state,
        events: [...state.events],
        counts: counts.get(state.name) ?? NONE,
      })),
      deliveries,
    };
    response.json(answer);
  });
  routes.post("/webhooks/:name/test", async (request, response) => {
    response.json({ messageId: await webhooks.test(request.params.name) });
  });
  routes.post("/webhooks/:name/replay", async (request, response) => {
    const { name } = request.params;
    const wish = replayRequestSchema.parse(request.body);
    if ("since" in wish) await webhooks.replaySince(Date.parse(wish.since), name);
    else await webhooks.replay(wish.messageId, name);
    response.json({});
  });
  routes.post("/webhooks/:name/pause", async (request, response) => {
    await webhooks.pause(request.params.name, identityOf(request).who);
    response.json({});
  });
  routes.post("/webhooks/:name/enable", async (request, response) => {
    await webhooks.enable(request.params.name);
    response.json({});
  });
  return routes;
}
