import express, { type Router } from "express";
import { replayRequestSchema, type WebhooksResponse } from "../../shared/api-operations.ts";
import { maintenanceRequestSchema } from "../../shared/api-webhooks.ts";
import { DAY } from "../../shared/time.ts";
import { PlumblineError } from "../lib/errors.ts";
import { countDeliveries } from "../store/count-deliveries.ts";
import { listDeliveries } from "../store/list-deliveries.ts";
import { addMaintenance, endMaintenance, listMaintenance } from "../store/maintenance.ts";
import type { ApiDeps } from "./deps.ts";
import { identityOf } from "./guard-access.ts";

const LONGEST = 31 * DAY;
const NONE = { pending: 0, delivered: 0, failed: 0 };

/** Endpoints with their deliveries; test, replay, pause, enable; maintenance. */
export function webhookRoutes({ pool, webhooks, now }: ApiDeps): Router {
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
  routes.post("/webhooks/:name/pause", async (request, response) => {
    await webhooks.pause(request.params.name, identityOf(request).who);
    response.json({});
  });
  routes.post("/webhooks/:name/enable", async (request, response) => {
    await webhooks.enable(request.params.name);
    response.json({});
  });
  routes.get("/maintenance", async (_request, response) => {
    response.json({ maintenance: await listMaintenance(pool, now()) });
  });
  routes.post("/maintenance", async (request, response) => {
    const wish = maintenanceRequestSchema.parse(request.body);
    const { endpoint = null, reason } = wish;
    const [from, to] = [wish.from === undefined ? now() : Date.parse(wish.from), Date.parse(wish.to)];
    if (endpoint !== null) await mustExist(webhooks, endpoint);
    mustBeAhead(wish.to, from, to, now());
    const { who } = identityOf(request);
    response.status(201).json(await addMaintenance(pool, { endpoint, from, to, who, reason }));
  });
  routes.delete("/maintenance/:id", async (request, response) => {
    await endMaintenance(pool, request.params.id, now());
    webhooks.wake();
    response.json({ maintenance: await listMaintenance(pool, now()) });
  });
  return routes;
}

async function mustExist(webhooks: ApiDeps["webhooks"], name: string): Promise<void> {
  const names = (await webhooks.list()).map((webhook) => webhook.name);
  if (names.includes(name)) return;
  throw new PlumblineError("not-found", `There is no webhook ${name}; there are: ${names.join(", ") || "none"}.`);
}

function mustBeAhead(given: string, from: number, to: number, now: number): void {
  if (to > now && to > from && to - from <= LONGEST) return;
  throw new PlumblineError(
    "bad-input",
    `to is "${given}": expected a time from now on, after the beginning, and at most 31 days after it.`,
  );
}
