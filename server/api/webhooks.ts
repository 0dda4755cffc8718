import express, { type Router } from "express";
import { replayRequestSchema, type WebhooksResponse } from "../../shared/api-operations.ts";
import { maintenanceRequestSchema } from "../../shared/api-webhooks.ts";
import { type Identity, reachOf } from "../../shared/identity.ts";
import { DAY } from "../../shared/time.ts";
import { PlumblineError } from "../lib/errors.ts";
import { countDeliveries } from "../store/count-deliveries.ts";
import { listDeliveries } from "../store/list-deliveries.ts";
import { addMaintenance, endMaintenance, listMaintenance } from "../store/maintenance.ts";
import type { ApiDeps } from "./deps.ts";
import { identityOf } from "./guard-access.ts";
import { isAllowedIn, isSeenBy } from "./guard-reach.ts";

const LONGEST = 31 * DAY;
const NONE = { pending: 0, delivered: 0, failed: 0 };

/**
 * Endpoints with their deliveries; test, replay, pause, enable; maintenance. Who may see some environments only sees the endpoints
 * that hear of these alone.
 */
export function webhookRoutes({ pool, webhooks, environmentsOf, now }: ApiDeps): Router {
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
  // What holds every endpoint back holds those of one environment back too, so everybody sees it.
  const seenBy = async (identity: Identity) => ({
    maintenance: (await listMaintenance(pool, now())).filter(
      ({ endpoint }) => endpoint === null || isSeenBy(identity, environmentsOf("webhook", endpoint)),
    ),
  });
  const mustRule = (identity: Identity, endpoint: string | null) => {
    const environments = endpoint === null ? undefined : environmentsOf("webhook", endpoint);
    if (isAllowedIn(identity, environments, "admin")) return;
    throw new PlumblineError(
      "forbidden",
      "This takes the role admin everywhere, or in every environment of the endpoint that is named.",
    );
  };
  routes.get("/maintenance", async (request, response) => {
    response.json(await seenBy(identityOf(request)));
  });
  routes.post("/maintenance", async (request, response) => {
    const wish = maintenanceRequestSchema.parse(request.body);
    const { endpoint = null, reason } = wish;
    const [from, to] = [wish.from === undefined ? now() : Date.parse(wish.from), Date.parse(wish.to)];
    const identity = identityOf(request);
    mustRule(identity, endpoint);
    if (endpoint !== null) await mustExist(webhooks, endpoint);
    mustBeAhead(wish.to, from, to, now());
    const { who } = identity;
    response.status(201).json(await addMaintenance(pool, { endpoint, from, to, who, reason }));
  });
  routes.delete("/maintenance/:id", async (request, response) => {
    const { id } = request.params;
    const identity = identityOf(request);
    const one = (await seenBy(identity)).maintenance.find((each) => each.id === id);
    if (one !== undefined) mustRule(identity, one.endpoint);
    else if (reachOf(identity) !== undefined)
      throw new PlumblineError("not-found", `There is no maintenance ${id.slice(0, 40)}.`);
    await endMaintenance(pool, id, now());
    webhooks.wake();
    response.json(await seenBy(identity));
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
