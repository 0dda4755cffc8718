import express, { type Router } from "express";
import { replayRequestSchema, type WebhooksResponse } from "../../shared/api-operations.ts";
import { countDeliveries } from "../store/count-deliveries.ts";
import { listDeliveries } from "../store/list-deliveries.ts";
import type { ApiDeps } from "./deps.ts";

const NONE = { pending: 0, delivered: 0, failed: 0 };

/** Endpoints with their deliveries; test, replay, enable. */
export function webhookRoutes({ pool, webhooks }: ApiDeps): Router {
  const routes = express.Router();
  routes.get("/webhooks", async (_request, response) => {
    const [states, counts, deliveries] = await Promise.all([
      webhooks.list(),
      countDeliveries(pool),
      listDeliveries(pool, null),
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
  routes.post("/webhooks/:name/enable", async (request, response) => {
    await webhooks.enable(request.params.name);
    response.json({});
  });
  return routes;
}
